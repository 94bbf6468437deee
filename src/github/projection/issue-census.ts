import type { BoardReader } from "../../core/board.ts";
import { toMs } from "../../core/instant.ts";
import { BOARD_LABEL } from "../../core/label-meaning.ts";
import { isOpen } from "../../core/status.ts";
import type { Task, TaskKey } from "../../core/task.ts";
import type { Engine } from "../../engine/perform.ts";
import type { IssueRecord, RepositoryApi } from "../api.ts";
import { seemsShown } from "./seems-shown.ts";

/** What a census works with. */
export interface CensusOptions {
	readonly api: Pick<RepositoryApi, "labelledIssues">;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** Views are never further behind the last whole sweep than this: what changed before, somebody has shown. */
const SHOWN_WITHIN_MS = 86_400_000;
/** Issues that are lost without a word are found within this time. */
const EVERY_MS = 3_600_000;
/** Of what a list cannot tell about an issue, so many are looked at in each sweep. */
const PROVEN_AT_ONCE = 20;

/**
 * The open issues with the board's label, read as one list: a hundred for each request, where looking at each takes several. At a
 * start it tells which tasks need a closer look, and later which issues were lost or changed without anybody telling.
 */
export class IssueCensus {
	readonly #options: CensusOptions;
	#listed: ReadonlyMap<number, IssueRecord> | undefined;
	#unproven: number[] = [];
	/** Issues that somebody did something to since the list was asked for: it may not tell of that. */
	#heard: Set<number> | undefined;
	#readMs = Number.NEGATIVE_INFINITY;

	constructor(options: CensusOptions) {
		this.#options = options;
	}

	/** As after a start: what is shown is not known. */
	startOver(): void {
		this.#listed = undefined;
		this.#unproven = [];
		this.#readMs = Number.NEGATIVE_INFINITY;
	}

	/** Somebody did something to an issue. */
	heard(issue: number): void {
		this.#heard?.add(issue);
	}

	/** Reads the list before the first look; afterwards it does nothing. */
	async begin(): Promise<void> {
		if (this.#readMs === Number.NEGATIVE_INFINITY) await this.#read();
	}

	/**
	 * Of tasks that may have changed, those that have to be looked at, with their issues as they were just listed. The first time
	 * that are not all: what was left alone since the board was last swept and seems to be shown is proven later, in turn.
	 */
	toLookAt(
		board: BoardReader,
		keys: Iterable<TaskKey>,
	): readonly (readonly [TaskKey, IssueRecord | undefined])[] {
		const listed = this.#listed;
		const heard = this.#heard;
		this.#listed = undefined;
		this.#heard = undefined;
		if (listed === undefined) return [...keys].map((key) => [key, undefined]);
		const found: (readonly [TaskKey, IssueRecord | undefined])[] = [];
		for (const key of keys) {
			const task = board.task(key);
			const issue = task?.issue ?? Number(key);
			if (heard?.has(issue)) found.push([key, undefined]);
			else if (task === undefined || !isOld(board, task, listed.get(issue)))
				found.push([key, listed.get(issue)]);
			else if (isOpen(task.status)) this.#unproven.push(issue);
		}
		return found;
	}

	/** The next issues whose comment and check are to be looked at, whatever the list says. */
	takeUnproven(): readonly number[] {
		return this.#unproven.splice(0, PROVEN_AT_ONCE);
	}

	/** Once in a while after the first look, issues of open tasks that the list shows otherwise, or not at all. Never throws. */
	async differing(engine: Pick<Engine, "inspect">): Promise<readonly number[]> {
		const { nowMs, onError } = this.#options;
		const isFirst = this.#readMs === Number.NEGATIVE_INFINITY;
		if (isFirst || nowMs() - this.#readMs < EVERY_MS) return [];
		try {
			return await this.#compare(engine);
		} catch (error) {
			onError(error, "the open issues cannot be listed now");
			return [];
		}
	}

	async #compare(engine: Pick<Engine, "inspect">): Promise<readonly number[]> {
		await this.#read();
		const listed = this.#listed;
		this.#listed = undefined;
		this.#heard = undefined;
		return engine.inspect((board) =>
			[...board.keys()].flatMap((key) => {
				const task = board.task(key);
				if (task?.issue === undefined || !isOpen(task.status)) return [];
				const isFine = seemsShown(board, task, listed?.get(task.issue));
				return isFine ? [] : [task.issue];
			}),
		);
	}

	async #read(): Promise<void> {
		const listed = new Map<number, IssueRecord>();
		this.#heard = new Set();
		for await (const issue of this.#options.api.labelledIssues(BOARD_LABEL))
			if (!issue.isPullRequest)
				listed.set(issue.number, { ...issue, body: "" });
		this.#listed = listed;
		this.#readMs = this.#options.nowMs();
	}
}

/** True for a task that was shown long ago, as far as can be told. A check at its head is not in the list. */
function isOld(
	board: BoardReader,
	task: Task,
	listed: IssueRecord | undefined,
): boolean {
	const { since } = board.board?.inbox ?? {};
	return (
		since !== undefined &&
		toMs(task.updated_at) < toMs(since) - SHOWN_WITHIN_MS &&
		(task.head === undefined || !isOpen(task.status)) &&
		listed?.comments !== 0 &&
		seemsShown(board, task, listed)
	);
}
