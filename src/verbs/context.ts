import { z } from "zod";
import { briefOf } from "./brief.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

/** Tokens that a brief may have: unless asked otherwise, and at least and at most. */
export const BRIEF_TOKENS = {
	default: 8_000,
	least: 500,
	most: 64_000,
} as const;

export const context = taskVerb({
	name: "context",
	summary:
		"Composes the brief to work from: hand-off and follow-ups first, then the task, its baton, notes, memory and neighbours.",
	input: z.strictObject({
		budget: z
			.int()
			.min(BRIEF_TOKENS.least)
			.max(BRIEF_TOKENS.most)
			.default(BRIEF_TOKENS.default)
			.describe(
				`Tokens that the brief may have, ${BRIEF_TOKENS.least} to ${BRIEF_TOKENS.most}; what does not fit is named in left_out`,
			),
	}),
	role: "read",
	doors: SPOKEN,
	examples: ["/context", "/context 41 budget=2000"],
	errors: ["VALIDATION", "NOT_FOUND"],
	words: ["task"],
	reads: true,
	run({ draft, command, task }) {
		return {
			ok: true,
			summary: "context",
			data: briefOf(draft, task, command),
		};
	},
});
