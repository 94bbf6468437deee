import type { Actor } from "../core/actor.ts";
import { fromMs } from "../core/instant.ts";
import type { Engine } from "../engine/perform.ts";
import type { Saying } from "../engine/saying.ts";
import type { CommentRecord, RepositoryApi } from "./api.ts";
import type { SaidAs } from "./app-says.ts";
import { CommandRate } from "./command-rate.ts";
import { CommentInbox } from "./comment-inbox.ts";
import { doorFacts } from "./door-facts.ts";
import { EventInbox } from "./event-inbox.ts";
import { beforeComments, type Followers, makeFollowers } from "./followers.ts";
import { GoneIssues } from "./gone-issues.ts";
import type { HeadApi } from "./head-api.ts";
import { openBoard } from "./open-board.ts";
import { OwedReplies } from "./owed-replies.ts";
import type { PressPayload } from "./presses.ts";
import { Projector } from "./projection/projector.ts";
import type { ViewApi } from "./projection/view-api.ts";
import { reap } from "./reap.ts";
import { MARK_LAG_MS, moveMarks } from "./sweep-marks.ts";
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
	readonly #followers: Followers;
	readonly #gone: GoneIssues;
	#eventsWanted = false;
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
		this.#owed = new OwedReplies(options.api, options.onError);
		const reply = (issue: number, body: string) =>
			this.#owed.write(issue, body, fromMs(options.nowMs()));
		this.#projector = new Projector({
			...options,
			onUnexplained: () => this.issueEvent(),
		});
		this.#followers = makeFollowers({ ...options, reply });
		const facts = doorFacts(options);
		const rate = new CommandRate(options.nowMs);
		this.#comments = new CommentInbox({ ...options, facts, rate, reply });
		this.#gone = new GoneIssues(options.api, (verb, input, as) =>
			this.#say(verb, input, as),
		);
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

	/** Something happened that one of the followers deals with. */
	tell(act: (followers: Followers) => void): void {
		act(this.#followers);
		void this.#wake();
	}

	/** Somebody changed what an issue says. */
	textEdited(edit: TextEdit): void {
		this.tell(({ edits }) => edits.add(edit));
	}

	/** Something happened to a pull request. */
	pullChanged(pull: number): void {
		this.tell(({ heads }) => heads.pullChanged(pull));
	}

	/** Something happened to the checks of a commit: plans may go on, and tasks that were merged on it may be done now. */
	checksChanged(sha: string): void {
		if (this.#projector.checksChanged(sha)) void this.#projector.wake();
		this.tell(({ gates, heads }) => {
			gates.checksChanged(sha);
			heads.checksChanged(sha);
		});
	}

	/** Perhaps somebody pressed a button of Baton's check. */
	checkPressed(payload: PressPayload, delivery: string): void {
		this.tell(({ presses }) => presses.add(payload, delivery));
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
		const hasNews = Object.values(this.#followers).some((one) => one.hasNews);
		return (
			hasNews ||
			this.#comments.hasNews ||
			this.#eventsWanted ||
			this.#sweepWanted
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
			const hasLeft = await this.#hearAll(told, sweeps);
			if (hasLeft || this.#owed.waits) this.#retrySoon();
			else this.#failures = 0;
		} catch (error) {
			// Nothing is lost: what was not acknowledged has no receipt, and the next sweep finds it.
			this.#options.onError(error, "a batch of commands has to wait");
			if (this.#options.engine.frozen !== undefined)
				await this.#hearWhileFrozen(told, sweeps);
			for (const follower of Object.values(this.#followers))
				follower.postpone();
			this.#retrySoon();
		}
		void this.#projector.wake();
	}

	/** True when something could not be dealt with now. */
	async #hearAll(
		told: readonly CommentRecord[],
		sweeps: boolean,
	): Promise<boolean> {
		const { engine, nowMs } = this.#options;
		if (sweeps) await this.#projector.sweep();
		if (sweeps) await openBoard(this.#options, (...said) => this.#say(...said));
		const startedMs = nowMs();
		// Before comments, always: the label that makes an issue a task may be told of after the first command on it.
		const events = await this.#events.read();
		const lowestEvent = await this.#events.hear(events);
		await this.#gone.end();
		const since = await engine.inspect(({ board }) => board?.inbox.since);
		const time = { since, before: fromMs(startedMs - MARK_LAG_MS) };
		for (const follower of beforeComments(this.#followers)) {
			if (sweeps) await follower.sweep?.(time);
			await follower.follow({ again: sweeps });
		}
		await this.#comments.hearTold(told);
		if (sweeps) {
			await moveMarks(
				{ events, lowestEvent, startedMs },
				{
					engine,
					comments: this.#comments,
					say: (...said) => this.#say(...said),
				},
			);
			await reap(engine, fromMs(nowMs()), (...said) => this.#say(...said));
		}
		if (sweeps) await this.#followers.gates.sweep();
		await this.#followers.gates.follow();
		if (sweeps && this.#owed.waits) await this.#owed.writeOwed();
		const isWaiting = Object.values(this.#followers).some((one) => one.waits);
		return (
			this.#comments.takeHasLeft() || Number.isFinite(lowestEvent) || isWaiting
		);
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

	async #say(verb: string, input: Saying["input"], as: SaidAs): Promise<void> {
		const { engine, app } = this.#options;
		const [answer] = await engine.perform([
			{ verb, input, actor: app, role: "app", ...as },
		]);
		if (answer?.ok === false)
			this.#options.onRefusal(`${verb}: ${answer.code}, ${answer.message}`);
	}
}
