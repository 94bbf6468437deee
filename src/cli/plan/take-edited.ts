import type { Json } from "../../core/errors.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Bound } from "../say-bound.ts";
import { commandsOf, committedCommands } from "./committed-commands.ts";
import { PLAN_JSON } from "./exports.ts";
import { commandsIn, trustCommands } from "./trusted-commands.ts";

/**
 * Says that an edited plan is taken over, with every command that is new in it. What was typed into the file was typed here
 * and may be run; what came with a commit may come from anybody.
 */
export async function takeEdited(
	{ terminal, door }: Pick<Bound, "terminal" | "door">,
	edited: {
		readonly top: string;
		/** As the board has it. */
		readonly saved: Plan;
		/** As the file has it. */
		readonly given: Json;
	},
): Promise<void> {
	const commands = commandsOf(edited.given);
	const committed = await committedCommands(edited.top);
	const typed = commands.filter((command) => !committed.includes(command));
	await trustCommands(door.gitdir, typed);
	const known = commandsIn(edited.saved);
	terminal.err(`note: ${PLAN_JSON} was edited and is taken over.`);
	for (const command of commands)
		if (!known.includes(command))
			terminal.err(
				`note: New command in it${typed.includes(command) ? "" : ", which a commit brought"}: ${inFull(command)}`,
			);
}

/** Every character of a command in one line: whoever decides on it must not be shown less, or be led by a control character. */
function inFull(command: string): string {
	return command.replace(
		/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
		(character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
	);
}
