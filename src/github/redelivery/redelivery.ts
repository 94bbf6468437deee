import { isFinal } from "../final-error.ts";
import { Recent } from "../recent.ts";
import { RecentCounts } from "../recent-counts.ts";
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
/** What GitHub fails to repeat is asked for at the next sweep so often; after that with all others, once an hour. */
const TRIED_SOON = 3;

/**
 * Has GitHub repeat deliveries that did not arrive: at the start, every hour, and after GitHub or this process was away. What
 * arrives twice changes nothing, so several processes may do so at once.
 */
export class Redelivery {
	readonly #options: RedeliveryOptions;
	/** By the attempt: when the next one fails as well, that is another. */
	readonly #asked = new Recent<number>(REMEMBERED);
	readonly #tries = new RecentCounts<string>(REMEMBERED);
	/** How often GitHub failed to repeat an event. */
	readonly #failures = new RecentCounts<string>(REMEMBERED);
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
			const lost = await lostDeliveries(api, {
				nowMs: nowMs(),
				isSettled: ({ id, guid }) =>
					this.#asked.has(id) || this.#tries.of(guid) >= MOST_TRIES,
			});
			const failures = ({ guid }: DeliveryRecord) => this.#failures.of(guid);
			const now = lost
				.toSorted((a, b) => failures(a) - failures(b))
				.slice(0, MOST_AT_ONCE);
			let sent = 0;
			let failed = 0;
			for (const one of now) {
				const became = await this.#askFor(one);
				if (became === "sent") sent += 1;
				else if (became === "failed" && failures(one) < TRIED_SOON) failed += 1;
			}
			if (sent > 0)
				onDone(`${sent} of ${lost.length} lost webhooks are sent again`);
			const isMore = now.length < lost.length || failed > 0;
			this.#dueMs = nowMs() + (isMore ? 0 : EVERY_MS);
		} catch (error) {
			// A server without the list will not have it in an hour either.
			if ((error as { status?: number }).status === 404)
				this.#isOffered = false;
			onError(error, "lost webhooks cannot be asked for");
		}
	}

	/** One that GitHub fails to repeat holds up no other; throws where it is no use to ask for others now. */
	async #askFor({
		id,
		guid,
	}: DeliveryRecord): Promise<"sent" | "lost" | "failed"> {
		const { api, onError } = this.#options;
		let became: "sent" | "lost" = "sent";
		try {
			await api.redeliver(id);
		} catch (error) {
			if (hasFailed(error)) {
				onError(error, `webhook ${guid} is not repeated now`);
				this.#failures.add(guid);
				return "failed";
			}
			if (!isFinal(error)) throw error;
			onError(error, `webhook ${guid} is lost`);
			became = "lost";
		}
		this.#asked.add(id);
		this.#tries.add(guid);
		return became;
	}
}

/** True for a server that failed with this one; what else may pass, limits and credentials, is the same for all. */
function hasFailed(error: unknown): boolean {
	const { status = 0 } = error as { status?: number };
	return status >= 500 || status === 408;
}
