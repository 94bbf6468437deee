import type { Actor } from "../core/actor.ts";
import { fromMs } from "../core/instant.ts";
import type { Engine } from "../engine/perform.ts";
import type { Saying } from "../engine/saying.ts";
import type { CommentRecord, EventRecord, RepositoryApi } from "./api.ts";
import { hearComments } from "./comments.ts";
import { readConfig } from "./config-file.ts";
import { doorFacts } from "./door-facts.ts";
import { hearEvents } from "./events.ts";
import type { HeadApi } from "./head-api.ts";
import { HeadFollower } from "./head-follower.ts";
import { overdueLeases } from "./overdue.ts";
import { OwedReplies } from "./owed-replies.ts";
import { PressQueue } from "./press-queue.ts";
import type { PressPayload } from "./presses.ts";
import { Projector } from "./projection/projector.ts";
import { remarkOf } from "./projection/remark.ts";
import type { ViewApi } from "./projection/view-api.ts";
import { Recent } from "./recent.ts";

/** What one repository's door works with. `app` is the account in whose name Baton itself speaks. */
export interface RepositoryOptions {
	readonly api: RepositoryApi;
	readonly heads: HeadApi;
	readonly views: ViewApi;
	readonly engine: Engine;
	readonly app: Actor;
	readonly board: string;
	readonly nowMs: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
	readonly onError: (error: unknown, what: string) => void;
	readonly onRefusal: (what: string) => void;
}

/** How many comments share a push at most. */
const MAX_BATCH = 100;
/** Comments and events younger than this may still have older ones on the way; the mark stays behind them. */
const MARK_LAG_MS = 60_000;
/** After a failure the next sweep comes sooner. */
const RETRY_MS = 10_000;
const MAX_RETRY_MS = 5 * 60_000;
/** Memory of what this process has dealt with; beyond it receipts and op ids answer, only more slowly. */
const REMEMBERED = 10_000;

/**
 * Everything that is said in one repository, one batch at a time: events first, so that an issue is on the board before
 * its first command. Webhooks only wake it; what it acts on is read from GitHub, and what a webhook missed the sweep finds.
 */
export class Repository {
	readonly #options: RepositoryOptions;
	readonly #heardComments = new Recent<number>(REMEMBERED);
	readonly #heardEvents = new Recent<number>(REMEMBERED);
	#comments: CommentRecord[] = [];
	#eventsWanted = false;
	readonly #gone = new Set<number>();
	readonly #presses: PressQueue;
	readonly #heads: HeadFollower;
	#sweepWanted = false;
	#work: Promise<void> | undefined;
	#cancelRetry: () => void = () => undefined;
	#failures = 0;
	#hasLeft = false;
	#isRetrying = false;
	#isClosed = false;
	readonly #owed: OwedReplies;
	readonly #projector: Projector;

	constructor(options: RepositoryOptions) {
		this.#options = options;
		this.#heads = new HeadFollower(options);
		this.#owed = new OwedReplies(options.api, options.onError);
		this.#presses = new PressQueue(options, (...reply) =>
			this.#owed.write(...reply),
		);
		this.#projector = new Projector(options);
	}

	/** A comment was written. */
	comment(comment: CommentRecord): void {
		this.#comments.push(comment);
		this.#wake();
	}

	/** Something happened to an issue. */
	issueEvent(): void {
		this.#eventsWanted = true;
		this.#wake();
	}

	/** Something happened to a pull request. */
	pullChanged(pull: number): void {
		this.#heads.pullChanged(pull);
		void this.#wake();
	}

	/** Somebody pushed to a branch. */
	branchChanged(branch: string): void {
		if (this.#heads.branchChanged(branch)) void this.#wake();
	}

	/** Something happened to the checks of a commit: tasks that were merged on it may be done now. */
	checksChanged(sha: string): void {
		this.#projector.checksChanged(sha);
		void this.#projector.wake();
		this.#heads
			.checksChanged(sha)
			.then(() => this.#wake())
			.catch((error) => this.#options.onError(error, `checks of ${sha}`));
	}

	/** Perhaps somebody pressed a button of Baton's check. */
	checkPressed(payload: PressPayload, delivery: string): void {
		if (this.#presses.add(payload, delivery)) void this.#wake();
	}

	/** A comment was changed or deleted: it may have been the one that tells how the task stands. */
	commentChanged(issue: number): void {
		this.#projector.touched(issue);
		void this.#projector.wake();
	}

	/** An issue was deleted or moved away: nobody can say anything on it any more, so its task ends. */
	issueGone(issue: number): void {
		this.#gone.add(issue);
		this.#eventsWanted = true;
		void this.#wake();
	}

	/** Asks for a look at everything said since the last whole sweep, and for leases that ended. */
	sweep(): Promise<void> {
		this.#sweepWanted = true;
		return this.#wake();
	}

	/** Resolves when nothing is under way, neither commands nor views; what waits for its time does not count. */
	async settled(): Promise<void> {
		await this.#work;
		await this.#projector.settled();
	}

	/** Waits for what is under way, then lets go of the board. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#cancelRetry();
		await this.#work;
		await this.#projector.close();
		await this.#options.engine.close();
	}

	get #hasWork(): boolean {
		return (
			this.#comments.length > 0 ||
			this.#eventsWanted ||
			this.#presses.hasNews ||
			this.#sweepWanted ||
			this.#heads.hasNews
		);
	}

	#wake(): Promise<void> {
		if (this.#isClosed) return Promise.resolve();
		this.#work ??= Promise.resolve().then(async () => {
			while (this.#hasWork) await this.#turn();
			this.#work = undefined;
		});
		return this.#work;
	}

	async #turn(): Promise<void> {
		const sweeps = this.#sweepWanted;
		this.#hasLeft = false;
		const comments = this.#comments.splice(0, MAX_BATCH);
		[this.#sweepWanted, this.#eventsWanted] = [false, false];
		try {
			if (sweeps) await this.#projector.install();
			if (sweeps) await this.#openBoard();
			const startedMs = this.#options.nowMs();
			// Before comments, always: the label that makes an issue a task may be told of after the first command on it.
			const events = await this.#newEvents();
			const lowestEvent = await this.#hearEvents(events);
			await this.#endGone();
			if (sweeps) await this.#heads.checksChanged();
			await this.#heads.follow();
			await this.#presses.hear({ again: sweeps });
			await this.#hearComments(comments);
			if (sweeps) await this.#finishSweep(events, { startedMs, lowestEvent });
			if (sweeps && this.#owed.waits) await this.#owed.writeOwed();
			if (this.#owed.waits || this.#presses.waits || this.#hasLeft)
				this.#retrySoon();
			else this.#failures = 0;
		} catch (error) {
			// Nothing is lost: what was not acknowledged has no receipt, and the next sweep finds it.
			this.#options.onError(error, "a batch of commands has to wait");
			this.#heads.forget();
			this.#retrySoon();
		}
		void this.#projector.wake();
	}

	/** Sooner than the next sweep, and later after each failure in a row. */
	#retrySoon(): void {
		if (this.#isClosed || this.#isRetrying) return;
		this.#isRetrying = true;
		const waitMs = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** this.#failures);
		this.#failures += 1;
		this.#cancelRetry = this.#options.later(waitMs, () => {
			this.#isRetrying = false;
			void this.sweep();
		});
	}

	/** The first command of a board: its config, said by the app itself. */
	async #openBoard(): Promise<void> {
		const { engine, api, board } = this.#options;
		const isOpen = await engine.inspect(
			(state) => state.board !== undefined || state.problem !== undefined,
		);
		if (isOpen) return;
		const read = await readConfig(api);
		if (!read.ok)
			return this.#options.onRefusal(
				`the board cannot be opened: ${read.message}`,
			);
		await this.#say(
			"configure",
			{ name: board, config: read.config },
			{ opId: "open" },
		);
	}

	async #newEvents(): Promise<readonly EventRecord[]> {
		const below = await this.#options.engine.inspect(
			({ board }) => board?.inbox.below.event ?? 0,
		);
		return this.#options.api.events(below);
	}

	async #endGone(): Promise<void> {
		for (const issue of [...this.#gone]) {
			const task = String(issue);
			await this.#say(
				"cancel",
				{ reason: "its issue is gone" },
				{ opId: `g${issue}`, task, ifTask: task },
			);
			this.#gone.delete(issue);
		}
	}

	/** Answers the lowest id that could not be looked into now; the marks must stay below it. */
	async #hearEvents(events: readonly EventRecord[]): Promise<number> {
		const { api, heads, engine, app, onError, onRefusal } = this.#options;
		const fresh = events.filter(({ id }) => !this.#heardEvents.has(id));
		const left = await hearEvents(fresh, {
			onError,
			api,
			heads,
			engine,
			appLogin: app.login,
			onRefusal: (event, answer) => {
				onRefusal(
					`${event.event} on ${event.issue} by ${event.actor.login}: ${answer.code}, ${answer.message}`,
				);
				const remark = remarkOf(event, answer);
				if (remark !== undefined) this.#projector.putBack(event.issue, remark);
			},
		});
		for (const event of fresh) {
			if (event.actor.login !== app.login) this.#projector.touched(event.issue);
			if (!left.includes(event)) this.#heardEvents.add(event.id);
		}
		return this.#lowest(left);
	}

	/** Answers the lowest id that could not be looked into now; the marks must stay below it. */
	async #hearComments(comments: readonly CommentRecord[]): Promise<number> {
		const unheard = comments.filter(
			(comment, index) =>
				this.#mayBeNew(comment) &&
				comments.findIndex(({ id }) => id === comment.id) === index,
		);
		const { nowMs } = this.#options;
		const { answered, left } = await hearComments(unheard, {
			...this.#options,
			facts: doorFacts(this.#options),
			reply: (issue, body) => this.#owed.write(issue, body, fromMs(nowMs())),
		});
		for (const { id } of answered) this.#heardComments.add(id);
		return this.#lowest(left);
	}

	#lowest(left: readonly { readonly id: number }[]): number {
		this.#hasLeft ||= left.length > 0;
		return Math.min(Number.POSITIVE_INFINITY, ...left.map(({ id }) => id));
	}

	#mayBeNew({ id, author, body }: CommentRecord): boolean {
		return (
			author.login !== this.#options.app.login &&
			!this.#heardComments.has(id) &&
			/^ {0,3}\//m.test(body)
		);
	}

	/** Hears the comments since the last sweep, then moves the marks up to what is old enough to be complete. */
	async #finishSweep(
		events: readonly EventRecord[],
		{ startedMs, lowestEvent }: { startedMs: number; lowestEvent: number },
	): Promise<void> {
		const { engine, api } = this.#options;
		const inbox = await engine.inspect(({ board }) => board?.inbox);
		if (inbox === undefined) return;
		const isSettled = (createdAt: string) =>
			Date.parse(createdAt) < startedMs - MARK_LAG_MS;
		const marks = { ...inbox.below };
		for (const { id, createdAt } of events)
			if (isSettled(createdAt) && id < lowestEvent)
				marks.event = Math.max(marks.event, id);
		let batch: CommentRecord[] = [];
		let lowestLeft = Number.POSITIVE_INFINITY;
		for await (const comment of api.comments(inbox.since)) {
			if (comment.id <= inbox.below.comment) continue;
			if (isSettled(comment.createdAt))
				marks.comment = Math.max(marks.comment, comment.id);
			batch.push(comment);
			if (batch.length < MAX_BATCH) continue;
			lowestLeft = Math.min(lowestLeft, await this.#hearComments(batch));
			batch = [];
		}
		lowestLeft = Math.min(lowestLeft, await this.#hearComments(batch));
		marks.comment = Math.max(
			inbox.below.comment,
			Math.min(marks.comment, lowestLeft - 1),
		);
		const hasAdvanced =
			marks.comment > inbox.below.comment || marks.event > inbox.below.event;
		if (hasAdvanced)
			await this.#say(
				"mark",
				{
					...marks,
					since:
						lowestLeft === Number.POSITIVE_INFINITY
							? fromMs(startedMs - MARK_LAG_MS)
							: (inbox.since ?? fromMs(0)),
				},
				{ opId: `m${marks.comment}:${marks.event}` },
			);
		await this.#reap();
	}

	/** Ends leases whose grace is over, after everything their holders said has been heard. */
	async #reap(): Promise<void> {
		const { engine, nowMs } = this.#options;
		const overdue = await overdueLeases(engine, fromMs(nowMs()));
		for (const { key, fence } of overdue)
			await this.#say("expire", {}, { opId: `e${key}:${fence}`, task: key });
	}

	async #say(
		verb: string,
		input: Saying["input"],
		as: { opId: string; task?: string; ifTask?: string },
	): Promise<void> {
		const { engine, app } = this.#options;
		const [answer] = await engine.perform([
			{ verb, input, actor: app, role: "app", ...as },
		]);
		if (answer?.ok === false)
			this.#options.onRefusal(`${verb}: ${answer.code}, ${answer.message}`);
	}
}
