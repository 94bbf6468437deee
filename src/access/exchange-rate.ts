const WINDOW_MS = 60_000;
/** Names that are told apart in a minute; those beyond share one count. */
const MAX_NAMES = 1_000;

/** How many may be admitted in a minute: under one name, and in all. */
export interface RateLimits {
	readonly perName: number;
	readonly inAll: number;
}

/** How often something was done in this minute, by this process alone, under each name. */
export class ExchangeRate {
	readonly #nowMs: () => number;
	readonly #limits: RateLimits;
	readonly #counts = new Map<string, number>();
	#endsMs = 0;
	#all = 0;

	constructor(nowMs: () => number, limits: RateLimits) {
		this.#nowMs = nowMs;
		this.#limits = limits;
	}

	/** Counts one, or answers after how many seconds it may be done again. */
	admit(name: string): number | undefined {
		const nowMs = this.#nowMs();
		if (nowMs >= this.#endsMs || nowMs < this.#endsMs - WINDOW_MS) {
			this.#counts.clear();
			this.#all = 0;
			this.#endsMs = nowMs + WINDOW_MS;
		}
		const isRoom = this.#counts.has(name) || this.#counts.size < MAX_NAMES;
		const key = isRoom ? name : "others";
		const count = this.#counts.get(key) ?? 0;
		const { perName, inAll } = this.#limits;
		if (count >= perName || this.#all >= inAll)
			return Math.ceil((this.#endsMs - nowMs) / 1_000);
		this.#counts.set(key, count + 1);
		this.#all++;
		return undefined;
	}
}
