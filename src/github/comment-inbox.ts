import type { Actor } from "../core/actor.ts";
import type { BoardInbox } from "../core/config.ts";
import type { CommentRecord } from "./api.ts";
import { hearComments } from "./comments.ts";
import type { CommentDoor } from "./hearing.ts";
import { Recent } from "./recent.ts";

/** What the inbox works with. `app` is the account whose comments are our own. */
export interface CommentInboxOptions extends CommentDoor {
	readonly app: Actor;
}

/** How many comments share a push at most. */
const MAX_BATCH = 100;
/** Memory of what this process has dealt with; beyond it receipts and op ids answer, only more slowly. */
const REMEMBERED = 10_000;

/** The comments of one repository on their way to being heard, once each by this process. */
export class CommentInbox {
	readonly #options: CommentInboxOptions;
	readonly #heard = new Recent<number>(REMEMBERED);
	#told: CommentRecord[] = [];
	#hasLeft = false;

	constructor(options: CommentInboxOptions) {
		this.#options = options;
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

	/** A webhook told of a comment. */
	add(comment: CommentRecord): void {
		this.#told.push(comment);
	}

	/** Takes off what webhooks told of so far, a batch at most. */
	takeTold(): readonly CommentRecord[] {
		return this.#told.splice(0, MAX_BATCH);
	}

	/** Hears comments that webhooks told of, as GitHub has them: what a delivery says may be late or wrong. */
	async hearTold(told: readonly CommentRecord[]): Promise<void> {
		const { api, onError } = this.#options;
		const news = told.filter((comment) => this.#mayBeNew(comment));
		const read = await Promise.all(
			news.map(({ id }) =>
				api.comment(id).catch((error) => onError(error, `comment ${id}`)),
			),
		);
		const found = read.filter((comment) => comment !== undefined);
		// GitHub may tell of a comment before it shows it: the next sweep finds it then.
		this.#hasLeft ||= found.length < news.length;
		await this.#hear(found);
	}

	/**
	 * Hears everything written since the last whole sweep. Answers the highest id that is settled, and the lowest that could not
	 * be looked into now: the marks must stay below it.
	 */
	async sweep(
		inbox: BoardInbox,
		isSettled: (createdAt: string) => boolean,
	): Promise<{ readonly settled: number; readonly lowestLeft: number }> {
		let settled = inbox.below.comment;
		let lowestLeft = Number.POSITIVE_INFINITY;
		let batch: CommentRecord[] = [];
		for await (const comment of this.#options.api.comments(inbox.since)) {
			if (comment.id <= inbox.below.comment) continue;
			if (isSettled(comment.createdAt)) settled = Math.max(settled, comment.id);
			batch.push(comment);
			if (batch.length < MAX_BATCH) continue;
			lowestLeft = Math.min(lowestLeft, await this.#hear(batch));
			batch = [];
		}
		lowestLeft = Math.min(lowestLeft, await this.#hear(batch));
		return { settled, lowestLeft };
	}

	/** Answers the lowest id that could not be looked into now. */
	async #hear(comments: readonly CommentRecord[]): Promise<number> {
		const unheard = comments.filter(
			(comment, index) =>
				this.#mayBeNew(comment) &&
				comments.findIndex(({ id }) => id === comment.id) === index,
		);
		const { answered, left } = await hearComments(unheard, this.#options);
		for (const { id } of answered) this.#heard.add(id);
		this.#hasLeft ||= left.length > 0;
		return Math.min(Number.POSITIVE_INFINITY, ...left.map(({ id }) => id));
	}

	#mayBeNew({ id, author, body }: CommentRecord): boolean {
		return (
			author.login !== this.#options.app.login &&
			!this.#heard.has(id) &&
			/^\ufeff? {0,3}\//m.test(body)
		);
	}
}
