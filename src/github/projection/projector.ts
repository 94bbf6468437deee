import { compareKeys } from "../../core/board.ts";
import type { Engine } from "../../engine/perform.ts";
import type { IssueRecord, RepositoryApi } from "../api.ts";
import { isFinal } from "../final-error.ts";
import type { HeadApi } from "../head-api.ts";
import type { ApartView } from "./apart-view.ts";
import { BOARD_LABELS } from "./board-labels.ts";
import { BoardWatch } from "./board-watch.ts";
import { showApart, showContent } from "./content.ts";
import {
	type IssueView,
	type KnownLabels,
	showAssignee,
	showLabels,
	showState,
} from "./issue-view.ts";
import type { Remark } from "./remark.ts";
import {
	dueAt,
	emptySlot,
	isFoughtOver,
	noteShown,
	renew,
	type Slot,
} from "./slot.ts";
import type { ViewApi } from "./view-api.ts";
import type { TellsAcknowledged } from "./written-from.ts";

/** What the projector of one repository works with. */
export interface ProjectorOptions {
	readonly api: Pick<RepositoryApi, "issue" | "hasReply" | "reply">;
	readonly views: ViewApi;
	readonly heads: HeadApi;
	readonly engine: Pick<Engine, "inspect"> & TellsAcknowledged;
	readonly nowMs: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
	readonly onError: (error: unknown, what: string) => void;
	/** Asks for a look at what people did: something was changed that nobody has told of yet. */
	readonly onUnexplained: () => void;
}

const RETRY_MS = 10_000;
/** The longest wait between two tries, and between two looks at the clock. */
const MAX_WAIT_MS = 5 * 60_000;
/** How long a closing is waited for that was seen before it was told of. */
const UNEXPLAINED_WAIT_MS = 1_000;
/** So many issues are looked at before changes of the board are. */
const MAX_BATCH = 20;
/** So many checks that wait for others are asked about at each sweep. */
const MAX_AWAITED = 20;

/**
 * The only writer of what GitHub shows: it compares that with what the board says and writes the difference, however it came
 * about. Nothing is ever shown before it is committed; whatever is missed or lost is found at the next look.
 */
export class Projector {
	readonly #options: ProjectorOptions;
	readonly #watch = new BoardWatch();
	readonly #slots = new Map<string, Slot>();
	#known: KnownLabels | undefined;
	#work: Promise<void> | undefined;
	#isWanted = false;
	#failures = 0;
	#asked = 0;
	#cancelTimer: () => void = () => undefined;
	#isClosed = false;

	constructor(options: ProjectorOptions) {
		this.#options = options;
	}

	/** The board may have changed. */
	wake(): Promise<void> {
		if (this.#isClosed) return Promise.resolve();
		this.#isWanted = true;
		this.#cancelTimer();
		this.#work ??= Promise.resolve().then(async () => {
			while (this.#isWanted && !this.#isClosed) {
				this.#isWanted = false;
				await this.#pass();
			}
			this.#work = undefined;
			this.#sleep();
		});
		return this.#work;
	}

	/** Somebody may have changed what an issue shows. */
	touched(issue: number): void {
		dueAt(this.#slot(String(issue)), this.#options.nowMs());
	}

	/** Somebody changed or deleted comments of an issue: its status comment is looked for among all of them. */
	commentsChanged(issue: number): void {
		this.#slot(String(issue)).commentId = undefined;
		this.touched(issue);
	}

	/** Something happened to the checks of a commit. True when it is a task's head. */
	checksChanged(sha: string): boolean {
		const keys = this.#watch.atHead(sha);
		for (const key of keys) this.touched(Number(key));
		return keys.length > 0;
	}

	/** What a person did on an issue does not stand; it is put back, and this is why. */
	putBack(issue: number, remark: Remark): void {
		const slot = this.#slot(String(issue));
		if (!isFoughtOver(slot)) slot.remarks.push(remark);
		this.touched(issue);
	}

	/**
	 * Makes the labels that every board has, as far as they are missing, and looks again at what could not be shown and at checks
	 * that wait for others: what no webhook told of.
	 */
	async sweep(): Promise<void> {
		const wasKnown = this.#known !== undefined;
		this.#known = undefined;
		try {
			const { made } = await this.#labels();
			const awaited: Slot[] = [];
			for (const slot of this.#slots.values()) {
				// A label that was deleted is gone from every issue.
				if (slot.isStale || (wasKnown && made > 0))
					dueAt(slot, this.#options.nowMs());
				if (slot.awaitsChecks) awaited.push(slot);
			}
			// Each sweep goes on where the last one stopped.
			const from = awaited.length === 0 ? 0 : this.#asked % awaited.length;
			const turn = [...awaited.slice(from), ...awaited.slice(0, from)];
			for (const slot of turn.slice(0, MAX_AWAITED))
				dueAt(slot, this.#options.nowMs());
			this.#asked += MAX_AWAITED;
		} catch (error) {
			this.#options.onError(error, "the labels cannot be made now");
		}
	}

	/** Resolves when nothing is being shown; what waits for its time does not count. */
	async settled(): Promise<void> {
		await this.#work;
	}

	/** Waits for the write that is under way; what is left is found by the next process. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#cancelTimer();
		await this.#work;
	}

	#slot(key: string): Slot {
		const present = this.#slots.get(key) ?? emptySlot();
		this.#slots.set(key, present);
		return present;
	}

	async #pass(): Promise<void> {
		const { engine, nowMs, onError } = this.#options;
		try {
			const { known } = await this.#labels();
			await engine.inspect((board) => {
				for (const key of this.#watch.look(board, nowMs()))
					renew(this.#slot(key), nowMs());
				for (const [key, sha] of this.#watch.takeFormer())
					this.#slot(key).formerHeads.push(sha);
			});
			for (const key of this.#dueKeys().slice(0, MAX_BATCH)) {
				if (this.#isClosed) return;
				// Read for each anew: while one is shown, the others go on.
				const view = await engine.inspect((board) => {
					const now = this.#watch.view(board, key);
					return now && { ...now, at: engine.lastAcknowledged?.() };
				});
				const slot = this.#slot(key);
				slot.dueAtMs = Number.POSITIVE_INFINITY;
				// Not on the board: there is nothing to compare with, and nothing to explain.
				if (view === undefined) this.#slots.delete(key);
				else await this.#show(view, slot, known);
			}
			this.#failures = 0;
			this.#isWanted ||= this.#dueKeys().length > 0;
		} catch (error) {
			onError(error, "the board cannot be shown now");
			this.#failures += 1;
		}
	}

	/** The labels there are, after those that every board has were made. */
	async #labels(): Promise<{ known: KnownLabels; made: number }> {
		if (this.#known !== undefined) return { known: this.#known, made: 0 };
		const { views } = this.#options;
		const known = new Set(
			(await views.labels()).map((name) => name.toLowerCase()),
		);
		const missing = BOARD_LABELS.filter(({ name }) => !known.has(name));
		for (const look of missing) {
			await views.createLabel(look);
			known.add(look.name);
		}
		this.#known = known;
		return { known, made: missing.length };
	}

	/** Those that wait longest first, so that busy issues do not keep back quiet ones. */
	#dueKeys(): readonly string[] {
		const nowMs = this.#options.nowMs();
		const due: (readonly [string, number])[] = [];
		for (const [key, { dueAtMs }] of this.#slots)
			if (dueAtMs <= nowMs) due.push([key, dueAtMs]);
		return due
			.sort(([a, x], [b, y]) => x - y || compareKeys(a, b))
			.map(([key]) => key);
	}

	async #show(
		view: IssueView | ApartView,
		slot: Slot,
		known: KnownLabels,
	): Promise<void> {
		try {
			const shown = await this.#options.api.issue(view.issue);
			if (shown === undefined) return;
			slot.isStale = false;
			if ("task" in view) await this.#showTask(view, shown, { slot, known });
			else await showApart(view, slot, this.#options);
			slot.failures = 0;
		} catch (error) {
			this.#failed(view, slot, error);
		}
	}

	async #showTask(
		view: IssueView,
		shown: IssueRecord,
		{ slot, known }: { slot: Slot; known: KnownLabels },
	): Promise<void> {
		const { nowMs } = this.#options;
		if (nowMs() < slot.undoAtMs) dueAt(slot, slot.undoAtMs);
		else
			noteShown(slot, {
				version: view.task.version,
				changed: await this.#showOnIssue(view, shown, { slot, known }),
				nowMs: nowMs(),
			});
		await showContent(view, slot, this.#options);
	}

	/** Each part by itself: one that GitHub will never take must not keep back the others. */
	async #showOnIssue(
		view: IssueView,
		shown: IssueRecord,
		{ slot, known }: { slot: Slot; known: KnownLabels },
	): Promise<boolean> {
		const { views, onError } = this.#options;
		const parts = [
			() => showLabels(view, shown, { api: views, known }),
			async () => {
				if (this.#waitsForReason(view, shown, slot)) return false;
				const changed = await showState(view, shown, views);
				if (changed) slot.sawClosed = !shown.isClosed;
				return changed;
			},
			() => showAssignee(view, shown, views),
		];
		let changed = false;
		for (const part of parts) {
			try {
				changed = (await part()) || changed;
			} catch (error) {
				if (!isFinal(error)) throw error;
				slot.isStale = true;
				onError(error, `issue ${view.issue} cannot show its task`);
			}
		}
		return changed;
	}

	/**
	 * True while an issue that somebody closed is left closed: opening it again would hide as what it was closed, so whoever closed
	 * it is heard first.
	 */
	#waitsForReason(
		{ task }: IssueView,
		{ isClosed }: IssueRecord,
		slot: Slot,
	): boolean {
		const isOpenTask = task.status !== "done" && task.status !== "cancelled";
		const waits = isClosed && isOpenTask && !slot.sawClosed;
		slot.sawClosed = isClosed;
		if (!waits) return false;
		this.#options.onUnexplained();
		dueAt(slot, this.#options.nowMs() + UNEXPLAINED_WAIT_MS);
		return true;
	}

	#failed({ issue }: ApartView, slot: Slot, error: unknown): void {
		const { nowMs, onError } = this.#options;
		onError(error, `issue ${issue} does not show its task yet`);
		slot.isStale = true;
		if (isFinal(error)) return;
		slot.notBeforeMs =
			nowMs() + Math.min(MAX_WAIT_MS, RETRY_MS * 2 ** slot.failures);
		slot.failures += 1;
		dueAt(slot, nowMs());
	}

	/** Comes back when the next issue is due. */
	#sleep(): void {
		if (this.#isClosed) return;
		const { nowMs, later } = this.#options;
		let next = Number.POSITIVE_INFINITY;
		for (const { dueAtMs } of this.#slots.values())
			next = Math.min(next, dueAtMs);
		if (this.#failures > 0) next = nowMs() + RETRY_MS * 2 ** this.#failures;
		if (next === Number.POSITIVE_INFINITY) return;
		const waitMs = Math.min(MAX_WAIT_MS, Math.max(0, next - nowMs()));
		this.#cancelTimer = later(waitMs, () => {
			void this.wake();
		});
	}
}
