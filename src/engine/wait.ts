import type { Actor, Role } from "../core/actor.ts";
import type { Command } from "../core/command.ts";
import type { JsonObject, Refusal } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import type { BoardState } from "../store/board-state.ts";
import { StoreUnavailable } from "../store/store-unavailable.ts";
import { decide } from "../verbs/decide.ts";
import type { Answer } from "./answer.ts";
import { Offers } from "./offers.ts";
import type { Presence } from "./presence.ts";
import { waitCommand } from "./wait-command.ts";
import { refusalToWait, WaitCounts } from "./wait-limits.ts";
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
	/** The same for all who look for the same in the same role. */
	readonly sought: string;
	readonly deadlineMs: number;
	readonly settle: (answer: Answer) => void;
	readonly fail: (error: unknown) => void;
	/** False until a board was looked at for it. */
	isParked: boolean;
	/** False until the branch was looked at for it: before that nobody knows that there is nothing. */
	isInformed: boolean;
}

/** A look at the branch that takes so much longer than the wait itself has failed. */
const LOOK_MS = 5_000;

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
	readonly #counts = new WaitCounts();
	readonly #offers = new Offers();
	#momentMs = Number.POSITIVE_INFINITY;
	#timerMs = Number.POSITIVE_INFINITY;
	#cancelTimer: () => void = () => undefined;
	#looking: Promise<void> | undefined;
	#isClosed = false;

	constructor(options: WaitOptions) {
		this.#options = options;
	}

	/** The answer of `wait` as soon as it shows a task; `{task: null}` when time is up. Throws when the branch cannot be read. */
	wait(request: WaitRequest): Promise<Answer> {
		const { timeoutMs, signal, agent, actor } = request;
		const refused = refusalToWait(timeoutMs, {
			all: this.#waiters.size,
			own: this.#counts.of(actor.id),
		});
		if (refused !== undefined) return Promise.resolve(asAnswer(refused));
		const command = waitCommand(request);
		if ("ok" in command) return Promise.resolve(asAnswer(command));
		if (this.#isClosed || signal?.aborted === true)
			return Promise.resolve(NOTHING);
		const { nowMs, presence } = this.#options;
		presence.seen(agent, nowMs(), 1);
		this.#counts.add(actor.id, 1);
		let abort: () => void = () => undefined;
		return new Promise<Answer>((settle, fail) => {
			const waiter: Waiter = {
				...{ command, settle, fail },
				sought: JSON.stringify([command.role, command.input]),
				deadlineMs: nowMs() + timeoutMs,
				isParked: false,
				isInformed: false,
			};
			this.#waiters.add(waiter);
			abort = () => this.#end(waiter, NOTHING);
			signal?.addEventListener("abort", abort, { once: true });
			this.#lookFor(waiter);
			if (endMs(waiter) < this.#timerMs) this.#setTimer();
		}).finally(() => {
			signal?.removeEventListener("abort", abort);
			presence.seen(agent, nowMs(), -1);
			this.#counts.add(actor.id, -1);
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

	/** Those who would be told the same, together. Whom nothing can be for is in no group, once it is parked. */
	#groups(overdue: Overdue): ReadonlyMap<string, readonly Waiter[]> {
		const groups = new Map<string, Waiter[]>();
		for (const waiter of this.#waiters) {
			const { command, isParked, sought } = waiter;
			if (isParked && overdue.isNothingFor(command.input)) continue;
			const kind = overdue.kindOf(command.agent);
			// Whether somebody may ask at all is found out for each alone.
			const alone = isParked ? "" : command.actor.id;
			const key = `${alone} ${JSON.stringify(kind)} ${sought}`;
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

	/** One look serves all who come before it begins. */
	#lookFor(waiter: Waiter): void {
		this.#looking ??= this.#options.look();
		this.#looking.then(
			() => this.#inform(waiter),
			(error: unknown) => {
				if (waiter.isParked) this.#inform(waiter);
				else this.#fail(waiter, error);
			},
		);
	}

	/** The look that was asked for begins: who comes from now on needs another. */
	looking(): void {
		this.#looking = undefined;
	}

	/** What there was to be shown was shown: from now on time may end it. */
	#inform(waiter: Waiter): void {
		waiter.isInformed = true;
		if (!this.#waiters.has(waiter)) return;
		if (waiter.deadlineMs <= this.#options.nowMs()) this.#end(waiter, NOTHING);
		else if (waiter.deadlineMs < this.#timerMs) this.#setTimer();
	}

	#timeOut(waiter: Waiter): void {
		if (waiter.isInformed) this.#end(waiter, NOTHING);
		else this.#fail(waiter, new StoreUnavailable(NOT_SEEN));
	}

	#fail(waiter: Waiter, error: unknown): void {
		if (this.#waiters.delete(waiter)) waiter.fail(error);
		if (this.#waiters.size === 0) this.#stopTimer();
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
		for (const waiter of this.#waiters)
			firstMs = Math.min(firstMs, endMs(waiter));
		const { later, nowMs } = this.#options;
		this.#timerMs = firstMs;
		const waitMs = Math.max(1, firstMs - nowMs());
		this.#cancelTimer = later(waitMs, () => this.#timeCame());
	}

	#timeCame(): void {
		const { nowMs, again } = this.#options;
		for (const waiter of this.#waiters)
			if (endMs(waiter) <= nowMs()) this.#timeOut(waiter);
		if (this.#momentMs <= nowMs()) {
			this.#momentMs = Number.POSITIVE_INFINITY;
			void again();
		}
		this.#setTimer();
	}
}

const NOT_SEEN = "the branch could not be looked at in time";

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

function asAnswer(refusal: Refusal): Answer {
	return { ...refusal, verb: OP_ID, opId: OP_ID };
}

/** When time ends a wait. */
function endMs({ deadlineMs, isInformed }: Waiter): number {
	return isInformed ? deadlineMs : deadlineMs + LOOK_MS;
}
