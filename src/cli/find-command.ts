import type { CommandEntry } from "./command-spec.ts";
import { COMMANDS } from "./command-table.ts";
import { VERB_COMMANDS } from "./verb-names.ts";

/** The command of that name: one of the table, or a verb. */
export function findCommand(name: string): CommandEntry | undefined {
	if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name];
	return VERB_COMMANDS.includes(name) ? verbEntry(name) : undefined;
}

/** Every command that is shown, by name: those of the table, then the verbs. */
export function shownCommands(): readonly (readonly [string, CommandEntry])[] {
	const own = Object.entries(COMMANDS).filter(
		([, { isHidden }]) => isHidden !== true,
	);
	const verbs = VERB_COMMANDS.filter((name) => !Object.hasOwn(COMMANDS, name));
	return [...own, ...verbs.map((name) => [name, verbEntry(name)] as const)];
}

function verbEntry(name: string): CommandEntry {
	return {
		// The verb itself says what it does, once it is loaded.
		summary: "",
		load: async () => (await import("./commands/verb.ts")).verb(name),
	};
}
