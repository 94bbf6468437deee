import type { CommentRecord } from "./api.ts";

/** What a sweep of comments works with. */
export interface CommentSweepOptions {
	/** The comments to look at, oldest first. */
	readonly comments: AsyncIterable<CommentRecord>;
	/** Every comment up to this id was dealt with before. */
	readonly below: number;
	/** True for a comment that is old enough that none with a lower id is still on its way. */
	readonly isSettled: (createdAt: string) => boolean;
	/** True for a comment that may be commands nobody heard yet. */
	readonly mayBeNew: (comment: CommentRecord) => boolean;
	/** Hears comments; answers the lowest id that could not be looked into now. */
	readonly hear: (comments: readonly CommentRecord[]) => Promise<number>;
	readonly nowMs: () => number;
}

/** So many comments are heard, or so many looked at, before others have their turn. */
const HEARD_AT_ONCE = 25;
const READ_AT_ONCE = 1_000;

/** One sweep's way through the comments of a repository, a bounded number of them at a time. */
export class CommentSweep {
	readonly #options: CommentSweepOptions;
	readonly #comments: AsyncIterator<CommentRecord>;
	#settled: number;
	#lowestLeft = Number.POSITIVE_INFINITY;
	#isDone = false;
	#readMs: number;

	constructor(options: CommentSweepOptions) {
		this.#options = options;
		this.#comments = options.comments[Symbol.asyncIterator]();
		this.#settled = options.below;
		this.#readMs = options.nowMs();
	}

	/** True once there are no more. */
	get isDone(): boolean {
		return this.#isDone;
	}

	/** When the last of them was read: what was said later is not among them. */
	get readMs(): number {
		return this.#readMs;
	}

	/** True when something could not be looked into. */
	get hasLeft(): boolean {
		return Number.isFinite(this.#lowestLeft);
	}

	/** Every comment up to this id is dealt with by now. */
	get mark(): number {
		return Math.max(
			this.#options.below,
			Math.min(this.#settled, this.#lowestLeft - 1),
		);
	}

	/** Hears the next of them. */
	async next(): Promise<void> {
		const { below, isSettled, mayBeNew, hear, nowMs } = this.#options;
		const batch: CommentRecord[] = [];
		let settled = this.#settled;
		for (let read = 0; read < READ_AT_ONCE; read++) {
			if (batch.length >= HEARD_AT_ONCE) break;
			const { done, value } = await this.#comments.next();
			this.#readMs = nowMs();
			if (done === true) {
				this.#isDone = true;
				break;
			}
			if (value.id <= below) continue;
			if (isSettled(value.createdAt)) settled = Math.max(settled, value.id);
			if (mayBeNew(value)) batch.push(value);
		}
		batch.sort((a, b) => a.id - b.id);
		this.#lowestLeft = Math.min(this.#lowestLeft, await hear(batch));
		this.#settled = settled;
	}
}
