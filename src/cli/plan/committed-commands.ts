import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Json } from "../../core/errors.ts";
import { PLAN_JSON, planIn } from "./exports.ts";
import { gitOutput } from "./git-output.ts";

/**
 * The commands of the exported plan as the last commit has it: whoever made that commit wrote them, and a clone brings them
 * along. None where the file is in no commit.
 */
export async function committedCommands(
	top: string,
): Promise<readonly string[]> {
	// A link leads to the file that is read, which another name or another repository may hold.
	const path = await realpath(join(top, PLAN_JSON));
	const text = await gitOutput(dirname(path), [
		// The file may have been written in another form than git keeps it.
		...["cat-file", "--filters", `HEAD:./${basename(path)}`],
	]);
	const kept = text === undefined ? undefined : planIn(text);
	return kept?.ok === true ? commandsOf(kept.plan) : [];
}

/** The commands in a plan as somebody wrote it, which may be wrong in every way. */
export function commandsOf(given: Json): readonly string[] {
	const found = new Set<string>();
	JSON.stringify(given, (name, value: unknown) => {
		if (name === "command" && typeof value === "string") found.add(value);
		return value;
	});
	return [...found];
}
