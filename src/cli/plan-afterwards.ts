import type { Said } from "./command-spec.ts";
import { shellWord } from "./shell-word.ts";

/** A longer line is not worth pasting. */
const MAX_LINE = 400;

/** What is printed below a plan: where it was saved to, or how to save it, and what to type next. */
export function planAfterwards(
	said: Said,
	{
		isSaved,
		exported,
	}: { readonly isSaved: boolean; readonly exported: readonly string[] },
): string {
	if (!isSaved) {
		const line = saveLine(said);
		const isShort = line.length <= MAX_LINE && !line.includes("\n");
		return isShort
			? `Nothing was saved. To put it on the board:\n  ${line}`
			: "Nothing was saved: say it again with --save to put it on the board.";
	}
	return [
		...(exported.length === 0
			? []
			: [
					`Plan saved: ${exported.join(", ")}`,
					"Edit plan.json if something should be different; the start takes it over.",
				]),
		"Next:",
		"  baton execute start",
	].join("\n");
}

/** The same command again, with `--save`. */
function saveLine({ words, values }: Said): string {
	const given = Object.entries(values).flatMap(([name, value]) =>
		value === undefined ? [] : [`--${name} ${shellWord(value)}`],
	);
	const task = words.length === 0 ? [] : [shellWord(words.join(" "))];
	return ["baton plan", ...task, ...given, "--save"].join(" ");
}
