/** What waiting hints are kept with. */
export interface HintRoomOptions {
	/** Called once each time that it fills up. */
	readonly onFull: () => void;
	readonly onError: (error: unknown, what: string) => void;
}

/** Hints that may wait at once for a repository to be opened; those of open ones have queues of their own. */
const MOST = 2_000;
const MAX_TRIES = 10;

interface Left {
	readonly hint: () => Promise<void>;
	readonly tries: number;
}

/**
 * Where webhooks wait until the repository is open that they are about: as many as there is room for, and across failures, for
 * some of what they tell nothing else does.
 */
export class HintRoom {
	readonly #options: HintRoomOptions;
	#waiting = 0;
	#left: Left[] = [];
	#isFull = false;

	constructor(options: HintRoomOptions) {
		this.#options = options;
	}

	/** Deals with a hint without being waited for. Throws `NO_ROOM` when too many wait: then GitHub has to ask again. */
	take(hint: () => Promise<void>): void {
		if (this.#waiting + this.#left.length >= MOST) {
			if (!this.#isFull) this.#options.onFull();
			this.#isFull = true;
			throw Object.assign(new Error(`${MOST} webhooks wait already`), {
				code: "NO_ROOM",
			});
		}
		void this.#deal({ hint, tries: 1 });
	}

	/** Tries what could not be dealt with once more. */
	async again(): Promise<void> {
		for (const left of this.#left.splice(0))
			await this.#deal({ ...left, tries: left.tries + 1 });
	}

	async #deal({ hint, tries }: Left): Promise<void> {
		this.#waiting += 1;
		try {
			await hint();
		} catch (error) {
			this.#options.onError(error, "a webhook has to wait for a sweep");
			if (tries < MAX_TRIES) this.#left.push({ hint, tries });
		} finally {
			this.#waiting -= 1;
			this.#isFull &&= this.#waiting + this.#left.length > MOST / 2;
		}
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
