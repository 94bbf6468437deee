import type { BoardConfig } from "../../core/config.ts";
import { type Refusal, refuse } from "../../core/errors.ts";
import { tableOf } from "../../core/status.ts";
import type { Task } from "../../core/task.ts";
import type { Said } from "../label-commands.ts";
import { type CardField, valuesOf } from "./card-field.ts";
import type { OptionNames } from "./project-settings.ts";

/** An edit of one field of a card. */
export interface CardEdit {
	readonly field: CardField;
	/** The option that the card shows by now. */
	readonly optionId: string | undefined;
	readonly names: OptionNames;
}

/**
 * What an edit of a card says: a move, or a priority. Where several statuses have one option the one is meant that the task
 * can be moved to. Refused are an emptied field and an option that stands for nothing.
 */
export function saidByCard(
	{ field, optionId, names }: CardEdit,
	task: Pick<Task, "status">,
	config: BoardConfig | undefined,
): Said | Refusal {
	const values = optionId === undefined ? [] : valuesOf(field, optionId, names);
	const [first] = values;
	if (first === undefined) return senseless({ field, optionId });
	if (field.part === "priority")
		return { verb: "priority", input: { priority: first } };
	// To be blocked is nowhere to move to: it follows from what the task waits for.
	const legal = tableOf(config)
		.filter(({ from, by }) => from === task.status && by === "move")
		.map(({ to }) => to as string)
		.filter((to) => to !== "blocked");
	const to = values.find((value) => legal.includes(value)) ?? first;
	return { verb: "move", input: { to } };
}

function senseless({ field, optionId }: Omit<CardEdit, "names">): Refusal {
	const option = field.options.find(({ id }) => id === optionId)?.name;
	const verb = field.part === "priority" ? "priority" : "move";
	return refuse(
		"VALIDATION",
		option === undefined
			? `An empty ${field.name} says nothing.`
			: `The option ${option} stands for no ${field.part} of the board.`,
		`Choose another option, or say \`/${verb}\` in a comment.`,
	);
}
