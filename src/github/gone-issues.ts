import { BOARD_LABEL } from "../core/label-meaning.ts";
import { isOpen } from "../core/status.ts";
import type { Engine } from "../engine/perform.ts";
import type { RepositoryApi } from "./api.ts";
import type { AppSays } from "./app-says.ts";

/** What looking for issues that are gone works with. */
export interface GoneIssuesDoor {
	readonly api: Pick<RepositoryApi, "issue" | "labelledIssues">;
	readonly engine: Pick<Engine, "peek">;
	readonly onError: (error: unknown, what: string) => void;
}

/** So many are looked at in one go; the others have their turn at the next. */
const AT_ONCE = 20;
/** One that cannot be looked at is let go of after so many tries: it is told of again as long as it is missing. */
const MAX_TRIES = 10;

/**
 * Issues that were deleted, moved away or made discussions: nobody can say anything on them any more, so their tasks end. Whoever
 * tells of one may be wrong, and an app that may read no issues sees none: so it counts only while others can be read.
 */
export class GoneIssues {
	readonly #door: GoneIssuesDoor;
	readonly #say: AppSays;
	/** How often each of them could not be looked at. */
	readonly #told = new Map<number, number>();

	constructor(door: GoneIssuesDoor, say: AppSays) {
		this.#door = door;
		this.#say = say;
	}

	/** Somebody told that an issue is gone. */
	add(issue: number): void {
		if (!this.#told.has(issue)) this.#told.set(issue, 0);
	}

	/** Ends the tasks of those that are gone indeed. One that cannot be looked at holds up no other. */
	async end(): Promise<void> {
		for (const issue of [...this.#told.keys()].slice(0, AT_ONCE)) {
			const task = String(issue);
			const isGone = this.#isOpen(task) ? await this.#isGone(issue) : false;
			if (isGone === "unknown") continue;
			if (isGone)
				await this.#say(
					"cancel",
					{ reason: "its issue is gone" },
					{ opId: `g${issue}`, task, ifTask: task },
				);
			this.#told.delete(issue);
		}
	}

	/** One that GitHub does not tell about is looked at again behind the others. */
	async #isGone(issue: number): Promise<boolean | "unknown"> {
		const { api, onError } = this.#door;
		try {
			if ((await api.issue(issue)) !== undefined) return false;
			await this.#assureIssuesAreRead();
			return true;
		} catch (error) {
			const tries = (this.#told.get(issue) ?? 0) + 1;
			this.#told.delete(issue);
			if (tries < MAX_TRIES) this.#told.set(issue, tries);
			onError(
				error,
				`whether issue ${issue} is gone, try ${tries} of ${MAX_TRIES}`,
			);
			return "unknown";
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
