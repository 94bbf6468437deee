import type { Terminal } from "./terminal.ts";

/** What completion looks up instead of a fixed list. */
export type Lookup = "task" | "file" | "directory";

/** One option, as help, parsing and completion know it. */
export interface OptionSpec {
	readonly type: "string" | "boolean";
	/** What it does, in a few words. */
	readonly about: string;
	/** Stands for the value in help, without brackets. */
	readonly value?: string;
	/** The only values it takes. */
	readonly values?: readonly string[];
	/** Values that are offered; whether another one will do is not judged here. */
	readonly offers?: readonly string[];
	readonly completes?: Lookup;
	readonly short?: string;
	/** It may be given several times. */
	readonly multiple?: true;
	/** Another name that means the same and is not shown. */
	readonly alias?: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** A word behind the command's name. */
export interface WordSpec {
	readonly name: string;
	readonly isNeeded: boolean;
	readonly offers?: readonly string[];
	readonly completes?: Lookup;
	/** It takes all words that are left. */
	readonly isRest?: true;
	/** It stands behind two dashes, so that options of its own are no options of ours. */
	readonly isBehindDashes?: true;
}

/** What was said to a command, parsed and checked against its spec. */
export interface Said {
	/** The command's full name, such as `execute record`. */
	readonly name: string;
	readonly words: readonly string[];
	/** Options with a value that were given. */
	readonly values: Readonly<Record<string, string | undefined>>;
	/** Options that may be given several times, and were. */
	readonly lists: Readonly<Record<string, readonly string[] | undefined>>;
	/** Options without a value that were given. */
	readonly flags: ReadonlySet<string>;
	readonly json: boolean;
}

/** Carries out one command and answers its exit code. */
export type RunCommand = (said: Said, terminal: Terminal) => Promise<number>;

/** One command. Its code is loaded once it is known to be asked for. */
export interface CommandSpec {
	readonly summary: string;
	readonly words: readonly WordSpec[];
	readonly options: OptionSpecs;
	/** More help, printed below the options. */
	readonly notes?: string;
	readonly load: () => Promise<RunCommand>;
}

/** Commands under one name. */
export interface GroupSpec {
	readonly summary: string;
	readonly commands: Readonly<Record<string, CommandSpec>>;
}

/** An entry of the table: what the list of all commands shows, and the way to the rest. */
export interface CommandEntry {
	readonly summary: string;
	/** Left out of help and completion. */
	readonly isHidden?: true;
	readonly load: () => Promise<CommandSpec | GroupSpec>;
}
