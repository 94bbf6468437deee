import type { Link } from "./redis-link.ts";

/** What leading one board is decided with. `nowMs` is a clock that never goes back; `chance` is a number from 0 to 1. */
export interface LeadershipOptions {
	readonly link: Link | undefined;
	readonly key: string;
	readonly holder: string;
	readonly nowMs: () => number;
	readonly chance: () => number;
}

/** A leader that ends without a word is followed by another after so long at the latest, and the beat. */
export const LEASE_TTL_MS = 15_000;
/** How often the lease is renewed or asked for. */
export const BEAT_MS = 5_000;
/** Who could do nothing with the lease does not ask for it for so long. */
const STANDS_BACK_MS = 60_000;
/** The lease counts for less than it is given, so that a leader that is slow stops before another begins. */
const MARGIN_MS = 2_000;

/**
 * Whether this process leads one board: by a lease while Redis answers, and whoever it is once it does not. A leader goes on
 * when Redis falls silent; the others join it only when the lease of a leader that ended as well would be over.
 */
export class Leadership {
	readonly #options: LeadershipOptions;
	/** The last answer, and when it was asked for. */
	#answer: { readonly isMine: boolean; readonly atMs: number } | undefined;
	#isSilent = false;
	#backMs = Number.NEGATIVE_INFINITY;
	readonly #joinsAfterMs: number;

	constructor(options: LeadershipOptions) {
		this.#options = options;
		this.#joinsAfterMs = LEASE_TTL_MS + options.chance() * BEAT_MS;
	}

	/** True while this process leads. */
	get leads(): boolean {
		if (this.isAlone) return true;
		if (this.isAgreed) return true;
		const { isMine, atMs } = this.#answer ?? { isMine: true, atMs: 0 };
		if (!this.#isSilent) return false;
		return isMine || this.#options.nowMs() - atMs >= this.#joinsAfterMs;
	}

	/** True while no other process leads, as far as Redis can see to that. */
	get isAgreed(): boolean {
		const { isMine, atMs } = this.#answer ?? { isMine: false, atMs: 0 };
		return isMine && this.#options.nowMs() - atMs < LEASE_TTL_MS - MARGIN_MS;
	}

	/** True where there is no Redis that anything could be agreed by. */
	get isAlone(): boolean {
		return this.#options.link === undefined;
	}

	/** Asks for the lease, or for more of it. Never throws. */
	async beat(): Promise<void> {
		const { link, key, holder, nowMs } = this.#options;
		const atMs = nowMs();
		if (link === undefined || atMs < this.#backMs) return;
		try {
			const isMine = await link.hold({ key, holder, ttlMs: LEASE_TTL_MS });
			this.#answer = { isMine, atMs };
			this.#isSilent = false;
		} catch {
			// The link tells of it.
			this.#isSilent = true;
		}
	}

	/** Leaves the lease to others for a while. Never throws. */
	async standBack(): Promise<void> {
		if (!this.isAgreed) return;
		this.#backMs = this.#options.nowMs() + STANDS_BACK_MS;
		await this.release();
	}

	/** Leaves the lease to others. Never throws. */
	async release(): Promise<void> {
		const { link, key, holder } = this.#options;
		// What cannot be given back ends by itself.
		await link?.release({ key, holder }).catch(() => undefined);
		this.#answer = { isMine: false, atMs: this.#options.nowMs() };
		this.#isSilent = false;
	}
}
