import { z } from "zod";
import type { JsonObject } from "../../core/errors.ts";
import { type TaskCommand, traceOf } from "../../core/plan/trace.ts";
import { SPOKEN, taskVerb } from "../verb.ts";
import { planOf } from "./planned.ts";

/** A command about the task, as the engine read it from the log. */
const command = z.strictObject({
	at: z.string(),
	op: z.string(),
	commit: z.string(),
	step: z.string().optional(),
	agent: z.string().optional(),
	actor: z.string(),
});

export const trace = taskVerb({
	name: "trace",
	summary: "Shows everything that happened in the run of the task's plan.",
	input: z.strictObject({ facts: z.array(command).max(2_000).optional() }),
	role: "read",
	doors: SPOKEN,
	examples: ["/trace"],
	errors: ["NOT_FOUND"],
	words: ["task"],
	reads: true,
	gathers: "log",
	run({ draft, input, task }) {
		const planned = planOf(draft, task);
		if (!planned.ok) return planned;
		return {
			ok: true,
			summary: "trace",
			data: {
				trace: traceOf(
					planned.plan,
					task.key,
					(input.facts ?? []) as readonly TaskCommand[],
				) as unknown as JsonObject,
			},
		};
	},
});
