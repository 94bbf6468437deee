import type { Instant } from "../core/instant.ts";
import { addMs } from "../core/instant.ts";
import type { RepositoryApi } from "./api.ts";
import { isFinal } from "./final-error.ts";

/** How many replies wait at most for GitHub to take them, and how often each is tried; the oldest give way. */
const MOST = 1_000;
const MAX_TRIES = 10;
/** Our clock and GitHub's may differ by so much; a reply that was taken after all is looked for that far back. */
const CLOCKS_DIFFER_MS = 2 * 60_000;

interface Owed {
	readonly issue: number;
	readonly body: string;
	readonly since: Instant;
	readonly tries: number;
}

/**
 * Replies, written once each. One that GitHub would not take is tried again later, after a look whether it was taken after
 * all: a server may fail after the effect. What can never be taken is dropped and told of.
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
	async write(issue: number, body: string, now: Instant): Promise<void> {
		try {
			await this.#api.reply(issue, body);
		} catch (error) {
			this.#keep(
				{ issue, body, since: addMs(now, -CLOCKS_DIFFER_MS), tries: 1 },
				error,
			);
		}
	}

	/** Tries everything that waits once more. */
	async writeOwed(): Promise<void> {
		for (const owed of this.#owed.splice(0)) {
			try {
				const marker = owed.body.split("\n", 1)[0] ?? "";
				if (!(await this.#api.hasReply(owed.issue, marker, owed.since)))
					await this.#api.reply(owed.issue, owed.body);
			} catch (error) {
				this.#keep({ ...owed, tries: owed.tries + 1 }, error);
			}
		}
	}

	#keep(owed: Owed, error: unknown): void {
		const isHopeless = isFinal(error) || owed.tries > MAX_TRIES;
		this.#onError(
			error,
			`${isHopeless ? "dropped a" : "a"} reply on issue ${owed.issue}`,
		);
		if (!isHopeless) this.#owed = [...this.#owed, owed].slice(-MOST);
	}
}
