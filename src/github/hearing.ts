import type { Answer } from "../engine/answer.ts";
import type { Engine } from "../engine/perform.ts";
import type { CommentRecord, RepositoryApi } from "./api.ts";
import type { CommandRate } from "./command-rate.ts";
import type { DoorFacts } from "./hear.ts";
import type { Patience } from "./patience.ts";

/** What the comment door works with. */
export interface CommentDoor {
	readonly api: RepositoryApi;
	readonly engine: Engine;
	readonly facts: DoorFacts;
	/** Counts what is said. */
	readonly rate: CommandRate;
	/** Counts the comments that could not be looked into. */
	readonly patience: Patience;
	readonly nowMs: () => number;
	/** Acts after a while unless the returned function is called first. */
	readonly later: (ms: number, act: () => void) => () => void;
	readonly onError: (error: unknown, what: string) => void;
	/** Writes a reply, now or when GitHub takes it. */
	readonly reply: (issue: number, body: string) => Promise<void>;
}

/** A door while it hears a batch, and the comments it has to leave for later. */
export interface Hearing {
	readonly door: CommentDoor;
	readonly left: Set<CommentRecord>;
}

/** A comment and what came of its commands. */
export interface Heard {
	readonly comment: CommentRecord;
	readonly answers: readonly Answer[];
}

/**
 * Asks GitHub something about one comment. Without an answer the comment is left for later, and not for ever: then it is let go of.
 */
export async function unlessUnanswered<T>(
	comment: CommentRecord,
	otherwise: T,
	ask: () => Promise<T>,
	{ left, door }: Hearing,
): Promise<T> {
	try {
		const answer = await ask();
		left.delete(comment);
		return answer;
	} catch (error) {
		const what = `comment ${comment.id}`;
		door.onError(error, what);
		if (door.patience.isOver(comment.id, error, what)) left.delete(comment);
		else left.add(comment);
		return otherwise;
	}
}
