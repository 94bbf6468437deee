import { fromMs } from "../core/instant.ts";
import type { TaskKey } from "../core/task.ts";
import { type BoardShare, ONLY_PROCESS } from "../engine/board-share.ts";
import type { Finding } from "../verbs/doctor/finding.ts";
import type { CommentRecord } from "./api.ts";
import { type AppSays, appSays } from "./app-says.ts";
import { BoardListener } from "./board-listener.ts";
import { COMMENTING } from "./budget/request-kind.ts";
import { SweepPace } from "./budget/sweep-pace.ts";
import { CommandRate } from "./command-rate.ts";
import { CommentInbox, type ToldComment } from "./comment-inbox.ts";
import { doorFacts } from "./door-facts.ts";
import { EventInbox } from "./event-inbox.ts";
import {
	afterComments,
	beforeComments,
	type Followers,
	makeFollowers,
} from "./followers.ts";
import { GoneIssues } from "./gone-issues.ts";
import { openBoard } from "./open-board.ts";
import { OwedReplies } from "./owed-replies.ts";
import type { PressPayload } from "./presses.ts";
import { Projector } from "./projection/projector.ts";
import type { CardHint } from "./projects/card-hint.ts";
import { makeProjectDoor, type ProjectDoor } from "./projects/project-door.ts";
import { reap } from "./reap.ts";
import type { RepositoryOptions } from "./repository-options.ts";
import { Retry } from "./retry.ts";
import { sweepFollowers } from "./sweep-followers.ts";
import { SweepRound } from "./sweep-round.ts";
import type { TextEdit } from "./text-edits.ts";

export type { RepositoryOptions };

/** While many commands are behind, what they change is shown so often. */
const SHOW_EVERY_MS = 5 * 60_000;

/**
 * Everything that is said in one repository, one batch at a time: events first, so that an issue is on the board before
 * its first command. Webhooks only wake it; what it acts on is read from GitHub, and what a webhook missed the sweep finds.
 */
export class Repository {
	readonly #options: RepositoryOptions;
	readonly #say: AppSays;
	readonly #comments: CommentInbox;
	readonly #events: EventInbox;
	readonly #followers: Followers;
	readonly #gone: GoneIssues;
	#eventsWanted = false;
	#sweepWanted = false;
	#work: Promise<void> | undefined;
	readonly #retry: Retry;
	#isClosed = false;
	readonly #owed: OwedReplies;
	readonly #projector: Projector;
	readonly #project: ProjectDoor | undefined;
	readonly #share: BoardShare;
	readonly #pace: SweepPace;
	readonly #listener: BoardListener;
	#round: SweepRound | undefined;
	#shownMs = 0;

	constructor(options: RepositoryOptions) {
		this.#options = options;
		this.#say = appSays(options);
		const { mayWrite } = options;
		// What this process could not do it looks for itself, whoever leads.
		this.#retry = new Retry({ ...options, act: () => void this.#sweep() });
		this.#owed = new OwedReplies({
			...options,
			...(mayWrite && {
				// What is late leaves room for what is asked just now.
				mayReply: (isLate) =>
					mayWrite(isLate ? "sweep" : "command", COMMENTING),
			}),
		});
		const reply = (issue: number, body: string) =>
			this.#owed.write(
				{ issue, body },
				{
					now: fromMs(options.nowMs()),
					isLate: this.#round !== undefined,
				},
			);
		this.#projector = new Projector({
			...options,
			onUnexplained: () => this.issueEvent(),
			hasHeard: (untilMs) => this.#events.hasHeard(untilMs),
			onGone: (issue) => this.issueGone(issue),
			onUnexplainedEdges: (shown, unexplained) =>
				this.tell(({ edges }) => edges.add(shown, unexplained)),
			onShown: () => void this.#project?.writer.wake(),
		});
		this.#share = options.share ?? ONLY_PROCESS;
		this.#pace = new SweepPace({
			...options,
			sweep: () => void (this.#share.leads() && this.#sweep()),
		});
		const { projects } = options;
		this.#project =
			projects &&
			makeProjectDoor({
				...options,
				projects,
				leads: () => this.#share.leads(),
				putBack: (issue, remark) => this.#projector.putBack(issue, remark),
			});
		this.#listener = new BoardListener({
			...options,
			share: this.#share,
			projector: this.#projector,
			sweep: () => void this.sweep(),
		});
		const gatesAsked = (key: TaskKey) =>
			this.#followers.dispatches.gatesAsked(key);
		this.#followers = makeFollowers({
			...options,
			projector: this.#projector,
			gatesAsked,
			reply,
			cards: this.#project?.inbox,
			openSoon: () => void this.#sweep(),
		});
		const facts = doorFacts({ ...options, gatesAsked });
		const rate = new CommandRate(options.nowMs);
		this.#comments = new CommentInbox({ ...options, facts, rate, reply });
		this.#gone = new GoneIssues(options, this.#say);
		this.#events = new EventInbox({
			...options,
			gatesAsked,
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

	/** Somebody edited the card of an issue in the board's project. */
	cardEdited(hint: CardHint): void {
		this.tell(({ cards }) => cards?.add(hint));
	}

	/** False for a project that is known not to show this board. */
	mayShowIn(project: string): boolean {
		return this.#project?.place.mayBe(project) ?? false;
	}

	/** What keeps the project from showing the board. */
	get findings(): readonly Finding[] {
		return this.#project?.writer.findings ?? [];
	}

	/** Why the config on the default branch is held, if it is. */
	get heldConfig(): string | undefined {
		return this.#followers.configs.held;
	}

	/** Something happened to a pull request. */
	pullChanged(pull: number): void {
		this.tell(({ heads }) => heads.pullChanged(pull));
	}

	/** Something happened to the checks of a commit: plans may go on, and tasks that were merged on it may be done now. */
	checksChanged(sha: string): void {
		this.#listener.heard({ kind: "checks", sha });
		this.tell(({ gates, heads, reviews }) => {
			gates.checksChanged(sha);
			heads.checksChanged(sha);
			reviews.checksChanged(sha);
		});
	}

	/** Perhaps somebody pressed a button of Baton's check. */
	checkPressed(payload: PressPayload, delivery: string): void {
		this.tell(({ presses }) => presses.add(payload, delivery));
	}

	/** A comment was changed or deleted: it may have been the one that tells how the task stands. */
	commentChanged(issue: number): void {
		this.#listener.heard({ kind: "comments", issue });
	}

	/** True for the name of the branch that the board is kept on. */
	isBoard(branch: string): boolean {
		return branch === `baton/${this.#options.board}`;
	}

	/** The board's branch was pushed to, by another process or by hand. */
	boardMoved(head: string): void {
		this.#listener.look({ kind: "moved", head });
	}

	/** An issue was deleted or moved away: nobody can say anything on it any more, so its task ends. */
	issueGone(issue: number): void {
		this.#gone.add(issue);
		this.issueEvent();
	}

	/** Begins to share the board with other processes. Resolves once it is known which of them leads. */
	async open(): Promise<void> {
		await this.#share.open(this.#listener);
	}

	/** Asks for a look at everything said since the last whole sweep, and for leases that ended: of the process that leads. */
	sweep(): Promise<void> {
		const isDue = this.#share.leads() && this.#pace.isDue();
		return isDue ? this.#sweep() : this.#wake();
	}

	#sweep(): Promise<void> {
		this.#sweepWanted = true;
		return this.#wake();
	}

	/** Resolves when nothing is under way, neither commands nor views; what waits for its time does not count. */
	async settled(): Promise<void> {
		await this.#work;
		await this.#projector.settled();
		await this.#project?.writer.settled();
	}

	/** Waits for what is under way, then lets go of the board. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#retry.close();
		this.#pace.close();
		this.#owed.close();
		await this.#work;
		await this.#projector.close();
		await this.#project?.writer.close();
		await this.#listener.close();
		await this.#share.close();
		await this.#options.engine.close();
	}

	get #hasWork(): boolean {
		const hasNews = Object.values(this.#followers).some((one) => one.hasNews);
		return (
			hasNews ||
			this.#comments.hasNews ||
			this.#eventsWanted ||
			this.#sweepWanted ||
			this.#events.hasRest ||
			(this.#round !== undefined && !this.#isClosed)
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
		const begins = this.#sweepWanted && this.#round === undefined;
		const sweeps = begins || this.#round !== undefined;
		const told = this.#comments.takeTold();
		const reads =
			begins ||
			this.#eventsWanted ||
			this.#events.hasRest ||
			this.#hasStrangers(told);
		if (begins) this.#sweepWanted = false;
		this.#eventsWanted = false;
		try {
			const hasLeft = await this.#hearAll(told, { begins, reads });
			if (hasLeft || this.#owed.waits) this.#retry.soon();
			else if (this.#round === undefined) this.#retry.succeeded();
			if (sweeps && this.#round === undefined) this.#listener.swept(true);
		} catch (error) {
			// Nothing is lost: what was not acknowledged has no receipt, and the next sweep finds it.
			this.#options.onError(error, "a batch of commands has to wait");
			this.#round = undefined;
			if (this.#options.engine.frozen !== undefined)
				await this.#hearWhileFrozen(told, sweeps);
			else if (sweeps) this.#listener.swept(false);
			for (const follower of Object.values(this.#followers))
				follower.postpone();
			this.#retry.soon();
		}
		this.#show();
	}

	/** Commands come before views: while many are behind, what changes with each of them is shown now and then. */
	#show(): void {
		const nowMs = this.#options.nowMs();
		if (this.#round && nowMs - this.#shownMs < SHOW_EVERY_MS) return;
		this.#shownMs = nowMs;
		void this.#projector.wake();
	}

	/** True for comments on issues that are no tasks: what makes them one may not have been told of yet. */
	#hasStrangers(told: readonly ToldComment[]): boolean {
		return this.#options.engine.peek((board) =>
			told.some(({ issue }) => board.task(String(issue)) === undefined),
		);
	}

	/** One turn: a bounded number of what is behind, and everything that is new. True when something could not be dealt with now. */
	async #hearAll(
		told: readonly ToldComment[],
		{ begins, reads }: { readonly begins: boolean; readonly reads: boolean },
	): Promise<boolean> {
		if (begins) await this.#beginRound();
		const { engine } = this.#options;
		const round = this.#round;
		// Before comments, always: the label that makes an issue a task may be told of after the first command on it.
		const events = reads ? await this.#events.read() : [];
		const lowestEvent = await this.#events.hear(events);
		round?.heardEvents(events, lowestEvent);
		await this.#gone.end();
		const inbox = await engine.inspect(({ board }) => board?.inbox);
		const comesToComments =
			round !== undefined && !round.isAtComments && !this.#events.hasRest;
		if (comesToComments) round.begin(inbox);
		await sweepFollowers(beforeComments(this.#followers), {
			...{ round, inbox, again: comesToComments },
		});
		await round?.hearComments({
			comments: this.#comments,
			isHeldUp: (issue) => this.#events.isHeldUp(issue),
			say: this.#say,
		});
		const isBehind = round?.isDone === false && inbox !== undefined;
		if (isBehind) await this.#comments.hearToldBehind(told, inbox);
		else await this.#comments.hearTold(told);
		const isLeft = Number.isFinite(lowestEvent);
		const hasLeft = this.#comments.takeHasLeft() || isLeft;
		const isThrough = round?.isDone === true;
		// One of those that were left may be a heartbeat; and whoever leads no more leaves it to the one that does.
		const mayReap = isThrough && this.#share.leads();
		if (mayReap && !hasLeft && !round.hasLeft)
			await reap(engine, fromMs(round.heardUpToMs), this.#say);
		await sweepFollowers(afterComments(this.#followers), {
			...{ round, inbox, again: isThrough },
		});
		if (isThrough) this.#round = undefined;
		if (isThrough) await this.#owed.writeOwed({ again: true });
		const isWaiting = Object.values(this.#followers).some((one) => one.waits);
		return hasLeft || (isThrough && round.hasLeft) || isWaiting;
	}

	async #beginRound(): Promise<void> {
		await this.#projector.sweep();
		this.#project?.writer.sweep();
		await openBoard(this.#options, this.#say);
		this.#round = new SweepRound(this.#options.nowMs());
	}

	/** On a frozen board all has to wait but questions and the recovery; those must not wait behind the rest. */
	async #hearWhileFrozen(
		told: readonly ToldComment[],
		sweeps: boolean,
	): Promise<void> {
		try {
			await this.#comments.hearTold(told);
			const inbox = await this.#options.engine.inspect(
				({ board }) => board?.inbox,
			);
			// The marks stay where they are: what waits is found again.
			if (sweeps && inbox !== undefined) await this.#comments.hearSince(inbox);
		} catch (error) {
			this.#options.onError(error, "comments on a frozen board have to wait");
		}
	}
}
