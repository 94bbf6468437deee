import { type Later, within } from "../within.ts";

/** A door waits so long for the one before it: what that still asks of GitHub may have to wait for an hour. */
const CLOSED_WITHIN_MS = 10_000;

/** Doors that are being closed, by repository. There are never two open of one: they share what is on disk. */
export class LeavingDoors {
	readonly #later: Later;
	readonly #leaving = new Map<number, Promise<unknown>>();

	constructor(later: Later) {
		this.#later = later;
	}

	/** Waits for a door's closing, which never fails, besides those of the same repository before it. */
	add(id: number, closed: Promise<void>): void {
		const leaving = Promise.all([this.#leaving.get(id), closed]).finally(() => {
			if (this.#leaving.get(id) === leaving) this.#leaving.delete(id);
		});
		this.#leaving.set(id, leaving);
	}

	has(id: number): boolean {
		return this.#leaving.has(id);
	}

	/** Resolves when no door of a repository is being closed. Throws when that takes too long. */
	async left(id: number): Promise<void> {
		const leaving = this.#leaving.get(id);
		if (leaving !== undefined) await this.#inTime(leaving);
	}

	/** Resolves when all of them are closed, or have had time enough for it. */
	async mostlyLeft(): Promise<void> {
		if (this.#leaving.size > 0)
			await this.#inTime(this.allLeft()).catch(() => undefined);
	}

	/** Resolves when all of them are closed. */
	async allLeft(): Promise<void> {
		await Promise.all(this.#leaving.values());
	}

	#inTime(leaving: Promise<unknown>): Promise<unknown> {
		return within(leaving, {
			ms: CLOSED_WITHIN_MS,
			later: this.#later,
			otherwise: "its last door is not closed yet",
		});
	}
}
