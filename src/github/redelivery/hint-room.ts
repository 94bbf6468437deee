/** What waiting hints are kept with. */
export interface HintRoomOptions {
	readonly nowMs: () => number;
	/** Called once for each repository that there is no room for, until there is. */
	readonly onFull: () => void;
	readonly onError: (error: unknown, what: string) => void;
}

/** Hints that may wait at once for a repository to be opened; those of open ones have queues of their own. */
const MOST = 2_000;
/** What one repository may take of them, and once it did not open: for days it must not turn away the others. */
const MOST_OF_ONE = 1_500;
const MOST_OF_FAILING = 500;
const KEPT_MS = 7 * 86_400_000;

interface Waiting {
	readonly hint: () => Promise<void>;
	readonly repository: number;
	readonly sinceMs: number;
}

/**
 * Where webhooks wait until the repository is open that they are about: as many as there is room for, and across failures, for
 * some of what they tell nothing else does.
 */
export class HintRoom {
	readonly #options: HintRoomOptions;
	/** Everything that is not dealt with, and of that what waits to be tried again. */
	readonly #waiting = new Set<Waiting>();
	#left: Waiting[] = [];
	/** Repositories that there was no room for, until something of theirs is dealt with. */
	readonly #turnedAway = new Set<number>();

	constructor(options: HintRoomOptions) {
		this.#options = options;
	}

	/** Deals with a hint without being waited for. Throws `NO_ROOM` when too many wait: then GitHub has to ask again. */
	take(repository: number, hint: () => Promise<void>): void {
		const { nowMs, onFull } = this.#options;
		if (!this.#hasRoom(repository)) {
			if (!this.#turnedAway.has(repository)) onFull();
			this.#turnedAway.add(repository);
			throw Object.assign(new Error("too many webhooks wait already"), {
				code: "NO_ROOM",
			});
		}
		const one = { hint, repository, sinceMs: nowMs() };
		this.#waiting.add(one);
		void this.#deal(one);
	}

	/** Tries what could not be dealt with once more; of a repository that still does not open only the first. */
	async again(): Promise<void> {
		const failed = new Set<number>();
		for (const one of this.#left.splice(0))
			if (failed.has(one.repository)) this.#leave(one);
			else if (!(await this.#deal(one))) failed.add(one.repository);
	}

	#hasRoom(repository: number): boolean {
		const isItsOwn = (one: Waiting) => one.repository === repository;
		const itsOwn = [...this.#waiting].filter(isItsOwn).length;
		const hasFailed = this.#left.some(isItsOwn);
		const most = hasFailed ? MOST_OF_FAILING : MOST_OF_ONE;
		return this.#waiting.size < MOST && itsOwn < most;
	}

	/** False when it has to wait. */
	async #deal(one: Waiting): Promise<boolean> {
		try {
			await one.hint();
		} catch (error) {
			this.#options.onError(error, "a webhook has to wait for a sweep");
			this.#leave(one);
			return false;
		}
		this.#waiting.delete(one);
		this.#turnedAway.delete(one.repository);
		return true;
	}

	#leave(one: Waiting): void {
		const { nowMs, onError } = this.#options;
		if (nowMs() - one.sinceMs <= KEPT_MS) {
			this.#left.push(one);
			return;
		}
		this.#waiting.delete(one);
		onError(new Error("it waited for a week"), "a webhook is let go");
	}
}

/** True when a webhook was turned away because there is no room for it. */
export function isNoRoom(error: unknown): boolean {
	const { code, errors } = Object(error) as {
		code?: unknown;
		errors?: readonly unknown[];
	};
	return code === "NO_ROOM" || errors?.some(isNoRoom) === true;
}
