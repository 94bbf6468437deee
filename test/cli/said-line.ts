import { optionName } from "../../src/cli/verb-options.ts";
import type { Line } from "../doors/every-verb.ts";

/** A line of a conversation as it is typed: the task as a word, every field as an option. */
export function typedLine({ verb, task, step, input = {} }: Line): string[] {
	const options = Object.entries(input).flatMap(([field, value]) => {
		const name = `--${optionName(field)}`;
		if (value === true) return [name];
		if (value === false) return [`--no-${optionName(field)}`];
		if (Array.isArray(value))
			return value.flatMap((one) => [name, String(one)]);
		return [
			name,
			typeof value === "object" ? JSON.stringify(value) : String(value),
		];
	});
	return [
		...[verb, ...(task === undefined ? [] : [task])],
		...(step === undefined ? [] : ["--step-id", step]),
		...(verb === "wait" ? ["--timeout-sec", "0"] : []),
		...options,
	];
}
