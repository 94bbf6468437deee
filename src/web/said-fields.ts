import { fieldKind } from "../verbs/field-kind.ts";
import { inputFields } from "../verbs/input-fields.ts";
import type { Verb } from "../verbs/verb.ts";

/** Fields of a request that say what is addressed, and as whom. */
export const ADDRESS_FIELDS = ["task", "step", "as"] as const;
export type AddressField = (typeof ADDRESS_FIELDS)[number];

/** Which fields of a request to this verb address something: those that its own input has no field for. */
export function addressFields(verb: Verb): readonly AddressField[] {
	return ADDRESS_FIELDS.filter((name) => fieldKind(verb, name) === undefined);
}

/** True for a field of a verb's input that is found out behind the door and is not for callers to give. */
export function isGathered(verb: Verb, name: string): boolean {
	if (fieldKind(verb, name) === undefined) return false;
	// The config is the one that the repository's file has.
	return (
		verb.name === "configure" ||
		!inputFields(verb).some((field) => field.name === name)
	);
}
