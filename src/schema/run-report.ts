import { z } from "zod";
import { learnedRun } from "./learned-document.ts";

/** What is found out about a run when it ends: the look back at it, as markdown, and what it taught. */
export const runReport = z.strictObject({
	retrospective: z.string().max(200_000),
	learned: learnedRun,
});
