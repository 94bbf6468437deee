import type { Actor } from "../core/actor.ts";
import { fromMs } from "../core/instant.ts";
import type { Engine } from "../engine/perform.ts";
import type { Saying } from "../engine/saying.ts";
import type { CommentRecord, EventRecord, RepositoryApi } from "./api.ts";
import { CommandRate } from "./command-rate.ts";
import { CommentInbox } from "./comment-inbox.ts";
import { readConfig } from "./config-file.ts";
import { doorFacts } from "./door-facts.ts";
import { EditInbox } from "./edit-inbox.ts";
import { EventInbox } from "./event-inbox.ts";
import type { HeadApi } from "./head-api.ts";
import { HeadFollower } from "./head-follower.ts";
import { overdueLeases } from "./overdue.ts";
import { OwedReplies } from "./owed-replies.ts";
import { GateFollower } from "./plans/gate-follower.ts";
import { PressQueue } from "./press-queue.ts";
import type { PressPayload } from "./presses.ts";
import { Projector } from "./projection/projector.ts";
import type { ViewApi } from "./projection/view-api.ts";
import type { TextEdit } from "./text-edits.ts";

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

/** Comments and events younger than this may still have older ones on the way; the mark stays behind them. */
const MARK_LAG_MS = 60_000;
/** After a failure the next sweep comes sooner. */
const RETRY_MS = 10_000;
const MAX_RETRY_MS = 5 * 60_000;

/**
 * Everything that is said in one repository, one batch at a time: events first, so that an issue is on the board before
 * its first command. Webhooks only wake it; what it acts on is read from GitHub, and what a webhook missed the sweep finds.
 */
export class Repository {
	readonly #options: RepositoryOptions;
	readonly #comments: CommentInbox;
	readonly #events: EventInbox;
	readonly #edits: EditInbox;
	#eventsWanted = false;
	readonly #gone = new Set<number>();
	readonly #presses: PressQueue;
	readonly #heads: HeadFollower;
	readonly #gates: GateFollower;
	#sweepWanted = false;
	#work: Promise<void> | undefined;
	#cancelRetry: () => void = () => undefined;
	#failures = 0;
	#isRetrying = false;
	#isClosed = false;
	readonly #owed: OwedReplies;
	readonly #projector: Projector;

	constructor(options: RepositoryOptions) {
		this.#options = options;
		this.#heads = new HeadFollower(options);
		this.#owed = new OwedReplies(options.api, options.onError);
		const reply = (issue: number, body: string) =>
			this.#owed.write(issue, body, fromMs(options.nowMs()));
		this.#projector = new Projector({
			...options,
			onUnexplained: () => this.issueEvent(),
		});
		this.#presses = new PressQueue(options, reply);
		this.#gates = new GateFollower({ ...options, reply });
		const facts = doorFacts(options);
		const rate = new CommandRate(options.nowMs);
		this.#comments = new CommentInbox({ ...options, facts, rate, reply });
		this.#edits = new EditInbox(options);
		this.#events = new EventInbox({
			...options,
			projector: this.#projector,
			reply,
		});
	}

	/** A comment was written. */
	comment(comment: CommentRecord): void {
		this.#comments.add(comment);
		void this.#wake();
	}

	/** Something happened to an issue. */
	issueEvent(): void {
		this.#eventsWanted = true;
		void this.#wake();
	}

	/** Somebody changed what an issue says. */
	textEdited(edit: TextEdit): void {
		this.#edits.add(edit);
		void this.#wake();
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

	/** Something happened to the checks of a commit: plans may go on, and tasks that were merged on it may be done now. */
	checksChanged(sha: string): void {
		if (this.#projector.checksChanged(sha)) void this.#projector.wake();
		const hasGates = this.#gates.checksChanged(sha);
		if (this.#heads.checksChanged(sha) || hasGates) void this.#wake();
	}

	/** Perhaps somebody pressed a button of Baton's check. */
	checkPressed(payload: PressPayload, delivery: string): void {
		if (this.#presses.add(payload, delivery)) void this.#wake();
	}

	/** A comment was changed or deleted: it may have been the one that tells how the task stands. */
	commentChanged(issue: number): void {
		this.#projector.commentsChanged(issue);
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
			this.#comments.hasNews ||
			this.#eventsWanted ||
			this.#edits.hasNews ||
			this.#presses.hasNews ||
			this.#sweepWanted ||
			this.#heads.hasNews ||
			this.#gates.hasNews
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
		const told = this.#comments.takeTold();
		[this.#sweepWanted, this.#eventsWanted] = [false, false];
		try {
			if (sweeps) await this.#projector.sweep();
			if (sweeps) await this.#openBoard();
			const startedMs = this.#options.nowMs();
			// Before comments, always: the label that makes an issue a task may be told of after the first command on it.
			const events = await this.#events.read();
			const lowestEvent = await this.#events.hear(events);
			await this.#edits.hear({ again: sweeps });
			await this.#endGone();
			if (sweeps) await this.#sweepSince(startedMs);
			await this.#heads.follow();
			await this.#presses.hear({ again: sweeps });
			await this.#comments.hearTold(told);
			if (sweeps) await this.#finishSweep(events, { startedMs, lowestEvent });
			if (sweeps) this.#gates.sweep();
			await this.#gates.follow();
			if (sweeps && this.#owed.waits) await this.#owed.writeOwed();
			const hasLeft =
				this.#comments.takeHasLeft() ||
				Number.isFinite(lowestEvent) ||
				this.#edits.waits ||
				this.#presses.waits ||
				this.#gates.waits;
			if (hasLeft || this.#owed.waits) this.#retrySoon();
			else this.#failures = 0;
		} catch (error) {
			// Nothing is lost: what was not acknowledged has no receipt, and the next sweep finds it.
			this.#options.onError(error, "a batch of commands has to wait");
			if (this.#options.engine.frozen !== undefined)
				await this.#hearWhileFrozen(told, sweeps);
			this.#heads.postpone();
			this.#edits.postpone();
			this.#presses.postpone();
			this.#retrySoon();
		}
		void this.#projector.wake();
	}

	/** On a frozen board all has to wait but questions and the recovery; those must not wait behind the rest. */
	async #hearWhileFrozen(
		told: readonly CommentRecord[],
		sweeps: boolean,
	): Promise<void> {
		try {
			await this.#comments.hearTold(told);
			const inbox = await this.#options.engine.inspect(
				({ board }) => board?.inbox,
			);
			// The marks stay where they are: what waits is found again.
			if (sweeps && inbox !== undefined)
				await this.#comments.sweep(inbox, () => false);
		} catch (error) {
			this.#options.onError(error, "comments on a frozen board have to wait");
		}
	}

	/** What was changed since the last whole sweep and has no list of its own: pull requests, and the texts of issues. */
	async #sweepSince(startedMs: number): Promise<void> {
		const since = await this.#options.engine.inspect(
			({ board }) => board?.inbox.since,
		);
		await this.#heads.sweep(since);
		if (since !== undefined)
			await this.#edits.sweep(since, fromMs(startedMs - MARK_LAG_MS));
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

	async #endGone(): Promise<void> {
		for (const issue of [...this.#gone]) {
			const task = String(issue);
			const isGone = (await this.#options.api.issue(issue)) === undefined;
			if (isGone)
				await this.#say(
					"cancel",
					{ reason: "its issue is gone" },
					{ opId: `g${issue}`, task, ifTask: task },
				);
			this.#gone.delete(issue);
		}
	}

	/** Hears the comments since the last sweep, then moves the marks up to what is old enough to be complete. */
	async #finishSweep(
		events: readonly EventRecord[],
		{ startedMs, lowestEvent }: { startedMs: number; lowestEvent: number },
	): Promise<void> {
		const inbox = await this.#options.engine.inspect(
			({ board }) => board?.inbox,
		);
		if (inbox === undefined) return;
		const isSettled = (createdAt: string) =>
			Date.parse(createdAt) < startedMs - MARK_LAG_MS;
		const { settled, lowestLeft } = await this.#comments.sweep(
			inbox,
			isSettled,
		);
		const settledEvents = events
			.filter(({ id, createdAt }) => isSettled(createdAt) && id < lowestEvent)
			.map(({ id }) => id);
		const marks = {
			comment: Math.max(inbox.below.comment, Math.min(settled, lowestLeft - 1)),
			event: Math.max(inbox.below.event, ...settledEvents),
		};
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
		for (const { key, step, fence } of overdue)
			await this.#say(
				"expire",
				{},
				step === undefined
					? { opId: `e${key}:${fence}`, task: key }
					: { opId: `e${key}:${digits(step)}:${fence}`, task: key, step },
			);
	}

	async #say(
		verb: string,
		input: Saying["input"],
		as: { opId: string; task?: string; step?: string; ifTask?: string },
	): Promise<void> {
		const { engine, app } = this.#options;
		const [answer] = await engine.perform([
			{ verb, input, actor: app, role: "app", ...as },
		]);
		if (answer?.ok === false)
			this.#options.onRefusal(`${verb}: ${answer.code}, ${answer.message}`);
	}
}

/** A step's id in the characters of an op id. */
function digits(step: string): string {
	return step.replace(".", ":");
}
