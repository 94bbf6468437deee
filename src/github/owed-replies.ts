import type { Instant } from "../core/instant.ts";
import { addMs } from "../core/instant.ts";
import type { RepositoryApi } from "./api.ts";
import { COMMENTING } from "./budget/request-kind.ts";
import { isFinal } from "./final-error.ts";
import type { WritesBudget } from "./projection/shedding.ts";
import { COMMENT_LENGTH } from "./replies.ts";

/** What replies are written with. */
export interface OwedRepliesOptions extends WritesBudget {
	readonly api: Pick<RepositoryApi, "reply" | "hasReply">;
	/** Acts after a while unless the returned function is called first. */
	readonly later: (ms: number, act: () => void) => () => void;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** How many replies wait at most for GitHub to take them, and how often each is tried; the oldest give way. */
const MOST = 1_000;
const MAX_TRIES = 10;
/** Our clock and GitHub's may differ by so much; a reply that was taken after all is looked for that far back. */
const CLOCKS_DIFFER_MS = 2 * 60_000;

interface Owed {
	readonly issue: number;
	readonly body: string;
	readonly since: Instant;
	/** 0: there was no room for it yet. */
	readonly tries: number;
}

/**
 * Replies, written once each, as many as there is room for: nothing that is carried out waits for them. What waits for room goes
 * into one comment for each issue. One that GitHub would not take is tried again later, after a look whether it was taken after
 * all: a server may fail after the effect. What can never be taken is dropped and told of.
 */
export class OwedReplies {
	readonly #options: OwedRepliesOptions;
	#owed: Owed[] = [];
	#cancel: (() => void) | undefined;

	constructor(options: OwedRepliesOptions) {
		this.#options = options;
	}

	/** True while replies wait that GitHub would not take. */
	get waits(): boolean {
		return this.#owed.some(({ tries }) => tries > 0);
	}

	/** Writes a reply, or keeps it for later. `now` is when it was first tried; `isLate` if it was not asked for just now. */
	async write(
		{ issue, body }: Pick<Owed, "issue" | "body">,
		{ now, isLate }: { readonly now: Instant; readonly isLate: boolean },
	): Promise<void> {
		const owed = { issue, body, since: addMs(now, -CLOCKS_DIFFER_MS) };
		if (!this.#hasRoom(isLate)) {
			this.#keepForRoom({ ...owed, tries: 0 });
			return;
		}
		try {
			await this.#options.api.reply(issue, body);
		} catch (error) {
			this.#keep({ ...owed, tries: 1 }, error);
		}
	}

	/** Writes what waits, as far as there is room. With `again` also what GitHub would not take. */
	async writeOwed({ again }: { readonly again: boolean }): Promise<void> {
		const { api } = this.#options;
		for (const owed of [...this.#owed]) {
			// Somebody else may be writing what waits as well.
			if (!this.#owed.includes(owed) || (owed.tries > 0 && !again)) continue;
			if (!this.#hasRoom(true)) return;
			this.#owed = this.#owed.filter((one) => one !== owed);
			const { issue, body, since, tries } = owed;
			try {
				const marker = body.split("\n", 1)[0] ?? "";
				if (tries === 0 || !(await api.hasReply(issue, marker, since)))
					await api.reply(issue, body);
			} catch (error) {
				this.#keep({ ...owed, tries: tries + 1 }, error);
			}
		}
	}

	close(): void {
		this.#cancel?.();
	}

	/** Without room somebody is called when there is some. What is late leaves room for what is asked just now. */
	#hasRoom(isLate: boolean): boolean {
		const { mayWrite, nowMs, later } = this.#options;
		const may = mayWrite?.(isLate ? "sweep" : "command", COMMENTING) ?? "now";
		if (may === "now") return true;
		this.#cancel ??= later(Math.max(1, may.atMs - nowMs()), () => {
			this.#cancel = undefined;
			void this.writeOwed({ again: false });
		});
		return false;
	}

	#keepForRoom(owed: Owed): void {
		const index = this.#owed.findIndex(
			({ issue, tries, body }) =>
				issue === owed.issue &&
				tries === 0 &&
				body.length + owed.body.length + 2 <= COMMENT_LENGTH,
		);
		const same = this.#owed[index];
		if (same === undefined) this.#add(owed);
		else this.#owed[index] = { ...same, body: `${same.body}\n\n${owed.body}` };
	}

	#keep(owed: Owed, error: unknown): void {
		const isHopeless = isFinal(error) || owed.tries > MAX_TRIES;
		this.#options.onError(
			error,
			`${isHopeless ? "dropped a" : "a"} reply on issue ${owed.issue}`,
		);
		if (!isHopeless) this.#add(owed);
	}

	#add(owed: Owed): void {
		this.#owed.push(owed);
		if (this.#owed.length <= MOST) return;
		const dropped = this.#owed.shift();
		this.#options.onError(
			new Error(`more than ${MOST} replies wait`),
			`dropped a reply on issue ${dropped?.issue}`,
		);
	}
}
