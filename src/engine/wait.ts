import type { Actor, Role } from "../core/actor.ts";
import type { Command } from "../core/command.ts";
import { type JsonObject, refuse } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import type { BoardState } from "../store/board-state.ts";
import { decide } from "../verbs/decide.ts";
import type { Answer } from "./answer.ts";
import { Offers } from "./offers.ts";
import type { Presence } from "./presence.ts";
import { nextMoment, Overdue } from "./wait-moments.ts";
import { offerTo } from "./wait-offers.ts";

/** Who waits for what; an absent filter does not filter. */
export interface WaitRequest {
	readonly actor: Actor;
	readonly agent: string;
	readonly role: Role;
	readonly capabilities?: readonly string[] | undefined;
	/** Roles that the agent plays. */
	readonly roles?: readonly string[] | undefined;
	readonly assignee?: string | undefined;
	readonly labels?: readonly string[] | undefined;
	/** From 0 to 50,000. */
	readonly timeoutMs: number;
	/** Ends the wait as its timeout does. */
	readonly signal?: AbortSignal | undefined;
}

/** Acts once after so many milliseconds, unless it is called off by what it returns. */
export type Later = (ms: number, act: () => void) => () => void;

/** What waiting is done with. */
export interface WaitOptions {
	readonly nowMs: () => number;
	readonly later: Later;
	readonly presence: Presence;
	/** Looks at the branch, then calls `round`. Rejects when it cannot be read. */
	readonly look: () => Promise<void>;
	/** Calls `round` with the board as it is known. */
	readonly again: () => Promise<void>;
}

interface Waiter {
	readonly command: Omit<Command, "now">;
	readonly deadlineMs: number;
	readonly settle: (answer: Answer) => void;
	readonly fail: (error: unknown) => void;
	/** False until a board was looked at for it. */
	isParked: boolean;
}

const MAX_TIMEOUT_MS = 50_000;
/** So many wait at one board at most. */
const MAX_WAITERS = 10_000;
const OP_ID = "wait";

/**
 * Those who wait for work on one board. Nobody asks git: whatever moves the board calls `round`, and so does one timer, at
 * the first moment at which time alone makes a task free. Those who look for the same share one evaluation. Several may be
 * woken by one task, and nobody owns what it was shown; who is shown what is `offerTo`'s choice.
 */
export class Waits {
	readonly #options: WaitOptions;
	/** In the order of their coming. */
	readonly #waiters = new Set<Waiter>();
	readonly #offers = new Offers();
	#momentMs = Number.POSITIVE_INFINITY;
	#timerMs = Number.POSITIVE_INFINITY;
	#cancelTimer: () => void = () => undefined;
	#isLooking = false;
	#isClosed = false;

	constructor(options: WaitOptions) {
		this.#options = options;
	}

	/** The answer of `wait` as soon as it shows a task; `{task: null}` when time is up. Throws when the branch cannot be read. */
	wait(request: WaitRequest): Promise<Answer> {
		const { timeoutMs, signal, agent } = request;
		const refused = this.#refusalOf(timeoutMs);
		if (refused !== undefined) return Promise.resolve(refused);
		if (this.#isClosed || signal?.aborted === true)
			return Promise.resolve(NOTHING);
		const { nowMs, presence } = this.#options;
		presence.seen(agent, nowMs(), 1);
		let abort: () => void = () => undefined;
		return new Promise<Answer>((settle, fail) => {
			const waiter: Waiter = {
				command: commandOf(request),
				deadlineMs: nowMs() + timeoutMs,
				settle,
				fail,
				isParked: false,
			};
			this.#waiters.add(waiter);
			abort = () => this.#end(waiter, NOTHING);
			signal?.addEventListener("abort", abort, { once: true });
			this.#look();
			if (waiter.deadlineMs < this.#timerMs) this.#setTimer();
		}).finally(() => {
			signal?.removeEventListener("abort", abort);
			presence.seen(agent, nowMs(), -1);
		});
	}

	/** The board has changed, or time has: whoever can be shown a task goes. */
	round(board: BoardState, now: Instant): void {
		if (this.#waiters.size === 0) return;
		const overdue = new Overdue(board, now);
		for (const group of this.#groups(overdue).values())
			this.#serve(group, board, now);
		for (const waiter of this.#waiters) waiter.isParked = true;
		this.#momentMs = nextMoment(board, now);
		this.#setTimer();
	}

	/** Ends every wait, and those to come. */
	close(): void {
		this.#isClosed = true;
		for (const waiter of this.#waiters) this.#end(waiter, NOTHING);
	}

	#refusalOf(timeoutMs: number): Answer | undefined {
		const isInRange = timeoutMs >= 0 && timeoutMs <= MAX_TIMEOUT_MS;
		if (!isInRange)
			return asAnswer(
				refuse(
					"VALIDATION",
					`A wait lasts from 0 to ${MAX_TIMEOUT_MS} ms.`,
					"Wait again after one that showed nothing.",
					{ field: "timeout" },
				),
			);
		if (this.#waiters.size < MAX_WAITERS) return undefined;
		return asAnswer(
			refuse(
				"QUOTA_EXCEEDED",
				`${MAX_WAITERS} wait at this board, as many as may.`,
				"Ask with `next`, or wait again later.",
				{ limit: MAX_WAITERS },
			),
		);
	}

	/** Those who would be told the same, together. Whom nothing can be for is in no group, once it is parked. */
	#groups(overdue: Overdue): ReadonlyMap<string, readonly Waiter[]> {
		const groups = new Map<string, Waiter[]>();
		for (const waiter of this.#waiters) {
			const { command, isParked } = waiter;
			if (isParked && overdue.isNothingFor(command.input)) continue;
			const kind = overdue.kindOf(command.agent);
			// Whether somebody may ask at all is found out for each alone.
			const alone = isParked ? "" : command.actor.id;
			const key = JSON.stringify([kind, alone, command.role, command.input]);
			const group = groups.get(key);
			if (group === undefined) groups.set(key, [waiter]);
			else group.push(waiter);
		}
		return groups;
	}

	#serve(group: readonly Waiter[], board: BoardState, now: Instant): void {
		const [first, ...others] = group;
		if (first === undefined) return;
		const decision = decide(board, { ...first.command, now });
		if (decision.ok !== true) {
			if (decision.ok === false) this.#end(first, asAnswer(decision));
			// What one may not, another may.
			for (const waiter of others) this.#serve([waiter], board, now);
			return;
		}
		const nowMs = this.#options.nowMs();
		const candidates = decision.data.candidates as readonly JsonObject[];
		for (const waiter of candidates.length === 0 ? [] : group) {
			const { agent } = waiter.command;
			const data = offerTo(agent, candidates, { offers: this.#offers, nowMs });
			this.#end(waiter, { ok: true, verb: OP_ID, opId: OP_ID, data });
		}
	}

	#look(): void {
		if (this.#isLooking) return;
		this.#isLooking = true;
		const { look } = this.#options;
		look().catch((error: unknown) => {
			for (const waiter of this.#waiters)
				if (!waiter.isParked && this.#waiters.delete(waiter))
					waiter.fail(error);
		});
	}

	/** The look that was asked for begins: who comes from now on needs another. */
	looking(): void {
		this.#isLooking = false;
	}

	#end(waiter: Waiter, answer: Answer): void {
		if (this.#waiters.delete(waiter)) waiter.settle(answer);
		if (this.#waiters.size === 0) this.#stopTimer();
	}

	#stopTimer(): void {
		this.#cancelTimer();
		this.#cancelTimer = () => undefined;
		this.#timerMs = Number.POSITIVE_INFINITY;
	}

	/** One timer for the first of all the moments at which something is to be done. */
	#setTimer(): void {
		this.#stopTimer();
		if (this.#waiters.size === 0) return;
		let firstMs = this.#momentMs;
		for (const { deadlineMs } of this.#waiters)
			firstMs = Math.min(firstMs, deadlineMs);
		const { later, nowMs } = this.#options;
		this.#timerMs = firstMs;
		const waitMs = Math.max(1, firstMs - nowMs());
		this.#cancelTimer = later(waitMs, () => this.#timeCame());
	}

	#timeCame(): void {
		const { nowMs, again } = this.#options;
		for (const waiter of this.#waiters)
			if (waiter.deadlineMs <= nowMs()) this.#end(waiter, NOTHING);
		if (this.#momentMs <= nowMs()) {
			this.#momentMs = Number.POSITIVE_INFINITY;
			void again();
		}
		this.#setTimer();
	}
}

const NOTHING: Answer = {
	ok: true,
	verb: OP_ID,
	opId: OP_ID,
	data: { task: null },
};

/** A timer of this machine. */
export function realLater(ms: number, act: () => void): () => void {
	const timer = setTimeout(act, ms);
	return () => clearTimeout(timer);
}

function asAnswer(refusal: ReturnType<typeof refuse>): Answer {
	return { ...refusal, verb: OP_ID, opId: OP_ID };
}

function commandOf(request: WaitRequest): Omit<Command, "now"> {
	const { actor, agent, role } = request;
	const { capabilities, roles, assignee, labels } = request;
	const input: JsonObject = {
		...(capabilities === undefined ? {} : { capabilities }),
		...(roles === undefined ? {} : { roles }),
		...(assignee === undefined ? {} : { assignee }),
		...(labels === undefined ? {} : { labels }),
	};
	return { verb: "wait", input, actor, agent, role, opId: OP_ID };
}
