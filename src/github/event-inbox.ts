import type { Actor } from "../core/actor.ts";
import type { Engine } from "../engine/perform.ts";
import type { EventRecord, RepositoryApi } from "./api.ts";
import { hearEvents } from "./events.ts";
import { isFinal } from "./final-error.ts";
import type { HeadApi } from "./head-api.ts";
import { isEnrollment } from "./issue-events.ts";
import type { Projector } from "./projection/projector.ts";
import { remarkOf } from "./projection/remark.ts";
import type { ViewApi } from "./projection/view-api.ts";
import { Recent } from "./recent.ts";
import { type RefusedEnrollment, takeOff } from "./refused-enrollment.ts";

/** What the inbox works with. `app` is the account whose acts are echoes. */
export interface EventInboxOptions {
	readonly api: RepositoryApi;
	readonly heads: HeadApi;
	readonly views: ViewApi;
	readonly engine: Engine;
	readonly app: Actor;
	/** The board's name. */
	readonly board: string;
	readonly projector: Projector;
	readonly reply: (issue: number, body: string) => Promise<void>;
	readonly onError: (error: unknown, what: string) => void;
	readonly onRefusal: (what: string) => void;
}

/** Memory of what this process has dealt with; beyond it op ids answer, only more slowly. */
const REMEMBERED = 10_000;

/** What people did with issues by hand, on its way to being heard, once by this process; and what of it is put back. */
export class EventInbox {
	readonly #options: EventInboxOptions;
	readonly #heard = new Recent<number>(REMEMBERED);

	constructor(options: EventInboxOptions) {
		this.#options = options;
	}

	/** Everything above the board's mark, oldest first. */
	async read(): Promise<readonly EventRecord[]> {
		const below = await this.#options.engine.inspect(
			({ board }) => board?.inbox.below.event ?? 0,
		);
		return this.#options.api.events(below);
	}

	/** Carries events out. Answers the lowest id that could not be looked into now: the marks must stay below it. */
	async hear(events: readonly EventRecord[]): Promise<number> {
		const { app, onRefusal, projector } = this.#options;
		const fresh = events.filter(({ id }) => !this.#heard.has(id));
		const notEnrolled: RefusedEnrollment[] = [];
		const left = await hearEvents(fresh, {
			...this.#options,
			onRefusal: (event, answer) => {
				onRefusal(
					`${event.event} on ${event.issue} by ${event.actor.login}: ${answer.code}, ${answer.message}`,
				);
				const remark = remarkOf(event, answer);
				if (isEnrollment(event)) notEnrolled.push({ event, answer });
				else if (remark !== undefined) projector.putBack(event.issue, remark);
			},
		});
		const still = await this.#takeOff(notEnrolled);
		const waiting = new Set([...left, ...still]);
		for (const event of fresh) {
			if (event.actor.login !== app.login) projector.touched(event.issue);
			if (!waiting.has(event)) this.#heard.add(event.id);
		}
		return Math.min(
			Number.POSITIVE_INFINITY,
			...[...waiting].map(({ id }) => id),
		);
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
				this.#options.onError(error, `issue ${event.issue} keeps its label`);
				if (!isFinal(error)) still.push(event);
			}
		}
		return still;
	}
}
