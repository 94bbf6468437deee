import { isOpen } from "../core/status.ts";
import type { Engine } from "../engine/perform.ts";
import type { RepositoryApi } from "./api.ts";
import type { AppSays } from "./app-says.ts";
import { BOARD_LABEL } from "./projection/board-labels.ts";

/** What looking for issues that are gone works with. */
export interface GoneIssuesDoor {
	readonly api: Pick<RepositoryApi, "issue" | "labelledIssues">;
	readonly engine: Pick<Engine, "peek">;
}

/** So many are looked at in one go; the others have their turn at the next. */
const AT_ONCE = 20;

/**
 * Issues that were deleted, moved away or made discussions: nobody can say anything on them any more, so their tasks end. Whoever
 * tells of one may be wrong, and an app that may read no issues sees none: so it counts only while others can be read.
 */
export class GoneIssues {
	readonly #door: GoneIssuesDoor;
	readonly #say: AppSays;
	readonly #told = new Set<number>();

	constructor(door: GoneIssuesDoor, say: AppSays) {
		this.#door = door;
		this.#say = say;
	}

	/** Somebody told that an issue is gone. */
	add(issue: number): void {
		this.#told.add(issue);
	}

	/** Ends the tasks of those that are gone indeed. */
	async end(): Promise<void> {
		const { api } = this.#door;
		for (const issue of [...this.#told].slice(0, AT_ONCE)) {
			const task = String(issue);
			if (this.#isOpen(task) && (await api.issue(issue)) === undefined) {
				await this.#assureIssuesAreRead();
				await this.#say(
					"cancel",
					{ reason: "its issue is gone" },
					{ opId: `g${issue}`, task, ifTask: task },
				);
			}
			this.#told.delete(issue);
		}
	}

	#isOpen(key: string): boolean {
		return this.#door.engine.peek((board) => {
			const task = board.task(key);
			return task !== undefined && isOpen(task.status);
		});
	}

	/** Throws where the list of issues cannot be read: then one that is missing there says nothing. */
	async #assureIssuesAreRead(): Promise<void> {
		for await (const _one of this.#door.api.labelledIssues(BOARD_LABEL)) return;
	}
}
