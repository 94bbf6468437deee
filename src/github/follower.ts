import type { Instant } from "../core/instant.ts";

/** The time that a sweep looks over. */
export interface SweptTime {
	/** When the last whole sweep began, undefined at the first of a board. */
	readonly since: Instant | undefined;
	/** What is younger may still be told of by a webhook that is on the way. */
	readonly before: Instant;
}

/** Turns what happened on GitHub, of one kind, into commands: what webhooks told of, and what a sweep finds that none told of. */
export interface Follower {
	/** True while there is something new. */
	readonly hasNews: boolean;
	/** True while something could not be dealt with and waits for the next sweep. */
	readonly waits: boolean;
	/** Looks for what no webhook told of; what it finds is new. Throws when GitHub or the board cannot be asked. */
	sweep?(time: SweptTime): Promise<void>;
	/** Deals with what is new and, in a sweep (`again`), with what was left. */
	follow(turn: { readonly again: boolean }): Promise<void>;
	/** Leaves what is new for the next sweep. */
	postpone(): void;
}
