import type { RunCommand } from "./command-spec.ts";
import { type Misuse, printMisuse } from "./misuse.ts";
import { isForServer } from "./remote/named-server.ts";

/** A command in its two forms, each loaded when it is the one that is meant. */
export interface InTwoPlaces {
	/** For the repository at hand. */
	readonly here: () => Promise<RunCommand>;
	/** For a server; absent for what cannot be done on one. */
	readonly there?: () => Promise<RunCommand>;
	/** What does on a server what this does here. */
	readonly instead?: string;
}

/** The one form where a server is named, and the other one where none is. */
export function byPlace({ here, there, instead }: InTwoPlaces): RunCommand {
	return async (said, terminal) => {
		if (!isForServer(said, terminal)) return (await here())(said, terminal);
		if (there !== undefined) return (await there())(said, terminal);
		return printMisuse(terminal, onlyHere(said.name, instead), said.json);
	};
}

/** What is wrong with a command that needs the repository on this machine. */
export function onlyHere(name: string, instead = ""): Misuse {
	return {
		problem: `${name} works on a repository on this machine, not on a server`,
		hint: `${instead}Say it without --url, with BATON_URL unset, in a clone.`,
	};
}
