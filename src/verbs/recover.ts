import { z } from "zod";
import type { JsonObject } from "../core/errors.ts";
import { line } from "./fields.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

/** The state to go on from: what was acknowledged last, the branch as it is, or a commit of either by at least 7 digits. */
const chosen = z
	.string()
	.toLowerCase()
	.regex(
		/^(acknowledged|branch|[0-9a-f]{7,40})$/,
		"must be acknowledged, branch, or a commit",
	);

export const recover = boardVerb({
	name: "recover",
	summary:
		"Chooses the state that a damaged board goes on from, in one new commit on top of its branch.",
	input: z.strictObject({ to: chosen, reason: line(500).optional() }),
	role: "admin",
	doors: SPOKEN,
	examples: [
		"/recover acknowledged",
		'/recover branch "the old commits were a mistake"',
		"/recover 1a2b3c4d5e6f",
	],
	errors: ["FORBIDDEN", "VALIDATION", "NOT_FOUND"],
	words: ["to", "reason"],
	answers: true,
	run({ input }) {
		return { ok: true, summary: "recover", data: { ...input } as JsonObject };
	},
});
