import { z } from "zod";
import type { JsonObject } from "../core/errors.ts";
import { diagnose, diagnosisData } from "./doctor/diagnosis.ts";
import { githubFacts } from "./doctor/github-facts.ts";
import { type HealthFacts, healthFacts } from "./doctor/health-facts.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

export type { HealthFacts };

export const doctor = boardVerb({
	name: "doctor",
	summary:
		"Says what is wrong with the board, its branch and its place on GitHub, and what to do about it.",
	input: z.strictObject({
		/** Of the branch, from the engine. */
		facts: healthFacts.optional(),
		/** Of its place on GitHub, from the door. */
		github: githubFacts.optional(),
	}),
	role: "read",
	doors: [...SPOKEN, "cli"],
	examples: ["/doctor"],
	errors: [],
	words: [],
	reads: true,
	run({ input: { facts: health, github } }) {
		return {
			ok: true,
			summary: "doctor",
			data: {
				...diagnosisData(diagnose({ health, github })),
				...((health ?? {}) as JsonObject),
			},
		};
	},
});
