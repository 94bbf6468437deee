import type { BudgetFacts } from "./budget-facts.ts";
import { Ledger, type LedgerOptions, resourceOf } from "./ledger.ts";
import { MINUTE_MS } from "./limits.ts";
import type { MayWrite } from "./may-write.ts";
import { PostponedError } from "./postponed.ts";
import type { Headers } from "./quota.ts";
import { throwIfLimited } from "./refusal.ts";
import {
	type Cost,
	costOf,
	kindOf,
	type RequestKind,
	type RequestMeant,
	repositoryOf,
} from "./request-kind.ts";
import { type Waiting, WaitingLine } from "./waiting-line.ts";

/** What a budget is kept with. */
export interface BudgetOptions extends LedgerOptions {
	readonly later: (ms: number, act: () => void) => () => void;
}

interface Sending extends Waiting {
	readonly cost: Cost;
	readonly resource: string;
}

/** More requests do not wait, of one repository and of all: whoever asks comes back later. */
const MOST_WAITING_EACH = 1_000;
const MOST_WAITING = 5_000;
/** A request that is turned away for too many is sent so often at most. */
const MAX_TRIES = 3;
/** A view that would have to wait longer is not kept for it: by then there is a newer one. */
const VIEWS_WAIT_MS = 10_000;
const VIEWS: ReadonlySet<RequestKind> = new Set([
	"check",
	"comment",
	"labels",
	"fields",
]);

/**
 * What one installation may still ask of GitHub. Every request goes through `send`, which holds it back until the limits allow it:
 * what commands need first, then checks, comments, labels and project fields, and among equals what came first.
 */
export class Budget {
	readonly #options: BudgetOptions;
	readonly #ledger: Ledger;
	readonly #line = new WaitingLine<Sending>();
	#underWay = 0;
	#writing = 0;
	#tickets = 0;
	#isClosed = false;
	#cancel: () => void = () => undefined;

	constructor(options: BudgetOptions) {
		this.#options = options;
		this.#ledger = new Ledger(options);
	}

	/**
	 * Whether a kind of request may be made now, or when to ask again, by the wall's clock. What is less important is told to wait
	 * earlier. `cost` is what it uses; by default what a view may need.
	 */
	mayWrite(kind: RequestKind, cost?: Cost): MayWrite {
		const may = this.#ledger.mayWrite(kind, cost);
		return may === "now" ? may : { atMs: this.#ledger.wall(may.atMs) };
	}

	facts(): BudgetFacts {
		return this.#ledger.facts();
	}

	/**
	 * Sends a request when its turn has come, and again if GitHub turned it away only because there were too many: that had no effect.
	 * Throws what `act` throws, and `PostponedError` for what is not worth waiting for.
	 */
	async send<T extends { readonly headers: object }>(
		request: RequestMeant,
		act: () => Promise<T>,
	): Promise<T> {
		const ticket = this.#tickets++;
		const { writes } = costOf(request);
		for (let tries = 1; ; tries++) {
			await this.#turn(request, ticket);
			try {
				const answer = await act();
				if (resourceOf(request) === "graphql") throwIfLimited(answer);
				this.#ledger.answered(answer.headers as Headers);
				return answer;
			} catch (error) {
				if (!this.#ledger.isTurnedAway(error) || tries >= MAX_TRIES)
					throw error;
			} finally {
				this.#underWay -= 1;
				this.#writing -= writes;
				this.#pump();
			}
		}
	}

	/**
	 * Sends what the App asks in its own name in the midst of another request: waiting for a place here would be waiting for the
	 * other, which waits for the answer. A pause that GitHub asks for counts all the same.
	 */
	async sendApart<T>(act: () => Promise<T>): Promise<T> {
		try {
			return await act();
		} catch (error) {
			this.#ledger.refusedApart(error);
			throw error;
		}
	}

	/** Sends what there is room for, and lets go of what would have to wait. */
	close(): void {
		this.#isClosed = true;
		this.#pump();
	}

	async #turn(request: RequestMeant, ticket: number): Promise<void> {
		const kind = kindOf(request);
		const cost = costOf(request);
		const resource = resourceOf(request);
		const whose = repositoryOf(request.url);
		const atMs = this.#ledger.roomAt({ cost, resource });
		const isLong = atMs > this.#options.steadyMs() + VIEWS_WAIT_MS;
		const isFull =
			this.#line.length >= MOST_WAITING ||
			this.#line.lengthOf(whose) >= MOST_WAITING_EACH;
		if (isFull || (isLong && VIEWS.has(kind)))
			throw this.#postponed(`${request.method} ${request.url} waits`, atMs);
		await new Promise<void>((go, giveUp) => {
			this.#line.add({ kind, ticket, whose, cost, resource, go, giveUp });
			this.#pump();
		});
	}

	#postponed(what: string, atMs: number): PostponedError {
		return new PostponedError(what, this.#ledger.wall(atMs));
	}

	/** Lets everything go that may, in order, and looks again when the next may. */
	#pump(): void {
		const { steadyMs, later, limits } = this.#options;
		this.#cancel();
		this.#ledger.look();
		while (this.#underWay < limits.atOnce) {
			const rooms = new Map<string, number>();
			const next = this.#line.take(
				(one) => this.#goesAt(one, rooms) <= steadyMs(),
			);
			if (next === undefined) break;
			this.#ledger.spend(next.cost);
			this.#underWay += 1;
			this.#writing += next.cost.writes;
			next.go();
		}
		if (this.#line.length === 0 || this.#underWay >= limits.atOnce) return;
		if (this.#isClosed) {
			for (const { giveUp } of this.#line.drain())
				giveUp(this.#postponed("Baton is being closed", steadyMs()));
			return;
		}
		const rooms = new Map<string, number>();
		const next = Math.min(
			...[...this.#line].map((one) => this.#goesAt(one, rooms)),
		);
		// Looked at each minute, so that no timer is set beyond what timers can do.
		const waitMs = Math.min(MINUTE_MS, Math.max(1, next - steadyMs()));
		this.#cancel = later(waitMs, () => this.#pump());
	}

	/** When one may go; what has to wait until another has ended has no time. */
	#goesAt(one: Sending, rooms: Map<string, number>): number {
		// Writes may wait for those of other processes, and reading must not wait for that.
		const isHeld =
			one.cost.writes > 0 && this.#writing >= this.#options.limits.atOnce / 2;
		return isHeld ? Number.POSITIVE_INFINITY : this.#ledger.roomAt(one, rooms);
	}
}
