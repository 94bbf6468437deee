import type { Moment } from "./quota.ts";
import type { Refusal } from "./refusal.ts";
import { type ToldToWait, toldToWait } from "./told-to-wait.ts";

/** Told once when GitHub asks for a pause, with its end by the wall's clock, and once when the pause is over. */
export type OnBreaker = (pause: ToldToWait | undefined) => void;

/** Keeps the pauses that GitHub asks for: while one lasts nothing at all is sent. */
export class Breaker {
	readonly #onBreaker: OnBreaker;
	#untilMs = 0;
	#isOpen = false;
	/** Pauses since a request was answered last. */
	#inRow = 0;

	constructor(onBreaker: OnBreaker) {
		this.#onBreaker = onBreaker;
	}

	/** Until when nothing is sent; in the past where nothing was asked for. */
	get untilMs(): number {
		return this.#untilMs;
	}

	/** Takes note of a refusal. True when it was for too many requests, and so had no effect. */
	refused(refusal: Refusal, at: Moment): boolean {
		// Requests that were under way together are turned away together; that is one pause.
		const inRow = this.#isOpen ? this.#inRow - 1 : this.#inRow;
		const told = toldToWait(refusal, inRow, at);
		if (told === undefined) return false;
		this.#untilMs = Math.max(this.#untilMs, told.untilMs);
		if (this.#isOpen) return true;
		this.#isOpen = true;
		this.#inRow += 1;
		this.#onBreaker({
			...told,
			untilMs: told.untilMs - at.nowMs + at.wallMs,
		});
		return true;
	}

	/** A request was answered. */
	answered(): void {
		if (!this.#isOpen) this.#inRow = 0;
	}

	/** Looks at the clock. */
	look(nowMs: number): void {
		if (!this.#isOpen || nowMs < this.#untilMs) return;
		this.#isOpen = false;
		this.#onBreaker(undefined);
	}
}
