/** How many pushes may follow each other at once, so that a lone command never waits. */
const BURST = 3;
const MINUTE_MS = 60_000;
/** Another writer counts as busy for so long after it was noticed. */
const RIVAL_FOR_MS = 10_000;
/** A writer that lost a race needs so many round trips to come back; a little more, by chance, breaks a tie. */
const ROUND_TRIPS = 3;
const MAX_GAP_MS = 5_000;

/** When the next push may be sent: by what the board's config allows, and by what other writers need to get their turn. */
export class PushPace {
	readonly #nowMs: () => number;
	readonly #chance: () => number;
	#tokens = BURST;
	#filledAtMs: number;
	#sentAtMs = Number.NEGATIVE_INFINITY;
	#roundTripMs = 0;
	#rivalAtMs = Number.NEGATIVE_INFINITY;

	constructor(nowMs: () => number, chance: () => number = Math.random) {
		this.#nowMs = nowMs;
		this.#chance = chance;
		this.#filledAtMs = nowMs();
	}

	/** How long to wait before the next push; 0: not at all. `perMinute` 0 sets no limit. */
	waitMs(perMinute: number): number {
		return Math.max(this.#untilToken(perMinute), this.#untilGapIsOver());
	}

	/** A push was sent; `tookMs` is how long its answer took. */
	sent(perMinute: number, tookMs: number): void {
		this.#fill(perMinute);
		// A race that was lost is tried again at once: that may borrow from the next minute, not from all to come.
		this.#tokens = Math.max(-BURST, this.#tokens - 1);
		this.#sentAtMs = this.#nowMs();
		this.#roundTripMs = tookMs;
	}

	/** Somebody else wrote to the branch. */
	rivalSeen(): void {
		this.#rivalAtMs = this.#nowMs();
	}

	#untilToken(perMinute: number): number {
		if (perMinute <= 0) return 0;
		this.#fill(perMinute);
		const missing = 1 - this.#tokens;
		return missing <= 0 ? 0 : Math.ceil((missing * MINUTE_MS) / perMinute);
	}

	#fill(perMinute: number): void {
		const now = this.#nowMs();
		const gained = ((now - this.#filledAtMs) * perMinute) / MINUTE_MS;
		this.#tokens =
			perMinute <= 0 ? BURST : Math.min(BURST, this.#tokens + gained);
		this.#filledAtMs = now;
	}

	/** Without a gap the winner of a race, who has the newest commit at hand, wins the next one too. */
	#untilGapIsOver(): number {
		const now = this.#nowMs();
		if (now - this.#rivalAtMs > RIVAL_FOR_MS) return 0;
		const gapMs = Math.min(
			MAX_GAP_MS,
			this.#roundTripMs * (ROUND_TRIPS + this.#chance()),
		);
		return Math.max(0, Math.ceil(this.#sentAtMs + gapMs - now));
	}
}
