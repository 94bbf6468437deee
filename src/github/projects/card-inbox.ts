import type { Follower } from "../follower.ts";
import { HintQueue } from "../hint-queue.ts";
import type { CardHint } from "./card-hint.ts";
import { type CardEditDoor, hearCard } from "./hear-card.ts";

/** What the inbox works with. */
export interface CardInboxOptions extends CardEditDoor {
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** Edits of cards on their way to the board. A webhook alone tells who made one, so it is kept until it was heard. */
export class CardInbox implements Follower {
	readonly #options: CardInboxOptions;
	readonly #queue: HintQueue<CardHint>;

	constructor(options: CardInboxOptions) {
		this.#options = options;
		const { nowMs, onError } = options;
		this.#queue = new HintQueue({
			nowMs,
			onError: (error, { issue }) =>
				onError(error, `the card of issue ${issue}`),
		});
	}

	get hasNews(): boolean {
		return this.#queue.hasNews;
	}

	get waits(): boolean {
		return this.#queue.waits;
	}

	/** A webhook told of an edit. */
	add(hint: CardHint): void {
		this.#queue.add(hint, hint.delivery);
	}

	/** True while an edit of this issue's card was not heard yet. */
	isAwaiting(issue: number): boolean {
		return this.#queue.waiting.some((hint) => hint.issue === issue);
	}

	postpone(): void {
		this.#queue.postpone();
	}

	follow(turn: { readonly again: boolean }): Promise<void> {
		return this.#queue.hear(turn, async (hint) => {
			if (!this.#isOvertaken(hint)) await hearCard(hint, this.#options);
		});
	}

	/** True when a later edit of the same field waits too: the card shows that one. */
	#isOvertaken({ issue, field, at }: CardHint): boolean {
		return this.#queue.waiting.some(
			(other) =>
				field !== undefined &&
				other.issue === issue &&
				other.field === field &&
				Date.parse(other.at) > Date.parse(at),
		);
	}
}
