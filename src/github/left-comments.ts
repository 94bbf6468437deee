import type { TaskKey } from "../core/task.ts";
import type { CommentRecord } from "./api.ts";

/** A comment that has to wait; without its body nobody knows what it says. */
export type LeftComment = Pick<CommentRecord, "id" | "issue"> &
	Partial<Pick<CommentRecord, "body">>;

/** What may be the key of a task. */
const WORD = /[a-z0-9-]+/gi;
/** Beyond so many different words any task may be meant. */
const MOST_WORDS = 10_000;

/** Comments that have to wait for the next sweep: what they keep from being done meanwhile, and nothing else. */
export class LeftComments {
	/** The lowest id on each issue. */
	readonly #lowest = new Map<number, number>();
	readonly #words = new Set<string>();
	#mayMeanAny = false;

	/** A sweep begins, which comes to all of them in their order. */
	startOver(): void {
		this.#lowest.clear();
		this.#words.clear();
		this.#mayMeanAny = false;
	}

	add({ id, issue, body }: LeftComment): void {
		this.#lowest.set(issue, Math.min(id, this.#lowest.get(issue) ?? id));
		this.#words.add(String(issue));
		for (const [word] of body?.matchAll(WORD) ?? []) {
			if (this.#words.size >= MOST_WORDS) break;
			this.#words.add(word);
		}
		this.#mayMeanAny ||= body === undefined || this.#words.size >= MOST_WORDS;
	}

	/** True for a comment that was written after one of them on the same issue. */
	isBehind({ id, issue }: LeftComment): boolean {
		return id > (this.#lowest.get(issue) ?? Number.POSITIVE_INFINITY);
	}

	/** True for a task that one of them may be about: it stands on its issue, or names it. */
	mayMean(task: TaskKey): boolean {
		return this.#mayMeanAny || this.#words.has(task);
	}
}
