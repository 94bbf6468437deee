import type { Json, JsonObject } from "../../core/errors.ts";
import { isStepId } from "../../core/plan/ids.ts";
import { shortWord, word } from "../answer-values.ts";
import { code, fence } from "../markdown.ts";

/** How much of a step's task a list repeats, in characters. */
const TASK_SHOWN = 200;

/** What taking a step came to: whose it is until when, and the prompt to work by. */
export function stepTaken(data: JsonObject): readonly string[] {
	const step = (data.step ?? {}) as JsonObject;
	return [
		`${word(data.agent)} holds step ${word(step.address ?? data.step_id)} (${word(step.role)}) until ${word(data.expires_at)}, fence ${word(data.fence)}.`,
		...promptParts(data.prompt),
	];
}

/** The prompt of a step, in a fence that nothing in it can end; nothing where there is none. */
export function promptParts(prompt: Json | undefined): readonly string[] {
	return typeof prompt === "string"
		? ["**Prompt:**", fence(prompt.trim(), "text")]
		: [];
}

/** A step in one line, with how it stands: `stepView` in an answer or made from the board. */
export function stepLine(step: JsonObject): string {
	const { id, role, model, task, status, held_by, until } = step;
	const isOver = status === "complete" || status === "skipped";
	const how =
		held_by === undefined
			? status === "pending" || status === "complete"
				? ""
				: ` (${word(status)})`
			: ` (with ${word(held_by)} until ${word(until)})`;
	const named = model === undefined ? "" : ` [${word(model)}]`;
	return `- [${isOver ? "x" : " "}] **${stepWord(id)}** ${code(String(role))}${named} ${shortWord(task, TASK_SHOWN)}${how}`;
}

/** A step's id. Numbers with a point between them are safe as they are, and found again by whoever copies them. */
export function stepWord(id: Json | undefined): string {
	return isStepId(String(id)) ? String(id) : word(id);
}
