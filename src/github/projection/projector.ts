import type { BoardReader } from "../../core/board.ts";
import type { TaskKey } from "../../core/task.ts";
import { type BoardShare, ONLY_PROCESS } from "../../engine/board-share.ts";
import type { Engine } from "../../engine/perform.ts";
import type { RepositoryApi } from "../api.ts";
import { retryWaitMs } from "../retry.ts";
import { BoardWatch } from "./board-watch.ts";
import { IssueCensus } from "./issue-census.ts";
import { rememberShown } from "./issue-memory.ts";
import type { KnownLabels } from "./issue-view.ts";
import { LabelMaker } from "./label-maker.ts";
import {
	makeRelationWriter,
	type ShowsRelations,
} from "./make-relation-writer.ts";
import type { RelationWriter } from "./relation-writer.ts";
import type { Remark } from "./remark.ts";
import { type ShowIssueDoor, showIssue } from "./show-issue.ts";
import { forgetWritten, lookAnew, noteRemark, renew } from "./slot.ts";
import { Slots } from "./slots.ts";
import type { TellsAcknowledged } from "./written-from.ts";

/** What the projector of one repository works with. */
export interface ProjectorOptions
	extends Omit<ShowIssueDoor, "edges" | "known">,
		ShowsRelations {
	readonly api: ShowIssueDoor["api"] & Pick<RepositoryApi, "labelledIssues">;
	readonly engine: Pick<Engine, "inspect"> & TellsAcknowledged;
	readonly later: (ms: number, act: () => void) => () => void;
	/** Called after each look: what comes behind all other views has its turn. */
	readonly onShown?: (() => void) | undefined;
}

/** The longest wait between two looks at the clock. */
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
	readonly #slots = new Slots();
	readonly #census: IssueCensus;
	readonly #labels: LabelMaker;
	#work: Promise<void> | undefined;
	#isWanted = false;
	#failures = 0;
	#cancelTimer: () => void = () => undefined;
	#isClosed = false;

	constructor(options: ProjectorOptions) {
		this.#options = options;
		this.#share = options.share ?? ONLY_PROCESS;
		this.edges = makeRelationWriter(options, this);
		this.#census = new IssueCensus(options);
		this.#labels = new LabelMaker(options.views);
	}

	/** Looks at every open task anew, as after a start: what another process has shown, or not, is not known here. */
	startOver(): void {
		this.#watch = new BoardWatch();
		this.#census.startOver();
		this.edges.startOver();
		for (const slot of this.#slots.all()) forgetWritten(slot);
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
		lookAnew(this.#slots.at(String(issue)), this.#options.nowMs());
	}

	/** Somebody changed or deleted comments of an issue: its status comment is looked for among all of them. */
	commentsChanged(issue: number): void {
		this.#slots.at(String(issue)).commentId = undefined;
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
		noteRemark(this.#slots.at(String(issue)), remark);
		this.touched(issue);
	}

	/**
	 * Makes the labels that every board has, as far as they are missing, and looks again at what could not be shown and at checks
	 * that wait for others: what no webhook told of.
	 */
	async sweep(): Promise<void> {
		const { nowMs } = this.#options;
		try {
			// A label that was deleted is gone from every issue.
			const wereDeleted = await this.#labels.makeAgain();
			for (const slot of this.#slots.all())
				if (slot.isStale || wereDeleted) lookAnew(slot, nowMs());
			for (const slot of this.#slots.nextAwaiting(MAX_AWAITED))
				lookAnew(slot, nowMs());
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

	async #pass(): Promise<void> {
		const { engine, nowMs, onError } = this.#options;
		try {
			const known = await this.#labels.known();
			// Another process follows the board while it leads; here is shown only what people did that this one heard of.
			if (this.#share.leads()) {
				await this.#census.begin();
				await engine.inspect((board) => this.#follow(board));
			}
			for (const key of this.#slots.due(nowMs()).slice(0, MAX_BATCH)) {
				if (this.#isClosed) return;
				await this.#show(key, known);
			}
			this.#failures = 0;
			this.#isWanted ||= this.#slots.due(nowMs()).length > 0;
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
			const slot = this.#slots.at(key);
			renew(slot, nowMs(), leaveMs);
			if (listed !== undefined) rememberShown(slot, listed);
			// An edge to it that was none of the board's business may be one now.
			for (const from of this.edges.waitingFor(Number(key))) this.touched(from);
		}
		for (const [key, sha] of this.#watch.takeFormer())
			this.#slots.at(key).formerHeads.push(sha);
	}

	/** What the issue should show is read for each anew: while one is shown, the others go on. */
	async #show(key: TaskKey, known: KnownLabels): Promise<void> {
		const { engine } = this.#options;
		const view = await engine.inspect((board) => {
			const now = this.#watch.view(board, key);
			return now && { ...now, at: engine.lastAcknowledged?.() };
		});
		const slot = this.#slots.at(key);
		slot.dueAtMs = Number.POSITIVE_INFINITY;
		// Not on the board: there is nothing to compare with, and nothing to explain.
		if (view === undefined) {
			this.#slots.forget(key);
			this.edges.forget(Number(key));
		} else
			await showIssue(view, slot, {
				...this.#options,
				...{ edges: this.edges, known },
			});
	}

	/** Comes back when the next issue is due. */
	#sleep(): void {
		if (this.#isClosed) return;
		const { nowMs, later } = this.#options;
		const next =
			this.#failures > 0
				? nowMs() + retryWaitMs(this.#failures)
				: this.#slots.nextDueMs;
		if (next === Number.POSITIVE_INFINITY) return;
		const waitMs = Math.min(MAX_WAIT_MS, Math.max(0, next - nowMs()));
		this.#cancelTimer = later(waitMs, () => {
			void this.wake();
		});
	}
}
