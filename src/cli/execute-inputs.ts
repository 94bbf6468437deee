import type { JsonObject } from "../core/errors.ts";
import type { Said } from "./command-spec.ts";

/** A command of a run in the words of the verb table. */
export interface ExecuteSaying {
	readonly verb: string;
	readonly step?: string | undefined;
	readonly input: JsonObject;
}

type Reading = (said: Said) => ExecuteSaying;

/** What each command says; `switch` says nothing. Whether it makes sense is judged where every door's words are judged. */
export const EXECUTE_SAYINGS = {
	start: () => ({ verb: "start", input: {} }),
	next: ({ flags }) => ({
		verb: "action",
		input: flags.has("all") ? { all: true } : {},
	}),
	resume: () => ({ verb: "action", input: {} }),
	dispatched: (said) => ({
		verb: "dispatched",
		step: said.values["step-id"],
		input: given({ role: said.values.agent, for: said.values.for }),
	}),
	record: (said) => ({
		verb: "record",
		step: said.values["step-id"],
		input: recordInput(said),
	}),
	gate: ({ values }) => ({
		verb: "gate",
		input: given({
			phase: numberOf(values["phase-id"]),
			result: values.result,
			reason: values.notes,
		}),
	}),
	approve: ({ values }) => ({
		verb: "approve",
		input: given({
			phase: numberOf(values["phase-id"]),
			result: values.result,
			feedback: values.feedback,
		}),
	}),
	amend: ({ values, lists }) => ({
		verb: "amend",
		input: given({
			description: values.description,
			add_phase: lists["add-phase"],
			after_phase: numberOf(values["after-phase"]),
			add_step: lists["add-step"],
		}),
	}),
	retry: ({ values }) => ({
		verb: "retry",
		step: values["step-id"],
		input: {},
	}),
	skip: ({ values }) => ({
		verb: "skip",
		step: values["step-id"],
		input: given({ reason: values.reason }),
	}),
	"force-release": ({ values }) => ({
		verb: "force-release",
		step: values["step-id"],
		input: given({ reason: values.reason }),
	}),
	complete: ({ values }) => ({
		verb: "done",
		input: given({ deliverable: values.deliverable }),
	}),
	status: () => ({ verb: "status", input: {} }),
	reopen: ({ values }) => ({
		verb: "reopen",
		input: given({ reason: values.reason }),
	}),
	cancel: ({ values }) => ({
		verb: "cancel",
		input: given({ reason: values.reason }),
	}),
} as const satisfies Record<string, Reading>;

function recordInput({ values }: Said): JsonObject {
	const { agent, status, outcome, files, commit, tokens, cost, error } = values;
	const listed = files
		?.split(",")
		.map((file) => file.trim())
		.filter((file) => file !== "");
	return given({
		...{ role: agent, status, outcome, files: listed, commit, error },
		...{ tokens: inAndOut(tokens), cost, duration: numberOf(values.duration) },
	});
}

/** A number as it was typed; what is none stays as it is and is refused like any other wrong input. */
export function numberOf(
	text: string | undefined,
): number | string | undefined {
	return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** One number is all that is known: it counts as what went in. */
function inAndOut(tokens: string | undefined): string | undefined {
	return tokens !== undefined && /^\d+$/.test(tokens) ? `${tokens}/0` : tokens;
}

function given(input: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(input).filter(([, value]) => value !== undefined),
	);
}
