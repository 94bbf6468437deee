import type { RepositoryApi } from "./api.ts";
import type { Follower, SweptTime } from "./follower.ts";
import { HintQueue } from "./hint-queue.ts";
import {
	type EditDoor,
	hearTextEdit,
	noticeText,
	type TextEdit,
} from "./text-edits.ts";

/** What the inbox works with. */
export interface EditInboxOptions extends EditDoor {
	readonly api: Pick<RepositoryApi, "role" | "issue" | "changedIssues">;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** Edits of issues' texts on their way to the board. A webhook alone tells who made one, so it is kept until it was heard. */
export class EditInbox implements Follower {
	readonly #options: EditInboxOptions;
	readonly #queue: HintQueue<TextEdit>;

	constructor(options: EditInboxOptions) {
		this.#options = options;
		const { nowMs, onError } = options;
		this.#queue = new HintQueue({
			nowMs,
			onError: (error, { issue }) =>
				onError(error, `an edit of issue ${issue}`),
		});
	}

	get hasNews(): boolean {
		return this.#queue.hasNews;
	}

	get waits(): boolean {
		return this.#queue.waits;
	}

	/** A webhook told of an edit. */
	add(edit: TextEdit): void {
		this.#queue.add(edit, edit.delivery);
	}

	postpone(): void {
		this.#queue.postpone();
	}

	follow(turn: { readonly again: boolean }): Promise<void> {
		return this.#queue.hear(turn, (edit) => hearTextEdit(edit, this.#options));
	}

	/** Looks at the issues that were changed, for edits that nobody told of. */
	async sweep({ since, before }: SweptTime): Promise<void> {
		if (since === undefined) return;
		const beforeMs = Date.parse(before);
		const told = new Set(this.#queue.waiting.map(({ issue }) => issue));
		for await (const issue of this.#options.api.changedIssues(since))
			if (Date.parse(issue.updatedAt) < beforeMs && !told.has(issue.number))
				await noticeText(issue, this.#options);
	}
}
