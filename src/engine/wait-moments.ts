import { profileOf } from "../core/agent.ts";
import { durationMs } from "../core/duration.ts";
import type { JsonObject } from "../core/errors.ts";
import { backoffMs } from "../core/expiry.ts";
import { type Instant, toMs } from "../core/instant.ts";
import { isOverdue } from "../core/lease.ts";
import type { BoardState } from "../store/board-state.ts";
import { stepLeases } from "../verbs/plan/step-leases.ts";

/** What a round asks of the board before it evaluates anything: who can be told alike, and whom nothing can be for. */
export class Overdue {
	readonly #board: BoardState;
	/** To whom the tasks are assigned whose lease is over; undefined for those that are assigned to nobody. */
	readonly #assignees = new Set<string | undefined>();
	/** Who holds steps: what they may take further is theirs alone. */
	readonly #holders = new Set<string>();
	readonly #isNoneReady: boolean;

	constructor(board: BoardState, now: Instant) {
		this.#board = board;
		const config = board.board?.config;
		for (const key of config === undefined ? [] : board.leased()) {
			const task = board.task(key);
			if (config && task?.lease && isOverdue(task.lease, config, now))
				this.#assignees.add(task.assignee);
		}
		for (const { lease } of stepLeases(board)) this.#holders.add(lease.agent);
		const [first] = board.ready();
		const [step] = board.running();
		this.#isNoneReady = first === undefined && step === undefined;
		for (const key of board.running())
			this.#assignees.add(board.task(key)?.assignee);
	}

	/** True when no task can be free that these filters let through. May be false for nothing. */
	isNothingFor({ assignee }: JsonObject): boolean {
		if (this.#isNoneReady && this.#assignees.size === 0) return true;
		if (typeof assignee !== "string" || this.#assignees.has(assignee))
			return false;
		const [first] = this.#board.assigned(assignee);
		return first === undefined;
	}

	/** The same for agents whom the same tasks are for, in the same order. */
	kindOf(agent: string): unknown {
		const board = this.#board;
		const [own] = board.assigned(agent);
		const isKnown =
			own !== undefined ||
			this.#assignees.has(agent) ||
			board.leases(agent) > 0 ||
			this.#holders.has(agent);
		if (isKnown || board.board === undefined) return agent;
		const { capabilities, roles, max_leases } = profileOf(board, agent);
		return [capabilities, roles, max_leases];
	}
}

/**
 * The first moment after `now`, in milliseconds, at which time alone can make a task free: a grace or a backoff is over.
 * Infinity when there is none.
 */
export function nextMoment(board: BoardState, now: Instant): number {
	const config = board.board?.config;
	const nowMs = toMs(now);
	let firstMs = Number.POSITIVE_INFINITY;
	const consider = (ms: number) => {
		if (ms > nowMs) firstMs = Math.min(firstMs, ms);
	};
	if (config === undefined) return firstMs;
	const graceMs = durationMs(config.lease.grace);
	for (const key of board.leased()) {
		const task = board.task(key);
		if (task?.lease === undefined) continue;
		const endMs = toMs(task.lease.expires_at);
		const pauseMs = backoffMs(config, task.attempts + 1);
		consider(endMs + Math.max(graceMs, pauseMs));
	}
	for (const { lease } of stepLeases(board))
		consider(toMs(lease.expires_at) + graceMs);
	for (const key of board.delayed()) {
		const until = board.task(key)?.not_before;
		if (until !== undefined) consider(toMs(until));
	}
	return firstMs;
}
