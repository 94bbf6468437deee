import type { Actor } from "../core/actor.ts";
import type { BoardInbox } from "../core/config.ts";
import type { TaskKey } from "../core/task.ts";
import type { CommentRecord } from "./api.ts";
import { CommentSweep } from "./comment-sweep.ts";
import { hearComments } from "./comments.ts";
import type { CommentDoor } from "./hearing.ts";
import { type LeftComment, LeftComments } from "./left-comments.ts";
import { Patience } from "./patience.ts";
import { Recent } from "./recent.ts";

/** What the inbox works with. `app` is the account whose comments are our own. */
export interface CommentInboxOptions extends Omit<CommentDoor, "patience"> {
	readonly app: Actor;
}

/** A comment that a webhook told of. What it says is read from GitHub. */
export type ToldComment = Pick<CommentRecord, "id" | "issue">;

/** How many comments share a push at most. */
const MAX_BATCH = 100;
/** Comments that webhooks told of and that wait; those on top of them are left to the sweep. */
const MOST_TOLD = 2_000;
/** Of one issue so much is looked at in one go; what is more waits for the sweep. */
const MOST_ON_ISSUE = 1_000;
/** Memory of what this process has dealt with; beyond it receipts and op ids answer, only more slowly. */
const REMEMBERED = 10_000;

/** The comments of one repository on their way to being heard, once each by this process. */
export class CommentInbox {
	readonly #options: CommentInboxOptions;
	readonly #heard = new Recent<number>(REMEMBERED);
	readonly #patience: Patience;
	readonly #left = new LeftComments();
	#told: ToldComment[] = [];
	#hasLeft = false;
	#isOverflowing = false;

	constructor(options: CommentInboxOptions) {
		this.#options = options;
		this.#patience = new Patience(options);
	}

	/** True while there are comments that webhooks told of. */
	get hasNews(): boolean {
		return this.#told.length > 0;
	}

	/** True when something could not be looked into since this was asked last; a sweep finds it again. */
	takeHasLeft(): boolean {
		const hadLeft = this.#hasLeft;
		this.#hasLeft = false;
		return hadLeft;
	}

	/** True for a task that something may have been said about that waits for the next sweep. */
	mayHaveLeft(task: TaskKey): boolean {
		return this.#left.mayMean(task);
	}

	/** A webhook told of a comment. */
	add(comment: CommentRecord): void {
		if (!this.#mayBeNew(comment)) return;
		const { id, issue } = comment;
		if (this.#told.length < MOST_TOLD) this.#told.push({ id, issue });
		else this.#overflow(comment);
	}

	/** Takes off what webhooks told of so far, a batch at most. */
	takeTold(): readonly ToldComment[] {
		this.#isOverflowing &&= this.#told.length > MAX_BATCH;
		return this.#told.splice(0, MAX_BATCH);
	}

	/** Hears comments that webhooks told of, as GitHub has them: what a delivery says may be late or wrong. */
	async hearTold(told: readonly ToldComment[]): Promise<void> {
		const news = told
			.filter(({ id }) => !this.#heard.has(id))
			.sort((a, b) => a.id - b.id);
		const read = await Promise.all(news.map((one) => this.#read(one)));
		// GitHub may tell of a comment before it shows it: the next sweep finds it then.
		this.#leave(news.filter((_, index) => read[index] === undefined));
		const found = read.filter((comment) => comment !== undefined);
		await this.#hear(found.filter((comment) => isAsTold(comment, news)));
	}

	/**
	 * Hears comments that webhooks told of while a sweep still has older ones to come: of each of their issues everything since
	 * the marks, so that nothing that was said first is heard last.
	 */
	async hearToldBehind(
		told: readonly ToldComment[],
		inbox: BoardInbox,
	): Promise<void> {
		const news = told.filter(({ id }) => !this.#heard.has(id));
		for (const issue of new Set(news.map((one) => one.issue))) {
			const ofIssue = news.filter((one) => one.issue === issue);
			const listed = await this.#listIssue(issue, inbox).catch((error) => {
				this.#options.onError(error, `comments on issue ${issue}`);
				this.#leave(ofIssue);
				return undefined;
			});
			if (listed === undefined) continue;
			// What is older than the marks comes in no sweep.
			await this.hearTold(ofIssue.filter((one) => isPassedOver(one, listed)));
			const onIssue = listed.filter(({ id }) => id > inbox.below.comment);
			for (let from = 0; from < onIssue.length; from += MAX_BATCH)
				await this.#hear(onIssue.slice(from, from + MAX_BATCH));
		}
	}

	/**
	 * Begins to go through everything written since the last whole sweep. What is said on an issue that is held up cannot be
	 * looked into: whether it is a task is not known yet.
	 */
	sweep(
		{ since, below }: BoardInbox,
		{
			isSettled,
			isHeldUp,
		}: {
			readonly isSettled: (createdAt: string) => boolean;
			readonly isHeldUp: (issue: number) => boolean;
		},
	): CommentSweep {
		this.#left.startOver();
		return new CommentSweep({
			comments: this.#options.api.comments(since),
			below: below.comment,
			isSettled,
			mayBeNew: (comment) => this.#mayBeNew(comment),
			hear: async (comments) => {
				const held = comments.filter(({ issue }) => isHeldUp(issue));
				const lowestHeld = this.#leave(held);
				const lowestLeft = await this.#hear(
					comments.filter((comment) => !held.includes(comment)),
				);
				return Math.min(lowestHeld, lowestLeft);
			},
			nowMs: this.#options.nowMs,
		});
	}

	/**
	 * Hears everything written since the last whole sweep, to the end: what has to wait keeps nothing behind it from its turn. Throws
	 * at the end where a whole batch had to wait.
	 */
	async hearSince(inbox: BoardInbox): Promise<void> {
		const never = () => false;
		const all = this.sweep(inbox, { isSettled: never, isHeldUp: never });
		let waiting: { readonly error: unknown } | undefined;
		while (!all.isDone)
			await all.next().catch((error: unknown) => {
				waiting = { error };
			});
		if (waiting !== undefined) throw waiting.error;
	}

	/** A comment as it is now; nothing where GitHub does not tell. */
	#read({ id }: ToldComment): Promise<CommentRecord | undefined> {
		const { api, onError } = this.#options;
		return api.comment(id).catch((error: unknown) => {
			onError(error, `comment ${id}`);
			return undefined;
		});
	}

	/** What was written on an issue since the marks, oldest first. */
	async #listIssue(
		issue: number,
		{ since }: BoardInbox,
	): Promise<readonly CommentRecord[]> {
		const found: CommentRecord[] = [];
		for await (const comment of this.#options.api.commentsOf(issue, since)) {
			found.push(comment);
			if (found.length === MOST_ON_ISSUE) break;
		}
		return found.sort((a, b) => a.id - b.id);
	}

	/** Answers the lowest id that could not be looked into now. */
	async #hear(comments: readonly CommentRecord[]): Promise<number> {
		const unheard = comments.filter(
			(comment, index) =>
				this.#mayBeNew(comment) &&
				comments.findIndex(({ id }) => id === comment.id) === index,
		);
		// On a frozen board its recovery may stand behind what waits.
		const isFrozen = this.#options.engine.frozen !== undefined;
		const isBehind = (comment: CommentRecord) =>
			!isFrozen && this.#left.isBehind(comment);
		const behind = unheard.filter(isBehind);
		const ready = unheard.filter((comment) => !isBehind(comment));
		const door = { ...this.#options, patience: this.#patience };
		try {
			const { answered, left } = await hearComments(ready, door);
			for (const { id } of answered) this.#heard.add(id);
			return this.#leave([...behind, ...left]);
		} catch (error) {
			this.#leave(unheard);
			throw error;
		}
	}

	/** Leaves comments for the next sweep. Answers the lowest id. */
	#leave(left: readonly LeftComment[]): number {
		for (const comment of left) this.#left.add(comment);
		this.#hasLeft ||= left.length > 0;
		return Math.min(Number.POSITIVE_INFINITY, ...left.map(({ id }) => id));
	}

	/** Said once until there is room again. */
	#overflow(comment: CommentRecord): void {
		this.#leave([comment]);
		if (this.#isOverflowing) return;
		this.#isOverflowing = true;
		this.#options.onError(
			new Error(`${MOST_TOLD} comments wait to be heard`),
			"what webhooks tell beyond that is left to the sweep",
		);
	}

	#mayBeNew({
		id,
		author,
		body,
	}: Pick<CommentRecord, "id" | "author" | "body">): boolean {
		return (
			author.login !== this.#options.app.login &&
			!this.#heard.has(id) &&
			/^\ufeff? {0,3}\//m.test(body)
		);
	}
}

/** False for a comment that is on another issue than the webhook said: it went elsewhere with its issue, or never was here. */
function isAsTold(
	{ id, issue }: CommentRecord,
	told: readonly ToldComment[],
): boolean {
	return told.some((one) => one.id === id && one.issue === issue);
}

/** True for a comment that is not among those listed of its issue, and comes not after the last of them where there are more. */
function isPassedOver(
	{ id }: ToldComment,
	listed: readonly CommentRecord[],
): boolean {
	const last = listed[MOST_ON_ISSUE - 1]?.id ?? Number.POSITIVE_INFINITY;
	return id <= last && !listed.some((one) => one.id === id);
}
