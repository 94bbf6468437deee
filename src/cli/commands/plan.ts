import { COMPLEXITIES, RISKS } from "../../core/plan/plan.ts";
import type { CommandSpec } from "../command-spec.ts";
import { SPEAKER_OPTIONS } from "../every-option.ts";

export const plan: CommandSpec = {
	summary:
		"Makes a plan for a task by rules; without --save nothing is written.",
	words: [{ name: "task", isNeeded: false, isRest: true }],
	options: {
		save: {
			type: "boolean",
			about: "puts task and plan on the board, which it opens first if need be",
		},
		explain: {
			type: "boolean",
			about: "every decision, with rule and evidence",
		},
		"dry-run": { type: "boolean", about: "only shows, also beside --save" },
		import: {
			type: "string",
			value: "file",
			completes: "file",
			about: "takes your own plan, as YAML or JSON",
		},
		model: {
			type: "string",
			value: "model",
			about: "the model of every step",
		},
		agents: {
			type: "string",
			value: "roles",
			about: "the only roles to plan with, with commas between",
		},
		risk: {
			type: "string",
			value: "risk",
			values: RISKS,
			about: "instead of the planner's judgement",
		},
		complexity: {
			type: "string",
			value: "complexity",
			values: COMPLEXITIES,
			about: "instead of the planner's judgement",
		},
		...SPEAKER_OPTIONS,
	},
	load: async () => (await import("../plan-by-place.ts")).planByPlace,
};
