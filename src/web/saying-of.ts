import {
	type Json,
	type JsonObject,
	type Refusal,
	refuse,
} from "../core/errors.ts";
import { isStepId } from "../core/plan/ids.ts";
import { isAgentName } from "../core/task.ts";
import type { DoorSaying } from "../engine/board-door.ts";
import type { Verb } from "../verbs/verb.ts";
import { type AddressField, addressFields, isGathered } from "./said-fields.ts";

/** A request as a door is told of it; the input is the verb's to check. */
export type Said = Omit<DoorSaying, "key" | "input"> & {
	readonly input: JsonObject;
};

/** What a request's fields say: `task`, `step` and `as` address, all others are the verb's input. */
export function sayingOf(verb: Verb, fields: JsonObject): Said | Refusal {
	const input: Record<string, Json | undefined> = {};
	const address: Partial<Record<AddressField, string>> = {};
	const own = addressFields(verb);
	for (const [name, value] of Object.entries(fields)) {
		const isAddress = own.some((field) => field === name);
		if (!isAddress && isGathered(verb, name))
			return wrong(verb, name, "is not for callers to give");
		if (!isAddress) input[name] = value;
		else if (
			typeof value === "string" ||
			(name === "task" && typeof value === "number")
		)
			address[name as AddressField] = String(value);
		else return wrong(verb, name, "must be a string");
	}
	const agent = address.as?.replace(/^@/, "").toLowerCase();
	if (agent !== undefined && !isAgentName(agent))
		return wrong(verb, "as", "is not an agent's name");
	const { task, step } = apart(address);
	if (step !== undefined && !isStepId(step))
		return wrong(
			verb,
			"step",
			"is not a step of that task: name one such as 1.1",
		);
	return {
		verb: verb.name,
		input,
		...(task === undefined ? {} : { task }),
		...(step === undefined ? {} : { step }),
		...(agent === undefined ? {} : { agent }),
	};
}

/** `42/1.1` names both, in either field; `#42` is 42. A step of another task than the one that is named stays as it is. */
function apart({ task, step }: Partial<Record<AddressField, string>>): {
	readonly task?: string | undefined;
	readonly step?: string | undefined;
} {
	const [named, pointed] = [task, step].map((text) => text?.replace(/^#/, ""));
	const [, key, id] = /^([^/]+)\/([^/]+)$/.exec(pointed ?? named ?? "") ?? [];
	const isWhole =
		key !== undefined && (pointed === undefined || (named ?? key) === key);
	return isWhole ? { task: key, step: id } : { task: named, step: pointed };
}

function wrong(verb: Verb, field: string, problem: string): Refusal {
	return refuse(
		"VALIDATION",
		`\`${verb.name}\`: ${field.slice(0, 60)} ${problem}.`,
		"GET /api/v1/openapi.json says which fields there are.",
		{ problems: [{ field: field.slice(0, 60), problem }] },
	);
}
