/** How long a task that was shown to one agent is kept for it where there is another to show. */
const OFFER_MS = 1_000;
const MAX_OFFERS = 1_000;

interface Offer {
	readonly version: number;
	readonly atMs: number;
	readonly agents: Set<string>;
}

/** Which tasks were shown to whom a moment ago and have not changed since. */
export class Offers {
	readonly #offers = new Map<string, Offer>();

	/** To how many others the task was shown. */
	toOthers(key: string, seen: Seen): number {
		const offer = this.#current(key, seen);
		if (offer === undefined) return 0;
		return offer.agents.size - Number(offer.agents.has(seen.agent));
	}

	add(key: string, seen: Seen): void {
		const offer = this.#current(key, seen);
		if (offer !== undefined) {
			offer.agents.add(seen.agent);
			return;
		}
		if (this.#offers.size >= MAX_OFFERS) this.#offers.clear();
		const { version, nowMs: atMs, agent } = seen;
		this.#offers.set(key, { version, atMs, agents: new Set([agent]) });
	}

	#current(key: string, { version, nowMs }: Seen): Offer | undefined {
		const offer = this.#offers.get(key);
		const isCurrent =
			offer?.version === version && nowMs - offer.atMs < OFFER_MS;
		return isCurrent ? offer : undefined;
	}
}

/** Who a task is shown to, and how and when. */
export interface Seen {
	readonly agent: string;
	readonly version: number;
	readonly nowMs: number;
}
