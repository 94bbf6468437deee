import { type Refusal, refuse } from "../core/errors.ts";

const MAX_STREAMS = 1_000;
const MAX_STREAMS_PER_ACCOUNT = 20;

/** How many streams are open, in all and for each account. Counted by each process alone. */
export class StreamSeats {
	readonly #taken = new Map<number, number>();
	#all = 0;

	/** Takes a seat for an account's stream; the answer gives it back, once. Refuses one too many. */
	take(actorId: number): (() => void) | Refusal {
		const own = this.#taken.get(actorId) ?? 0;
		if (own >= MAX_STREAMS_PER_ACCOUNT)
			return full(
				`${own} streams of this account are open`,
				MAX_STREAMS_PER_ACCOUNT,
			);
		if (this.#all >= MAX_STREAMS)
			return full(`${this.#all} streams are open`, MAX_STREAMS);
		this.#all++;
		this.#taken.set(actorId, own + 1);
		let isTaken = true;
		return () => {
			if (isTaken) this.#free(actorId);
			isTaken = false;
		};
	}

	#free(actorId: number): void {
		this.#all--;
		const left = (this.#taken.get(actorId) ?? 1) - 1;
		if (left === 0) this.#taken.delete(actorId);
		else this.#taken.set(actorId, left);
	}
}

function full(why: string, limit: number): Refusal {
	return refuse(
		"QUOTA_EXCEEDED",
		`${why}, as many as may.`,
		"Close one, or read the feed page by page with `feed`.",
		{ limit },
	);
}
