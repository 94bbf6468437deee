import type { BoardConfig } from "../core/config.ts";
import { type Refusal, refuse } from "../core/errors.ts";

/** A command of a comment, as far as counting goes. */
export interface CountedCommand {
	/** Op id: heard again, it is the same command and counts once. */
	readonly opId: string;
	/** The account's numeric id. */
	readonly actorId: number;
	/** When it was said; what a sweep finds late counts for its own minute. */
	readonly saidMs: number;
}

/** How many commands are remembered; the oldest give way. */
const REMEMBERED = 10_000;
const WINDOW_MS = 60_000;

/**
 * How many commands were said in comments of one repository in any minute: by one account, and by all together. Kept in
 * memory alone, so after a restart counting begins anew. Commands that were refused for their number do not count.
 */
export class CommandRate {
	readonly #admitted = new Map<string, CountedCommand>();
	readonly #nowMs: () => number;

	constructor(nowMs: () => number) {
		this.#nowMs = nowMs;
	}

	/** Counts a command, or answers why it is one too many. */
	admit(
		command: CountedCommand,
		limits: BoardConfig["limits"],
	): Refusal | undefined {
		if (this.#admitted.has(command.opId)) return undefined;
		const before = [...this.#admitted.values()].filter(
			({ saidMs }) =>
				saidMs <= command.saidMs && saidMs > command.saidMs - WINDOW_MS,
		);
		const own = before.filter(({ actorId }) => actorId === command.actorId);
		const refusal =
			this.#tooMany(own, {
				limit: limits.comment_commands_per_actor_per_minute,
				who: "one account",
			}) ??
			this.#tooMany(before, {
				limit: limits.comment_commands_per_minute,
				who: "all accounts together",
			});
		if (refusal === undefined) this.#keep(command);
		return refusal;
	}

	#keep(command: CountedCommand): void {
		this.#admitted.set(command.opId, command);
		const [oldest] = this.#admitted.keys();
		if (this.#admitted.size > REMEMBERED && oldest !== undefined)
			this.#admitted.delete(oldest);
	}

	#tooMany(
		before: readonly CountedCommand[],
		{ limit, who }: { readonly limit: number; readonly who: string },
	): Refusal | undefined {
		if (before.length < limit) return undefined;
		// There is room again when so many have left the minute that one fewer than the limit is in it.
		const said = before.map(({ saidMs }) => saidMs).sort((a, b) => a - b);
		const leavesMs = (said[before.length - limit] ?? 0) + WINDOW_MS;
		const retryAfterSeconds = Math.max(
			1,
			Math.ceil((leavesMs - this.#nowMs()) / 1_000),
		);
		return refuse(
			"RATE_LIMITED",
			`${before.length} commands were said in the minute before; ${who} may say ${limit}.`,
			`Say it again in a new comment, in ${retryAfterSeconds} s or later.`,
			{ retryAfterSeconds, limit },
		);
	}
}
