import type { RepositoryApi } from "./api.ts";
import { Recent } from "./recent.ts";
import {
	type EditDoor,
	hearTextEdit,
	noticeText,
	type TextEdit,
} from "./text-edits.ts";

/** What the inbox works with. */
export interface EditInboxOptions extends EditDoor {
	readonly api: Pick<RepositoryApi, "role" | "issue" | "changedIssues">;
	readonly onError: (error: unknown, what: string) => void;
}

/** Edits that wait at most, how often one is tried, and how many deliveries are remembered. */
const MOST = 1_000;
const MAX_TRIES = 10;
const REMEMBERED = 1_000;

/** Edits of issues' texts on their way to the board. A webhook alone tells who made one, so it is kept until it was heard. */
export class EditInbox {
	readonly #options: EditInboxOptions;
	readonly #delivered = new Recent<string>(REMEMBERED);
	#fresh: { edit: TextEdit; tries: number }[] = [];
	#left: { edit: TextEdit; tries: number }[] = [];

	constructor(options: EditInboxOptions) {
		this.#options = options;
	}

	get hasNews(): boolean {
		return this.#fresh.length > 0;
	}

	/** True while there are edits that could not be dealt with yet. */
	get waits(): boolean {
		return this.#left.length > 0;
	}

	/** A webhook told of an edit. */
	add(edit: TextEdit): void {
		if (this.#delivered.has(edit.delivery) || this.#fresh.length >= MOST)
			return;
		this.#delivered.add(edit.delivery);
		this.#fresh.push({ edit, tries: 0 });
	}

	/** Leaves what is new for the next sweep. */
	postpone(): void {
		this.#left = [...this.#left, ...this.#fresh.splice(0)].slice(-MOST);
	}

	/** Deals with what is new and, when asked to, with what was left. */
	async hear({ again }: { again: boolean }): Promise<void> {
		const waiting = [...(again ? this.#left.splice(0) : []), ...this.#fresh];
		this.#fresh = [];
		for (const { edit, tries } of waiting) {
			try {
				await hearTextEdit(edit, this.#options);
			} catch (error) {
				this.#options.onError(error, `an edit of issue ${edit.issue}`);
				if (tries < MAX_TRIES) this.#left.push({ edit, tries: tries + 1 });
			}
		}
	}

	/**
	 * Looks at the issues that were changed since a time, for edits that nobody told of. Those changed after `before` wait for the
	 * next sweep: their webhooks may be on the way. Throws when GitHub or the board cannot be asked.
	 */
	async sweep(since: string, before: string): Promise<void> {
		const beforeMs = Date.parse(before);
		const told = new Set(this.#left.map(({ edit }) => edit.issue));
		for await (const issue of this.#options.api.changedIssues(since))
			if (Date.parse(issue.updatedAt) < beforeMs && !told.has(issue.number))
				await noticeText(issue, this.#options);
	}
}
