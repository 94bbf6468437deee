import type { Oid, Store } from "../store/store.ts";

/** Where a command line runs. `out` and `err` end what they print with a line break. */
export interface Terminal {
	readonly out: (text: string) => void;
	readonly err: (text: string) => void;
	readonly directory: string;
	/** Nothing is set in it unless given. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** True when `out` is read by a person. */
	readonly isTerminal?: boolean;
	/** Cells in a line, where that is known. */
	readonly columns?: number | undefined;
	/** All of standard input, as text; absent where nothing can be read from it. */
	readonly stdin?: () => Promise<string>;
	/** Milliseconds since the epoch. */
	readonly nowMs: () => number;
}

/** Exit codes of every command (protocol section 7). */
export const EXIT = { ok: 0, refused: 1, usage: 2, unavailable: 3 } as const;

/** What was asked about a branch on a command line, every option as it was typed. */
export interface Asked {
	readonly repo: string;
	readonly branch: string;
	/** What stands behind the command's name. */
	readonly words: readonly string[];
	readonly json: boolean;
	readonly fromStart: boolean;
	readonly at: string | undefined;
	readonly part: string | undefined;
	readonly limit: string | undefined;
	readonly before: string | undefined;
	readonly cursor: string | undefined;
	/** What `feed` is to leave out, by the names of its fields. */
	readonly filter: Readonly<Record<string, string>>;
	readonly remote: string;
	readonly push: boolean;
}

/** A board's place, whether it has a branch yet or not. */
export interface Place {
	readonly store: Store;
	/** The directory where git keeps what all work trees of the repository share. */
	readonly gitdir: string;
}

/** A command's view of the board: its branch has at least one commit. */
export interface Opened extends Place {
	readonly head: Oid;
}

/** Carries out one command and answers its exit code. */
export type CliCommand = (
	asked: Asked,
	opened: Opened,
	terminal: Terminal,
) => Promise<number>;

/** The same for a command that also starts where there is no branch yet. */
export type PlaceCommand = (
	asked: Asked,
	place: Place,
	terminal: Terminal,
) => Promise<number>;
