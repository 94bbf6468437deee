import type { ToolArgument } from "./tool.ts";

/** The field of the verb's input that an argument fills. */
export function verbField(
	name: string,
	{ into }: Pick<ToolArgument, "into">,
): string {
	return into ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
