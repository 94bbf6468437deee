import { type BoardReader, compareKeys } from "../../core/board.ts";
import { type BoardShare, ONLY_PROCESS } from "../../engine/board-share.ts";
import type { Engine } from "../../engine/perform.ts";
import type { IssueRecord, RepositoryApi } from "../api.ts";
import { postponedUntil } from "../budget/postponed.ts";
import { isFinal } from "../final-error.ts";
import type { HeadApi } from "../head-api.ts";
import type { ApartView } from "./apart-view.ts";
import { BOARD_LABELS } from "./board-labels.ts";
import { BoardWatch } from "./board-watch.ts";
import { type ContentOptions, showApart, showContent } from "./content.ts";
import { IssueCensus } from "./issue-census.ts";
import { knownShown, notingViews, rememberShown } from "./issue-memory.ts";
import {
	type IssueView,
	type KnownLabels,
	showAssignee,
	showLabels,
	showState,
} from "./issue-view.ts";
import {
	makeRelationWriter,
	type ShowsRelations,
} from "./make-relation-writer.ts";
import type { RelationWriter } from "./relation-writer.ts";
import type { Remark } from "./remark.ts";
import { mayShow } from "./shedding.ts";
import {
	dueAt,
	emptySlot,
	forgetWritten,
	isInTruce,
	lookAnew,
	noteRemark,
	noteShown,
	renew,
	type Slot,
} from "./slot.ts";
import { waitsForReason } from "./unexplained-closing.ts";
import type { ViewApi } from "./view-api.ts";
import type { TellsAcknowledged } from "./written-from.ts";

/** What the projector of one repository works with. */
export interface ProjectorOptions extends ContentOptions, ShowsRelations {
	readonly api: Pick<
		RepositoryApi,
		"issue" | "labelledIssues" | "hasReply" | "reply"
	>;
	readonly views: ViewApi;
	readonly heads: HeadApi;
	readonly engine: Pick<Engine, "inspect"> & TellsAcknowledged;
	/** How the board is shared with other processes; by default there are none. */
	readonly share?: BoardShare | undefined;
	readonly nowMs: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
	readonly onError: (error: unknown, what: string) => void;
	/** Asks for a look at what people did: something was changed that nobody has told of yet. */
	readonly onUnexplained: () => void;
	/** True when everything that people did up to a time was heard; by default it counts as heard after a second. */
	readonly hasHeard?: ((untilMs: number) => boolean) | undefined;
	/** Told of a task whose issue is not there any more. */
	readonly onGone?: ((issue: number) => void) | undefined;
	/** Called after each look: what comes behind all other views has its turn. */
	readonly onShown?: (() => void) | undefined;
}

const RETRY_MS = 10_000;
/** The longest wait between two tries, and between two looks at the clock. */
const MAX_WAIT_MS = 5 * 60_000;
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
	readonly #share: BoardShare;
	#watch = new BoardWatch();
	/** What is shown of how issues relate to each other. */
	readonly edges: RelationWriter;
	readonly #slots = new Map<string, Slot>();
	readonly #census: IssueCensus;
	#known: KnownLabels | undefined;
	#work: Promise<void> | undefined;
	#isWanted = false;
	#failures = 0;
	#asked = 0;
	#cancelTimer: () => void = () => undefined;
	#isClosed = false;

	constructor(options: ProjectorOptions) {
		this.#options = options;
		this.#share = options.share ?? ONLY_PROCESS;
		this.edges = makeRelationWriter(options, this);
		this.#census = new IssueCensus(options);
	}

	/** Looks at every open task anew, as after a start: what another process has shown, or not, is not known here. */
	startOver(): void {
		this.#watch = new BoardWatch();
		this.#census.startOver();
		this.edges.startOver();
		for (const slot of this.#slots.values()) forgetWritten(slot);
		void this.wake();
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
			this.#options.onShown?.();
			this.#sleep();
		});
		return this.#work;
	}

	/** Somebody may have changed what an issue shows. */
	touched(issue: number): void {
		this.#census.heard(issue);
		lookAnew(this.#slot(String(issue)), this.#options.nowMs());
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
		noteRemark(this.#slot(String(issue)), remark);
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
					lookAnew(slot, this.#options.nowMs());
				if (slot.awaitsChecks) awaited.push(slot);
			}
			// Each sweep goes on where the last one stopped.
			const from = awaited.length === 0 ? 0 : this.#asked % awaited.length;
			const turn = [...awaited.slice(from), ...awaited.slice(0, from)];
			for (const slot of turn.slice(0, MAX_AWAITED))
				lookAnew(slot, this.#options.nowMs());
			this.#asked += MAX_AWAITED;
			if (!this.#share.leads()) return;
			for (const issue of this.#census.takeUnproven()) this.touched(issue);
			for (const issue of await this.#census.differing(this.#options.engine))
				this.touched(issue);
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
		const { engine, onError } = this.#options;
		try {
			const { known } = await this.#labels();
			// Another process follows the board while it leads; here is shown only what people did that this one heard of.
			if (this.#share.leads()) {
				await this.#census.begin();
				await engine.inspect((board) => this.#follow(board));
			}
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
				if (view === undefined) {
					this.#slots.delete(key);
					this.edges.forget(Number(key));
				} else await this.#show(view, slot, known);
			}
			this.#failures = 0;
			this.#isWanted ||= this.#dueKeys().length > 0;
		} catch (error) {
			onError(error, "the board cannot be shown now");
			this.#failures += 1;
		}
	}

	#follow(board: BoardReader): void {
		const { engine, nowMs } = this.#options;
		const leaveMs = this.#share.leaveMs(engine.lastAcknowledged?.());
		const changed = this.#watch.look(board, nowMs());
		for (const [key, listed] of this.#census.toLookAt(board, changed)) {
			const slot = this.#slot(key);
			renew(slot, nowMs(), leaveMs);
			if (listed !== undefined) rememberShown(slot, listed);
			// An edge to it that was none of the board's business may be one now.
			for (const from of this.edges.waitingFor(Number(key))) this.touched(from);
		}
		for (const [key, sha] of this.#watch.takeFormer())
			this.#slot(key).formerHeads.push(sha);
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
		return [...this.#slots]
			.filter(([, { dueAtMs }]) => dueAtMs <= nowMs)
			.sort(([a, x], [b, y]) => x.dueAtMs - y.dueAtMs || compareKeys(a, b))
			.map(([key]) => key);
	}

	async #show(
		view: IssueView | ApartView,
		slot: Slot,
		known: KnownLabels,
	): Promise<void> {
		if (!mayShow("check", slot, this.#options)) return;
		const { heard } = slot;
		try {
			const isPlain = "task" in view && view.edges.length === 0;
			const remembered = isPlain ? knownShown(slot) : undefined;
			slot.isRemembered = remembered !== undefined;
			const shown = remembered ?? (await this.#options.api.issue(view.issue));
			if (shown === undefined) return this.#options.onGone?.(view.issue);
			slot.hasNoComments = shown.comments === 0;
			slot.isStale = false;
			rememberShown(slot, shown, heard);
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
		if (isInTruce(slot, view.task.version, nowMs())) dueAt(slot, slot.undoAtMs);
		else if (mayShow("labels", slot, this.#options))
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
		const { onError } = this.#options;
		const views = notingViews(this.#options.views, slot);
		const parts = [
			() => showLabels(view, shown, { api: views, known, memory: slot }),
			async () => {
				if (waitsForReason(view.task, shown, { ...this.#options, slot }))
					return false;
				const changed = await showState(view, shown, views);
				if (changed)
					slot.sawClosedMs = shown.isClosed
						? undefined
						: Number.NEGATIVE_INFINITY;
				return changed;
			},
			() => showAssignee(view, shown, views),
			async () => {
				const { changed, againAtMs } = await this.edges.show(view.edges, shown);
				dueAt(slot, againAtMs);
				if (changed) slot.shown = undefined;
				return changed;
			},
		];
		let changed = false;
		for (const part of parts) {
			try {
				changed = (await part()) || changed;
			} catch (error) {
				if (!isFinal(error) || slot.isRemembered) throw error;
				slot.isStale = true;
				slot.shown = undefined;
				onError(error, `issue ${view.issue} cannot show its task`);
			}
		}
		return changed;
	}

	#failed({ issue }: ApartView, slot: Slot, error: unknown): void {
		const { nowMs, onError } = this.#options;
		const atMs = postponedUntil(error);
		// What was remembered may be wrong by now: it is read before anything is said of it.
		const isDoubtful = slot.isRemembered && isFinal(error);
		lookAnew(slot, atMs ?? (isDoubtful ? nowMs() : Number.POSITIVE_INFINITY));
		if (atMs !== undefined || isDoubtful) return;
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
