import type { RepositoryApi } from "./api.ts";

/** How many replies wait at most for GitHub to take them; the oldest give way. */
const MOST = 1_000;

interface Owed {
	readonly issue: number;
	readonly body: string;
	readonly since: string;
}

/**
 * Replies, written once each. One that GitHub would not take is tried again later, after a look whether it was taken after
 * all: a server may fail after the effect.
 */
export class OwedReplies {
	readonly #api: RepositoryApi;
	readonly #onError: (error: unknown, what: string) => void;
	#owed: Owed[] = [];

	constructor(
		api: RepositoryApi,
		onError: (error: unknown, what: string) => void,
	) {
		this.#api = api;
		this.#onError = onError;
	}

	/** True while replies wait. */
	get waits(): boolean {
		return this.#owed.length > 0;
	}

	/** Writes a reply, or keeps it for later. `now` is the time it was first tried. */
	async write(issue: number, body: string, now: string): Promise<void> {
		try {
			await this.#api.reply(issue, body);
		} catch (error) {
			this.#onError(error, `reply on issue ${issue}`);
			this.#owed = [...this.#owed, { issue, body, since: now }].slice(-MOST);
		}
	}

	/** Tries everything that waits once more. */
	async writeOwed(): Promise<void> {
		const waiting = this.#owed;
		this.#owed = [];
		for (const owed of waiting) {
			try {
				const marker = owed.body.split("\n", 1)[0] ?? "";
				if (!(await this.#api.hasReply(owed.issue, marker, owed.since)))
					await this.#api.reply(owed.issue, owed.body);
			} catch (error) {
				this.#onError(error, `reply on issue ${owed.issue}`);
				this.#owed.push(owed);
			}
		}
	}
}
