import { Breaker, type OnBreaker } from "./breaker.ts";
import { type BudgetFacts, factsOf } from "./budget-facts.ts";
import type { Limits } from "./limits.ts";
import { type BudgetState, type MayWrite, mayWrite } from "./may-write.ts";
import {
	type Headers,
	type Moment,
	newerQuota,
	type Quota,
	quotaIn,
} from "./quota.ts";
import { refusalIn } from "./refusal.ts";
import type { Cost, RequestKind, RequestMeant } from "./request-kind.ts";
import { openWindow, spend, type Window } from "./window.ts";

/** What a ledger is kept with. */
export interface LedgerOptions {
	readonly limits: Limits;
	/** The wall's clock, in which everything is told to others. */
	readonly nowMs: () => number;
	/** A clock that never goes back: all that is counted is counted by it. */
	readonly steadyMs: () => number;
	readonly onBreaker: OnBreaker;
}

/** GitHub counts a handful of kinds of requests by themselves. */
const MOST_RESOURCES = 10;

/** What one installation has used of GitHub's limits, and what GitHub said about them. Times in it are by the steady clock. */
export class Ledger {
	readonly #options: LedgerOptions;
	readonly #breaker: Breaker;
	readonly #quotas = new Map<string, Quota>();
	/** Errors whose headers tell of the App's own limits. */
	readonly #apart = new WeakSet<object>();
	#windows: readonly Window[];

	constructor(options: LedgerOptions) {
		this.#options = options;
		this.#windows = options.limits.windows.map(openWindow);
		this.#breaker = new Breaker(options.onBreaker);
	}

	now(): Moment {
		const { nowMs, steadyMs } = this.#options;
		return { nowMs: steadyMs(), wallMs: nowMs() };
	}

	/** A time as it is told to others. */
	wall(atMs: number): number {
		const { nowMs, wallMs } = this.now();
		return Math.ceil(atMs - nowMs + wallMs);
	}

	facts(): BudgetFacts {
		return factsOf(this.#state("core"), this.now());
	}

	/** Whether a kind of request may be made now. What is less important is told to wait earlier. */
	mayWrite(kind: RequestKind, cost?: Cost): MayWrite {
		const { nowMs } = this.now();
		const resource = kind === "fields" ? "graphql" : "core";
		return mayWrite(kind, this.#state(resource), {
			nowMs,
			...(cost && { cost }),
		});
	}

	/** When there is room for a request; `known` keeps what was worked out for those alike. */
	roomAt(
		{ cost, resource }: { readonly cost: Cost; readonly resource: string },
		known = new Map<string, number>(),
	): number {
		const key = `${resource} ${cost.points} ${cost.content}`;
		const worked = known.get(key);
		if (worked !== undefined) return worked;
		const { nowMs } = this.now();
		const may = mayWrite("command", this.#state(resource), { nowMs, cost });
		const atMs = may === "now" ? nowMs : may.atMs;
		known.set(key, atMs);
		return atMs;
	}

	/** Looks at the clock: a pause may be over. */
	look(): void {
		this.#breaker.look(this.now().nowMs);
	}

	spend(cost: Cost): void {
		const { nowMs } = this.now();
		this.#windows = this.#windows.map((window) =>
			spend(window, cost[window.of], nowMs),
		);
	}

	answered(headers: Headers): void {
		this.#heard(headers);
		this.#breaker.answered();
	}

	/** Takes note of an error. True when GitHub turned the request away for too many, with no effect. */
	isTurnedAway(error: unknown): boolean {
		const refusal = refusalIn(error);
		if (refusal === undefined) return false;
		if (!this.#apart.has(Object(error))) this.#heard(refusal.headers);
		const isTooMany = this.#breaker.refused(refusal, this.now());
		if (!isTooMany) this.#breaker.answered();
		return isTooMany && !refusal.hadEffect;
	}

	/** Takes note of an error of a request in the App's own name: its pause counts, its limits are others. */
	refusedApart(error: unknown): void {
		this.#apart.add(Object(error));
		this.isTurnedAway(error);
	}

	#state(resource: string): BudgetState {
		return {
			windows: this.#windows,
			primary: this.#quotas.get(resource),
			brokenUntilMs: this.#breaker.untilMs,
		};
	}

	#heard(headers: Headers): void {
		const told = quotaIn(headers, this.now());
		if (told === undefined) return;
		const known = this.#quotas.get(told.resource);
		if (known === undefined && this.#quotas.size >= MOST_RESOURCES) return;
		this.#quotas.set(told.resource, newerQuota(known, told));
	}
}

/** The kind of requests that GitHub counts a request to. */
export function resourceOf({ url }: Pick<RequestMeant, "url">): string {
	const { pathname } = new URL(url);
	if (/\/graphql$/.test(pathname)) return "graphql";
	return /\/search\//.test(pathname) ? "search" : "core";
}
