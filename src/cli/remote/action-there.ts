import type { JsonObject } from "../../core/errors.ts";
import { safeLines } from "../data-text.ts";

const EXECUTE = "baton execute";

type Lines = readonly string[];

/** What a run needs next, as a server answers it: labels that stay the same, then what to type. */
export function actionThere(
	action: JsonObject,
	{ suffix, isTerse }: { readonly suffix: string; readonly isTerse: boolean },
): Lines {
	const next = commandsFor(action).map((command) => `  ${command}${suffix}`);
	return [
		...labels(action, isTerse),
		...(next.length === 0 ? [] : ["", "Next:", ...next]),
	];
}

function labels(action: JsonObject, isTerse: boolean): Lines {
	const { action: name, phase, reason, message, prompt } = action;
	const head = [
		`ACTION: ${name}`,
		...(phase === undefined || name === "DISPATCH" ? [] : [`Phase: ${phase}`]),
	];
	const gate = action.gate as JsonObject | undefined;
	const steps = rows(action.steps).flatMap(stepLines);
	const told = [
		...(gate === undefined ? [] : [`Gate: ${gate.name}`]),
		...(reason === undefined ? [] : [`Reason: ${reason}`]),
		...rows(action.out).map(
			({ step, agent, until }) => `Out: ${step} ${agent} until ${until}`,
		),
		...(message === undefined ? [] : [`Message: ${message}`]),
	].flatMap(safeLines);
	const delegation =
		typeof prompt !== "string" || isTerse
			? []
			: [
					"",
					"--- Delegation Prompt ---",
					...safeLines(prompt.trimEnd()),
					"--- End Prompt ---",
				];
	return [...head, ...steps, ...told, ...delegation];
}

function stepLines({ id, role, model, command }: JsonObject): Lines {
	const step =
		command === undefined ? `Agent: ${role} | Step: ${id}` : `Step: ${id}`;
	return [
		step,
		...(model === undefined ? [] : [`Model: ${model}`]),
		...(command === undefined ? [] : [`Command: ${command}`]),
	].flatMap(safeLines);
}

function commandsFor(action: JsonObject): Lines {
	const { action: name, phase, why } = action;
	switch (name) {
		case "DISPATCH":
			return rows(action.steps).flatMap(({ id, role }) => [
				`${EXECUTE} dispatched --step-id ${id} --agent ${role}`,
				`${EXECUTE} record --step-id ${id} --status complete --outcome "what was done" --commit <commit>`,
			]);
		case "GATE":
			return [`${EXECUTE} gate --phase-id ${phase}`];
		case "APPROVAL":
			return [`${EXECUTE} approve --phase-id ${phase}`];
		case "WAIT":
			return [`${EXECUTE} ${why === "not-started" ? "start" : "status"}`];
		case "FAILED":
			return rows(action.waysOut).flatMap(({ verb, step }) =>
				verb === "retry"
					? [`${EXECUTE} retry --step-id ${step}`]
					: verb === "skip"
						? [`${EXECUTE} skip --step-id ${step} --reason "why"`]
						: verb === "reopen"
							? [`${EXECUTE} reopen`]
							: [],
			);
		default:
			return name === "COMPLETE" ? [`${EXECUTE} complete`] : [];
	}
}

function rows(value: unknown): readonly JsonObject[] {
	// A failed action names its steps alone.
	return Array.isArray(value)
		? value.filter((one): one is JsonObject => typeof one === "object")
		: [];
}
