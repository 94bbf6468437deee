import { isUnreachable } from "../../engine/failure-refusal.ts";
import type { InstalledRepository } from "../installation.ts";
import type { Survey } from "./survey.ts";

/**
 * What a repository that is not open may be: one that the App does not work for, or one that could not be looked at or opened yet.
 * The one is an answer, the other is none.
 */
export class Unreached {
	readonly #failed = new Map<number, InstalledRepository>();
	#hasLooked = false;

	/** A look has found out where the App is installed. What failed to open where it works no more is not there. */
	listed({ repositories }: Survey): void {
		const ids = new Set(
			repositories.flatMap(({ id, letBe }) => (letBe === undefined ? id : [])),
		);
		for (const id of this.#failed.keys())
			if (!ids.has(id)) this.#failed.delete(id);
	}

	/** Everything that a look has listed was opened, or failed to open. */
	looked({ unknown }: Survey): void {
		this.#hasLooked ||= unknown.size === 0;
	}

	opened({ id }: InstalledRepository): void {
		this.#failed.delete(id);
	}

	/** Remembers it where it was GitHub, or the branch, that did not answer. */
	failed(at: InstalledRepository, error: unknown): void {
		if (isUnreachable(error)) this.#failed.set(at.id, at);
	}

	/** Throws `STORE_UNAVAILABLE` where a repository may be there after all. */
	check(isMeant: (at: InstalledRepository) => boolean): void {
		if (this.#hasLooked && ![...this.#failed.values()].some(isMeant)) return;
		throw Object.assign(
			new Error("the repository was not opened yet, or could not be"),
			{ code: "STORE_UNAVAILABLE" },
		);
	}
}
