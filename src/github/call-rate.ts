import type { BoardConfig } from "../core/config.ts";
import { type Refusal, refuse } from "../core/errors.ts";

/** How many calls one account may make. */
type CallLimits = Pick<BoardConfig["limits"], "api_calls_per_actor_per_minute">;

const WINDOW_MS = 60_000;
/** How many accounts are remembered; those that have been quiet for longest give way. */
const MAX_ACTORS = 10_000;

/**
 * How many calls each account made at the doors of agents in the last minute. Kept in memory by each process alone, so after a
 * restart counting begins anew. Calls that were refused for their number do not count.
 */
export class CallRate {
	readonly #calls = new Map<number, readonly number[]>();
	readonly #nowMs: () => number;

	constructor(nowMs: () => number) {
		this.#nowMs = nowMs;
	}

	/** Lets the newest call of an account not count after all. */
	takeBack(actorId: number): void {
		const recent = this.#calls.get(actorId) ?? [];
		if (recent.length > 1) this.#calls.set(actorId, recent.slice(0, -1));
		else this.#calls.delete(actorId);
	}

	/** Counts a call, or answers why it is one too many. */
	admit(actorId: number, limits: CallLimits): Refusal | undefined {
		const tooMany = this.tooMany(actorId, limits);
		if (tooMany === undefined) this.count(actorId);
		return tooMany;
	}

	/** Counts a call that was made, whether there was room for it or not. */
	count(actorId: number): void {
		const recent = this.#recent(actorId);
		this.#calls.delete(actorId);
		this.#calls.set(actorId, [...recent, this.#nowMs()]);
		const [quietest] = this.#calls.keys();
		if (this.#calls.size > MAX_ACTORS && quietest !== undefined)
			this.#calls.delete(quietest);
	}

	/** Why another call would be one too many; counts nothing. */
	tooMany(actorId: number, limits: CallLimits): Refusal | undefined {
		const nowMs = this.#nowMs();
		const recent = this.#recent(actorId);
		const limit = limits.api_calls_per_actor_per_minute;
		if (recent.length < limit) return undefined;
		const leavesMs = (recent[recent.length - limit] ?? nowMs) + WINDOW_MS;
		const retryAfterSeconds = Math.max(
			1,
			Math.ceil((leavesMs - nowMs) / 1_000),
		);
		return refuse(
			"RATE_LIMITED",
			`${recent.length} calls were made in the last minute; one account may make ${limit}.`,
			`Call again in ${retryAfterSeconds} s.`,
			{ retryAfterSeconds, limit },
		);
	}

	#recent(actorId: number): readonly number[] {
		const nowMs = this.#nowMs();
		return (this.#calls.get(actorId) ?? []).filter(
			(at) => at > nowMs - WINDOW_MS && at <= nowMs,
		);
	}
}
