import type { Json } from "../../core/errors.ts";
import type { Field } from "./fields-of.ts";

/** What was filled in, as a form has it. */
export type Filled = Readonly<Record<string, string | boolean>>;
type Input = Record<string, Json | undefined>;

/** The input of a verb from a filled form. What was left empty is not said, except a due date, which is taken back by it. */
export function inputFrom(fields: readonly Field[], filled: Filled): Input {
	const input: Input = {};
	for (const { name, kind, isNeeded } of fields) {
		const value = filled[name];
		if (kind === "flag") {
			if (name === "final" && value === true) input.retryable = false;
			else if (name !== "final" && value === true) input[name] = true;
			continue;
		}
		const text = typeof value === "string" ? value.trim() : "";
		if (text !== "") input[name] = kind === "list" ? listIn(text) : text;
		else if (kind === "date" && isNeeded !== true && fields.length === 1)
			input[name] = null;
	}
	return input;
}

/** The labels of the fields that are needed and still empty. */
export function lacking(
	fields: readonly Field[],
	filled: Filled,
): readonly string[] {
	return fields
		.filter(({ name, isNeeded }) => {
			const value = filled[name];
			return (
				isNeeded === true && (typeof value !== "string" || value.trim() === "")
			);
		})
		.map(({ label }) => label);
}

/** What stands between commas, without a leading `#`. */
export function listIn(text: string): readonly string[] {
	return text
		.split(",")
		.map((part) => part.trim().replace(/^#(?=\d+$)/, ""))
		.filter((part) => part !== "");
}
