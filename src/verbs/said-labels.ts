import { type Refusal, refuse } from "../core/errors.ts";
import { NO_CODE } from "../core/gate.ts";
import { meaningOf } from "../core/label-meaning.ts";

/** Verbs whose `labels` a task keeps; elsewhere they only filter. */
const KEEPING: readonly string[] = ["enroll", "edit"];

/**
 * Refuses labels that somebody names for a task and that would be kept without the meaning they have on GitHub, or could not be told
 * apart in a list. For the doors, of what is said anew: boards that were recorded may hold such labels.
 */
export function misusedLabels(
	verb: string,
	{ labels }: Readonly<Record<string, unknown>>,
): Refusal | undefined {
	if (!KEEPING.includes(verb) || !Array.isArray(labels)) return undefined;
	for (const label of labels) {
		const hint = typeof label === "string" ? insteadOf(label) : undefined;
		if (hint !== undefined)
			return refuse(
				"VALIDATION",
				`\`${verb}\`: ${JSON.stringify(label)} cannot be one of the labels.`,
				hint,
				{ field: "labels" },
			);
	}
	return undefined;
}

/** What to say instead of a label; undefined for one that may be. */
function insteadOf(label: string): string | undefined {
	if (label.includes(",")) return "A label has no comma: name two labels.";
	const meaning = meaningOf(label);
	switch (meaning?.kind) {
		case undefined:
			return undefined;
		case "no-code":
			return label === NO_CODE ? undefined : `It is spelled \`${NO_CODE}\`.`;
		case "capability":
			return `What a task needs is said so: \`capabilities=${meaning.capability}\`.`;
		case "priority":
			return `How urgent a task is is said so: \`priority=${meaning.priority}\`.`;
		case "status":
			return "Leave it out: the status follows from what is done with the task.";
		case "board":
			return "Leave it out: every task has it.";
		default:
			return meaning satisfies never;
	}
}
