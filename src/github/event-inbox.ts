import type { Actor } from "../core/actor.ts";
import type { Engine } from "../engine/perform.ts";
import type { EventRecord, RepositoryApi } from "./api.ts";
import type { GateFactsDoor } from "./door-facts.ts";
import { hearEvents } from "./events.ts";
import { isFinal } from "./final-error.ts";
import type { HeadApi } from "./head-api.ts";
import { isEnrollment } from "./issue-events.ts";
import { Patience } from "./patience.ts";
import type { Projector } from "./projection/projector.ts";
import { remarkOf } from "./projection/remark.ts";
import type { ViewApi } from "./projection/view-api.ts";
import { Recent } from "./recent.ts";
import { type RefusedEnrollment, takeOff } from "./refused-enrollment.ts";
import { isEdgeEvent } from "./relations/edge-event.ts";
import { edgesBeforeTurns, partsAtTurns } from "./relations/edge-order.ts";
import { hearEdgeEvents } from "./relations/hear-edges.ts";

/** What the inbox works with. `app` is the account whose acts are echoes. */
export interface EventInboxOptions extends GateFactsDoor {
	readonly api: RepositoryApi;
	readonly heads: HeadApi;
	readonly views: ViewApi;
	readonly engine: Engine;
	readonly app: Actor;
	/** The board's name. */
	readonly board: string;
	readonly projector: Projector;
	readonly reply: (issue: number, body: string) => Promise<void>;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
	readonly onRefusal: (what: string) => void;
}

/** Memory of what this process has dealt with; beyond it op ids answer, only more slowly. */
const REMEMBERED = 10_000;
/** So many are carried out before comments that were told of have their turn. */
const HEARD_AT_ONCE = 200;

/** What people did with issues by hand, on its way to being heard, once by this process; and what of it is put back. */
export class EventInbox {
	readonly #options: EventInboxOptions;
	readonly #heard = new Recent<number>(REMEMBERED);
	readonly #patience: Patience;
	/** Events that were read and have to wait for the next turn. */
	#rest: readonly EventRecord[] = [];
	#readTo = 0;
	/** Issues with an event that could not be looked into. */
	#heldUp = new Set<number>();
	#readMs = Number.NEGATIVE_INFINITY;
	#heardMs = Number.NEGATIVE_INFINITY;

	constructor(options: EventInboxOptions) {
		this.#options = options;
		this.#patience = new Patience(options);
	}

	/** True while there are events for another turn. */
	get hasRest(): boolean {
		return this.#rest.length > 0;
	}

	/** True for an issue whose events could not all be looked into: whether it is a task is not known. */
	isHeldUp(issue: number): boolean {
		return this.#heldUp.has(issue);
	}

	/** True when everything that people did up to a time was heard. */
	hasHeard(untilMs: number): boolean {
		return this.#heardMs > untilMs;
	}

	/**
	 * The next events above the board's mark, oldest first: a bounded number of those that were not carried out yet. None while
	 * there is no board: they are all read once there is one.
	 */
	async read(): Promise<readonly EventRecord[]> {
		const rest = this.#rest;
		if (rest.length === 0) this.startOver();
		const readMs = this.#options.nowMs();
		const below = await this.#options.engine.inspect(
			({ board }) => board?.inbox.below.event,
		);
		if (below === undefined) {
			this.startOver();
			return [];
		}
		const news = await this.#options.api.events(Math.max(below, this.#readTo));
		const all = [...rest, ...news].filter(({ id }) => id > below);
		this.#readTo = Math.max(this.#readTo, all.at(-1)?.id ?? 0);
		const fresh = all.filter(({ id }) => !this.#heard.has(id));
		// What an edge leads to may become a task by any event: edges are not heard before the last of them.
		const others = fresh.filter((event) => !isEdgeEvent(event));
		const isTooMuch = fresh.length > HEARD_AT_ONCE && others.length > 0;
		const first = others.slice(0, HEARD_AT_ONCE);
		const now = new Set([...first, ...edgesBeforeTurns(fresh, first)]);
		const later = new Set(
			isTooMuch ? fresh.filter((event) => !now.has(event)) : [],
		);
		this.#rest = [...later];
		this.#readMs = readMs;
		return all.filter((event) => !later.has(event));
	}

	/** Carries events out. Answers the lowest id that could not be looked into now: the marks must stay below it. */
	async hear(read: readonly EventRecord[]): Promise<number> {
		const held = read.filter(({ issue }) => this.isHeldUp(issue));
		try {
			const left = await this.#carryOut(
				read.filter((event) => !held.includes(event)),
			);
			for (const { issue } of left) this.#heldUp.add(issue);
			if (!this.hasRest && this.#heldUp.size === 0)
				this.#heardMs = this.#readMs;
			return Math.min(
				Number.POSITIVE_INFINITY,
				...[...left, ...held].map(({ id }) => id),
			);
		} catch (error) {
			this.startOver();
			throw error;
		}
	}

	/** Has everything above the mark read anew, also what could not be looked into before. */
	startOver(): void {
		this.#rest = [];
		this.#readTo = 0;
		this.#heldUp = new Set();
	}

	/** Answers the events that could not be looked into now. */
	async #carryOut(
		events: readonly EventRecord[],
	): Promise<readonly EventRecord[]> {
		const { app, projector } = this.#options;
		const fresh = events.filter(({ id }) => !this.#heard.has(id));
		const notEnrolled: RefusedEnrollment[] = [];
		const waiting = new Set<EventRecord>();
		for (const part of partsAtTurns(fresh))
			for (const left of await this.#hearPart(part, { waiting, notEnrolled }))
				waiting.add(left);
		for (const still of await this.#takeOff(notEnrolled)) waiting.add(still);
		// What waits is not shown over, and looking at it each time it is read would ask for the next look at once.
		for (const event of fresh.filter((one) => !waiting.has(one))) {
			if (event.actor.login !== app.login) projector.touched(event.issue);
			this.#heard.add(event.id);
		}
		return [...waiting];
	}

	/** Hears events, edges last; what happened to an issue after what is `waiting` waits as well. Answers what is left. */
	async #hearPart(
		part: readonly EventRecord[],
		{
			waiting,
			notEnrolled,
		}: {
			readonly waiting: ReadonlySet<EventRecord>;
			readonly notEnrolled: RefusedEnrollment[];
		},
	): Promise<readonly EventRecord[]> {
		const { onRefusal, projector } = this.#options;
		const held = new Set([...waiting].map(({ issue }) => issue));
		const ready = part.filter(({ issue }) => !held.has(issue));
		const left = await hearEvents(ready, {
			...this.#options,
			patience: this.#patience,
			onRefusal: (event, answer) => {
				onRefusal(
					`${event.event} on ${event.issue} by ${event.actor.login}: ${answer.code}, ${answer.message}`,
				);
				const remark = remarkOf(event, answer);
				if (isEnrollment(event)) notEnrolled.push({ event, answer });
				else if (remark !== undefined) projector.putBack(event.issue, remark);
			},
		});
		const edges = await hearEdgeEvents(ready, {
			...this.#options,
			patience: this.#patience,
		});
		return [...part.filter(({ issue }) => held.has(issue)), ...left, ...edges];
	}

	/** Answers the events whose label is still there. */
	async #takeOff(
		notEnrolled: readonly RefusedEnrollment[],
	): Promise<readonly EventRecord[]> {
		const still: EventRecord[] = [];
		for (const refused of notEnrolled) {
			try {
				await takeOff(refused, this.#options);
			} catch (error) {
				const { event } = refused;
				const what = `issue ${event.issue} keeps its label`;
				this.#options.onError(error, what);
				if (!isFinal(error) && !this.#patience.isOver(event.id, error, what))
					still.push(event);
			}
		}
		return still;
	}
}
