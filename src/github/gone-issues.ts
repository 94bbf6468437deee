import type { RepositoryApi } from "./api.ts";
import type { AppSays } from "./app-says.ts";

/** Issues that were deleted or moved away: nobody can say anything on them any more, so their tasks end. */
export class GoneIssues {
	readonly #api: Pick<RepositoryApi, "issue">;
	readonly #say: AppSays;
	readonly #told = new Set<number>();

	constructor(api: Pick<RepositoryApi, "issue">, say: AppSays) {
		this.#api = api;
		this.#say = say;
	}

	/** Somebody told that an issue is gone. */
	add(issue: number): void {
		this.#told.add(issue);
	}

	/** Ends the tasks of those that are gone indeed. */
	async end(): Promise<void> {
		for (const issue of [...this.#told]) {
			const task = String(issue);
			if ((await this.#api.issue(issue)) === undefined)
				await this.#say(
					"cancel",
					{ reason: "its issue is gone" },
					{ opId: `g${issue}`, task, ifTask: task },
				);
			this.#told.delete(issue);
		}
	}
}
