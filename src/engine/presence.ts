import type { JsonObject } from "../core/errors.ts";
import { fromMs } from "../core/instant.ts";

/** So many agents are remembered; those not heard of for longest are forgotten first. */
const MAX_AGENTS = 10_000;

interface Present {
	readonly lastSeenMs: number;
	/** How many of its waits are under way. */
	readonly waits: number;
}

/** When each agent last spoke or waited, as this process knows it. It is in no commit and ends with the process. */
export class Presence {
	/** In the order in which they were heard of, the latest last. */
	readonly #agents = new Map<string, Present>();

	/** An agent spoke, or began (`waits` 1) or ended (-1) a wait. */
	seen(agent: string, lastSeenMs: number, waits: -1 | 0 | 1 = 0): void {
		const before = this.#agents.get(agent)?.waits ?? 0;
		this.#agents.delete(agent);
		this.#agents.set(agent, {
			lastSeenMs,
			waits: Math.max(0, before + waits),
		});
		const [oldest] = this.#agents.keys();
		if (this.#agents.size > MAX_AGENTS && oldest !== undefined)
			this.#agents.delete(oldest);
	}

	/** By agent when it was last seen, and whether it waits for work now. */
	known(): JsonObject {
		return Object.fromEntries(
			[...this.#agents].map(([agent, { lastSeenMs, waits }]) => [
				agent,
				{ last_seen: fromMs(lastSeenMs), waiting: waits > 0 },
			]),
		);
	}
}
