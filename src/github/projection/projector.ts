import { compareKeys } from "../../core/board.ts";
import type { Engine } from "../../engine/perform.ts";
import type { IssueRecord, RepositoryApi } from "../api.ts";
import { isFinal } from "../final-error.ts";
import type { HeadApi } from "../head-api.ts";
import { marker } from "../markdown.ts";
import { repliesTo } from "../replies.ts";
import { BOARD_LABELS } from "./board-labels.ts";
import { BoardWatch } from "./board-watch.ts";
import { showCheck } from "./check-writer.ts";
import {
	type IssueView,
	type KnownLabels,
	showAssignee,
	showLabels,
	showState,
} from "./issue-view.ts";
import type { Remark } from "./remark.ts";
import {
	emptySlot,
	isFoughtOver,
	noteShown,
	renew,
	type Slot,
	touch,
} from "./slot.ts";
import { showStatus } from "./status-writer.ts";
import type { ViewApi } from "./view-api.ts";

/** What the projector of one repository works with. */
export interface ProjectorOptions {
	readonly api: Pick<RepositoryApi, "issue" | "hasReply" | "reply">;
	readonly views: ViewApi;
	readonly heads: HeadApi;
	readonly engine: Engine;
	readonly nowMs: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
	readonly onError: (error: unknown, what: string) => void;
}

/** Comments and checks of one issue are written at most this often. */
const CONTENT_EVERY_MS = 10_000;
const RETRY_MS = 10_000;
const MAX_RETRY_MS = 5 * 60_000;
/** So many reasons fit into one comment. */
const MAX_REMARKS = 20;
/** So many issues are looked at before the board is read again. */
const MAX_BATCH = 20;

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
		touch(this.#slot(String(issue)), this.#options.nowMs());
	}

	/** Something happened to the checks of a commit. */
	checksChanged(sha: string): void {
		for (const key of this.#watch.atHead(sha)) this.touched(Number(key));
	}

	/** What a person did on an issue does not stand; it is put back, and this is why. */
	putBack(issue: number, remark: Remark): void {
		const slot = this.#slot(String(issue));
		if (!isFoughtOver(slot)) slot.remarks.push(remark);
		this.touched(issue);
	}

	/** Makes the labels that every board has, as far as they are missing: at first, and when somebody may have deleted them. */
	async install(): Promise<void> {
		this.#known = undefined;
		await this.#labels().catch((error) =>
			this.#options.onError(error, "the labels cannot be made now"),
		);
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
			const known = await this.#labels();
			const views = await engine.inspect((board) => {
				for (const key of this.#watch.look(board, nowMs()))
					renew(this.#slot(key), nowMs());
				return this.#watch.views(board, this.#dueKeys());
			});
			this.#failures = 0;
			for (const [key, view] of views) {
				if (this.#isClosed) return;
				const slot = this.#slot(key);
				slot.dueAtMs = Number.POSITIVE_INFINITY;
				// Not on the board: there is nothing to compare with, and nothing to explain.
				if (view === undefined) this.#slots.delete(key);
				else await this.#show(view, slot, known);
			}
			this.#isWanted ||= this.#dueKeys().length > 0;
		} catch (error) {
			onError(error, "the board cannot be shown now");
			this.#failures += 1;
		}
	}

	/** The labels there are, after those that every board has were made. */
	async #labels(): Promise<KnownLabels> {
		if (this.#known !== undefined) return this.#known;
		const { views } = this.#options;
		const known = new Set(
			(await views.labels()).map((name) => name.toLowerCase()),
		);
		for (const look of BOARD_LABELS) {
			if (!known.has(look.name)) await views.createLabel(look);
			known.add(look.name);
		}
		this.#known = known;
		return known;
	}

	#dueKeys(): readonly string[] {
		const nowMs = this.#options.nowMs();
		const due: string[] = [];
		for (const [key, { dueAtMs }] of this.#slots)
			if (dueAtMs <= nowMs) due.push(key);
		return due.sort(compareKeys).slice(0, MAX_BATCH);
	}

	async #show(view: IssueView, slot: Slot, known: KnownLabels): Promise<void> {
		const { api, nowMs } = this.#options;
		try {
			const shown = await api.issue(view.issue);
			if (shown === undefined) return;
			const changed = await this.#showOnIssue(view, shown, known);
			noteShown(slot, {
				version: view.task.version,
				changed,
				nowMs: nowMs(),
			});
			await this.#showContent(view, slot);
			slot.failures = 0;
		} catch (error) {
			this.#failed(view, slot, error);
		}
	}

	/** Each part by itself: one that GitHub will never take must not keep back the others. */
	async #showOnIssue(
		view: IssueView,
		shown: IssueRecord,
		known: KnownLabels,
	): Promise<boolean> {
		const { views, onError } = this.#options;
		const parts = [
			() => showLabels(view, shown, { api: views, known }),
			() => showState(view, shown, views),
			() => showAssignee(view, shown, views),
		];
		let changed = false;
		for (const part of parts) {
			try {
				changed = (await part()) || changed;
			} catch (error) {
				if (!isFinal(error)) throw error;
				onError(error, `issue ${view.issue} cannot show its task`);
			}
		}
		return changed;
	}

	/** The reason for what was put back first, then the check, then the comment: one of them each time. */
	async #showContent(view: IssueView, slot: Slot): Promise<void> {
		const { nowMs, views, heads } = this.#options;
		const writers = [
			() => this.#explain(view, slot),
			async () => {
				const { wrote, againAtMs } = await showCheck(view, {
					api: views,
					heads,
					nowMs: nowMs(),
				});
				if (againAtMs !== undefined)
					slot.dueAtMs = Math.min(slot.dueAtMs, againAtMs);
				return wrote;
			},
			() => showStatus(view, slot, views),
		];
		for (const write of writers) {
			if (nowMs() < slot.contentAtMs) {
				slot.dueAtMs = Math.min(slot.dueAtMs, slot.contentAtMs);
				return;
			}
			if (await write()) slot.contentAtMs = nowMs() + CONTENT_EVERY_MS;
		}
		slot.hasNews = false;
	}

	/** Says why things were put back, in one comment. */
	async #explain({ issue, task }: IssueView, slot: Slot): Promise<boolean> {
		const { api } = this.#options;
		const remarks = slot.remarks.slice(0, MAX_REMARKS);
		const unsaid: Remark[] = [];
		for (const remark of remarks) {
			if (!remark.isPutBack(task)) continue;
			const mark = marker("op", remark.answer.opId);
			if (!(await api.hasReply(issue, mark, remark.at))) unsaid.push(remark);
		}
		for (const body of repliesTo(unsaid.map(({ answer }) => answer)))
			await api.reply(issue, body);
		slot.remarks = slot.remarks.filter((remark) => !remarks.includes(remark));
		return unsaid.length > 0;
	}

	#failed({ issue }: IssueView, slot: Slot, error: unknown): void {
		const { nowMs, onError } = this.#options;
		onError(error, `issue ${issue} does not show its task yet`);
		if (isFinal(error)) return;
		slot.notBeforeMs =
			nowMs() + Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** slot.failures);
		slot.failures += 1;
		touch(slot, nowMs());
	}

	/** Comes back when the next issue is due. */
	#sleep(): void {
		if (this.#isClosed) return;
		const { nowMs, later } = this.#options;
		const next =
			this.#failures > 0
				? nowMs() + Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** this.#failures)
				: Math.min(...[...this.#slots.values()].map(({ dueAtMs }) => dueAtMs));
		if (Number.isFinite(next))
			this.#cancelTimer = later(Math.max(0, next - nowMs()), () => {
				void this.wake();
			});
	}
}
