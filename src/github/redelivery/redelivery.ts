import { isFinal } from "../final-error.ts";
import { Recent } from "../recent.ts";
import type { DeliveryApi, DeliveryRecord } from "./delivery-api.ts";
import { lostDeliveries } from "./lost-deliveries.ts";

/** What repeating lost deliveries works with. */
export interface RedeliveryOptions {
	readonly api: DeliveryApi;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
	/** Told what was done, in one line. */
	readonly onDone: (what: string) => void;
}

const EVERY_MS = 3_600_000;
/** So many are asked for in one go; the rest at the next sweep. */
const MOST_AT_ONCE = 100;
/** Attempts that were followed by another, and how often that is done for one event: some are never taken in. */
const REMEMBERED = 10_000;
const MOST_TRIES = 24;

/**
 * Has GitHub repeat deliveries that did not arrive: at the start, every hour, and after GitHub or this process was away. What
 * arrives twice changes nothing, so several processes may do so at once.
 */
export class Redelivery {
	readonly #options: RedeliveryOptions;
	/** By the attempt: when the next one fails as well, that is another. */
	readonly #asked = new Recent<number>(REMEMBERED);
	readonly #tries = new Map<string, number>();
	#dueMs = 0;
	#isOffered = true;
	#work: Promise<void> | undefined;

	constructor(options: RedeliveryOptions) {
		this.#options = options;
	}

	/** GitHub was away, or what it told could not be taken in: look at the next sweep. */
	soon(): void {
		this.#dueMs = 0;
	}

	/** Looks, if it is time for it. Never throws; resolves when everything was asked for. */
	run(): Promise<void> {
		const { nowMs } = this.#options;
		if (!this.#isOffered || nowMs() < this.#dueMs) return Promise.resolve();
		this.#work ??= this.#look().finally(() => {
			this.#work = undefined;
		});
		return this.#work;
	}

	async #look(): Promise<void> {
		const { api, nowMs, onError, onDone } = this.#options;
		try {
			const lost = await lostDeliveries(api, nowMs());
			this.#forgetAllBut(lost);
			const fresh = lost.filter(
				({ id, guid }) =>
					!this.#asked.has(id) && (this.#tries.get(guid) ?? 0) < MOST_TRIES,
			);
			const now = fresh.slice(0, MOST_AT_ONCE);
			for (const { id, guid } of now) await this.#askFor(id, guid);
			if (now.length > 0)
				onDone(`${now.length} of ${fresh.length} lost webhooks are sent again`);
			this.#dueMs = nowMs() + (now.length < fresh.length ? 0 : EVERY_MS);
		} catch (error) {
			// A server without the list will not have it in an hour either.
			if ((error as { status?: number }).status === 404)
				this.#isOffered = false;
			onError(error, "lost webhooks cannot be asked for");
		}
	}

	/** One that GitHub will never repeat is let go of; throws when it may do so later. */
	async #askFor(id: number, guid: string): Promise<void> {
		try {
			await this.#options.api.redeliver(id);
		} catch (error) {
			if (!isFinal(error)) throw error;
			this.#options.onError(error, `webhook ${guid} is lost`);
		}
		this.#asked.add(id);
		this.#tries.set(guid, (this.#tries.get(guid) ?? 0) + 1);
	}

	#forgetAllBut(lost: readonly DeliveryRecord[]): void {
		const still = new Set(lost.map(({ guid }) => guid));
		for (const guid of this.#tries.keys())
			if (!still.has(guid)) this.#tries.delete(guid);
	}
}
