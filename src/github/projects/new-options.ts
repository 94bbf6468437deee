import type { NewField } from "./project-api.ts";
import {
	type CardPart,
	type OptionNames,
	PART_VALUES,
} from "./project-settings.ts";

const COLORS: Readonly<Record<string, string>> = {
	ready: "GREEN",
	in_progress: "BLUE",
	blocked: "ORANGE",
	review: "PURPLE",
	dead_letter: "RED",
	urgent: "RED",
	high: "ORANGE",
	normal: "BLUE",
};

/** The options of a field that is made for a part: one for each name, in the order of the values. */
export function newOptions(
	part: CardPart,
	names: OptionNames,
): NewField["options"] {
	const options = new Map<string, NewField["options"][number]>();
	for (const value of PART_VALUES[part]) {
		const [name] = names[value] ?? [];
		// Two values may be shown by one option.
		if (name === undefined || options.has(name.toLowerCase())) continue;
		const color = COLORS[value] ?? "GRAY";
		options.set(name.toLowerCase(), { name, color, description: "" });
	}
	return [...options.values()];
}
