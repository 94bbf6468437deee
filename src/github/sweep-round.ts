import type { BoardInbox } from "../core/config.ts";
import { fromMs, type Instant } from "../core/instant.ts";
import type { EventRecord } from "./api.ts";
import type { AppSays } from "./app-says.ts";
import type { CommentInbox } from "./comment-inbox.ts";
import type { CommentSweep } from "./comment-sweep.ts";
import { MARK_LAG_MS, moveMarks } from "./sweep-marks.ts";

/** What a round works with. `isHeldUp` tells whether something older on an issue could not be heard. */
export interface RoundOptions {
	readonly comments: CommentInbox;
	readonly isHeldUp: (issue: number) => boolean;
	readonly say: AppSays;
}

/** The marks follow every so many turns: each time is a push. */
const MARK_EVERY = 4;

/**
 * One sweep, over as many turns as it takes: first all events, then comments, a bounded number of either a turn. The marks
 * follow close behind, and what came before them is never done anew.
 */
export class SweepRound {
	readonly #startedMs: number;
	#inbox: BoardInbox | undefined;
	#moved: BoardInbox["below"] | undefined;
	#comments: CommentSweep | undefined;
	#settledEvent = 0;
	#lowestEvent = Number.POSITIVE_INFINITY;
	#turns = 0;
	#isDone = false;

	constructor(startedMs: number) {
		this.#startedMs = startedMs;
	}

	/** True once everything that was said before it began has been heard, or is left for the next sweep. */
	get isDone(): boolean {
		return this.#isDone;
	}

	/** True once all events were heard, and comments have their turn. */
	get isAtComments(): boolean {
		return this.#inbox !== undefined;
	}

	/** Where the board's marks were when comments had their first turn. */
	get inbox(): BoardInbox | undefined {
		return this.#inbox;
	}

	/** What is younger may have older ones on the way. */
	get before(): Instant {
		return fromMs(this.#startedMs - MARK_LAG_MS);
	}

	/** Up to when everything that was said is heard, once it is done. */
	get heardUpToMs(): number {
		return this.#comments?.readMs ?? this.#startedMs;
	}

	/** True when something could not be looked into: then nothing is known to have stayed unsaid. */
	get hasLeft(): boolean {
		return (
			Number.isFinite(this.#lowestEvent) || this.#comments?.hasLeft === true
		);
	}

	/** Events were heard in a turn, all but those from `lowestLeft` on that could not be. */
	heardEvents(events: readonly EventRecord[], lowestLeft: number): void {
		this.#lowestEvent = Math.min(this.#lowestEvent, lowestLeft);
		for (const { id, createdAt } of events)
			if (this.#isSettled(createdAt))
				this.#settledEvent = Math.max(this.#settledEvent, id);
	}

	/** Events are through. `inbox` is absent while there is no board: then nothing can have been said to it. */
	begin(inbox: BoardInbox | undefined): void {
		this.#inbox = inbox;
		this.#moved = inbox?.below;
		this.#isDone = inbox === undefined;
	}

	/** Hears the next comments, and moves the marks behind them. */
	async hearComments({ comments, isHeldUp, say }: RoundOptions): Promise<void> {
		const inbox = this.#inbox;
		if (inbox === undefined || this.#isDone) return;
		this.#comments ??= comments.sweep(inbox, {
			isSettled: (createdAt) => this.#isSettled(createdAt),
			isHeldUp,
		});
		await this.#comments.next();
		const { isDone, mark } = this.#comments;
		this.#turns += 1;
		if (!isDone && this.#turns % MARK_EVERY !== 0) return;
		const event = Math.min(this.#settledEvent, this.#lowestEvent - 1);
		const reached = {
			comment: mark,
			event: Math.max(inbox.below.event, event),
		};
		// The last step is told from the beginning: only then the next sweep need not read from there.
		const from = isDone ? inbox.below : (this.#moved ?? inbox.below);
		const isWhole = isDone && !this.#comments.hasLeft;
		const since = isWhole ? this.before : inbox.since;
		await moveMarks({ reached, from, since }, say);
		this.#moved = reached;
		this.#isDone = isDone;
	}

	#isSettled(createdAt: string): boolean {
		return Date.parse(createdAt) < this.#startedMs - MARK_LAG_MS;
	}
}
