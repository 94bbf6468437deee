import { type Refusal, refuse } from "../../core/errors.ts";
import type { Remark } from "../projection/remark.ts";
import type { CardField } from "./card-field.ts";
import type { CardPart } from "./project-settings.ts";
import type { CardTask } from "./show-cards.ts";

/** The command that an edit of a part stands for. */
export function verbOf(part: CardPart): "move" | "priority" {
	return part === "priority" ? "priority" : "move";
}

/** Says of an edit that its webhook came when the board was shown over it and had changed since, as far as is known. */
export function tooLate(
	field: CardField,
	optionId: string | undefined,
): Refusal {
	const option = field.options.find(({ id }) => id === optionId)?.name;
	return refuse(
		"STALE",
		option === undefined
			? "GitHub told too late that it was emptied."
			: `GitHub told too late that ${option} was chosen.`,
		`Choose it again if it is still meant, or say \`/${verbOf(field.part)}\` in a comment.`,
	);
}

/** Says once for a version of the task that a field is put back no more. */
export function yieldsTo(task: CardTask, field: CardField): Remark {
	const { key, version } = task;
	const verb = verbOf(field.part);
	const option = field.optionOf.get(task[field.part])?.id;
	return {
		answer: {
			...refuse(
				"RATE_LIMITED",
				`${field.name} was changed in the project again and again, and put back each time. It is left alone now for an hour, or until the board changes.`,
				`If a program does that, keep it off this field in its own settings. Whoever may change the task can say \`/${verb}\` in a comment.`,
			),
			verb,
			opId: `card:${key}:${field.part}:${version}`,
		},
		at: task.updated_at,
		isPutBack: (now) => field.optionOf.get(now[field.part])?.id === option,
	};
}
