import type { Oid, Store } from "../store/store.ts";

/** Where a command line runs. `out` and `err` end what they print with a line break. */
export interface Terminal {
	readonly out: (text: string) => void;
	readonly err: (text: string) => void;
	readonly directory: string;
}

/** Exit codes of every command (protocol section 7). */
export const EXIT = { ok: 0, refused: 1, usage: 2, unavailable: 3 } as const;

/** What was asked on a command line, every option as it was typed. */
export interface Asked {
	readonly repo: string;
	readonly branch: string;
	/** What stands behind the command's name. */
	readonly words: readonly string[];
	readonly json: boolean;
	readonly fromStart: boolean;
	readonly at: string | undefined;
	readonly limit: string | undefined;
	readonly before: string | undefined;
}

/** A command's view of the board: its branch has at least one commit. */
export interface Opened {
	readonly store: Store;
	readonly head: Oid;
	/** The directory where git keeps what all work trees of the repository share. */
	readonly gitdir: string;
}

/** Carries out one command and answers its exit code. */
export type CliCommand = (
	asked: Asked,
	opened: Opened,
	terminal: Terminal,
) => Promise<number>;
