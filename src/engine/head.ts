import { fromMs, type Instant, later } from "../core/instant.ts";
import { BoardState } from "../store/board-state.ts";
import type { Formats } from "../store/formats.ts";
import { emptyTree, type Tree } from "../store/git/tree.ts";
import { readRecovery } from "../store/journal-recovery.ts";
import type { SavedBoard, SavedIndex } from "../store/saved-index.ts";
import type { Oid, StagedCommit, Store, Version } from "../store/store.ts";
import type { AcknowledgedMark } from "./acknowledged.ts";
import type { ForeignEdit } from "./foreign.ts";
import { standing } from "./guard.ts";
import { isAhead, timeAt } from "./guard-clock.ts";
import { explainFreeze, type Freeze } from "./guard-freeze.ts";
import { opened, type Standing, sound } from "./guard-standing.ts";
import { lastOwn } from "./guard-start.ts";
import type { Identity } from "./identity.ts";

export { contains } from "./guard-line.ts";

/** What a head is kept with. */
export interface HeadOptions {
	readonly store: Store;
	readonly identity: Identity;
	/** Remembers the last acknowledged commit over restarts; without it a start takes the branch as it is. */
	readonly mark?: AcknowledgedMark | undefined;
	/** Keeps the board over restarts, so that it need not be read and parsed anew. */
	readonly saved?: SavedIndex | undefined;
	/** What this build reads and writes; by default what it is. */
	readonly formats?: Formats | undefined;
	/** How many new commits are looked at before the board freezes; by default as many as ever are. */
	readonly maxEdits?: number | undefined;
	/** Told once each time the board freezes, in words. */
	readonly onFreeze?: ((why: string) => void) | undefined;
	/** Told of each commit that this process has brought the branch to. */
	readonly onMoved?: ((head: Oid) => void) | undefined;
}

/** This machine's clock, against which the times that commits tell are held; without it all are believed. */
interface Clocked {
	readonly nowMs?: () => number;
}

/**
 * The commit of a board that commands are decided on, its state, and the latest time any commit carries. `state` may run
 * ahead of it while a batch is planned; `restore` brings it back. While the board is frozen all of it stays where it was.
 */
export class Head {
	readonly #options: HeadOptions & Clocked;
	#state = new BoardState(emptyTree());
	#standing: Standing & { kind: "sound" } = sound({
		oid: null,
		tree: emptyTree(),
	});
	#isOpen = false;
	#freeze: Freeze | undefined;
	#latest: Instant = fromMs(0);

	constructor(options: HeadOptions & Clocked) {
		this.#options = options;
	}

	get state(): BoardState {
		return this.#state;
	}

	/** The branch's commit, to write on. */
	get version(): Version {
		return this.#standing.version;
	}

	/** The last version that is Baton's own work throughout. */
	get acknowledged(): Version {
		return this.#standing.acknowledged;
	}

	/** The files that commands are decided on. */
	get tree(): Tree {
		return this.#standing.tree;
	}

	/** Edits by hand below `version` that the next commit has to acknowledge first. */
	get foreign(): ForeignEdit | undefined {
		return this.#standing.foreign;
	}

	/** What froze the board, if it is frozen. */
	get freeze(): Freeze | undefined {
		return this.#freeze;
	}

	/** Why nothing may be written, if so, in words. */
	get frozen(): string | undefined {
		return this.#freeze && explainFreeze(this.#freeze);
	}

	/** The latest time in the log: no command is ever older than one before it. */
	get latest(): Instant {
		return this.#latest;
	}

	/** Reads the branch. True when there was something new. */
	async refresh(): Promise<boolean> {
		const head = await this.#options.store.head();
		const seen =
			this.#freeze === undefined ? this.version.oid : this.#freeze.head;
		if (this.#isOpen && head === seen && !this.#isTimeCome()) return false;
		try {
			await this.#take(
				await (this.#isOpen ? this.#look(head) : this.#open(head)),
			);
		} catch (error) {
			if (this.#isOpen) this.restore();
			else this.#state = new BoardState(emptyTree());
			throw error;
		}
		this.#isOpen = true;
		return true;
	}

	/** Takes over a commit of our own that the remote has accepted. */
	advance(commit: StagedCommit, now: Instant): void {
		this.#standing = sound({ oid: commit.oid, tree: commit.tree });
		// A recovery may be what takes a board out of a time that is none.
		const isRecovery = readRecovery(commit.message) !== undefined;
		this.#latest = isRecovery ? now : later(this.#latest, now);
		this.#freeze = undefined;
		this.#options.mark?.write(commit.oid);
		this.restore();
		this.#offer();
		this.#options.onMoved?.(commit.oid);
	}

	/** Takes back what a plan did to `state`. */
	restore(): void {
		this.state.moveTo(this.tree);
	}

	/** Waits until what is to outlast this process is kept. */
	async close(): Promise<void> {
		await this.#options.mark?.settled();
		await this.#options.saved?.close(this.#savable());
	}

	/** True when the board is frozen by a time that was too early, and is so no more. */
	#isTimeCome(): boolean {
		const until = this.#freeze?.until;
		return until !== undefined && !isAhead(until, this.#options);
	}

	#offer(): void {
		const board = this.#savable();
		if (board !== undefined) this.#options.saved?.offer(board);
	}

	/** The board as it is at its commit; undefined while it is anything else. */
	#savable(): SavedBoard | undefined {
		const { oid, tree } = this.version;
		const isThere = this.#freeze === undefined && tree === this.state.tree;
		return oid !== null && isThere
			? { head: oid, state: this.state }
			: undefined;
	}

	/**
	 * The board at a head, from what was saved or from nothing, while others go on. What is saved need not be of this branch:
	 * whatever is the same is known by its name, the rest is read.
	 */
	async #build(head: Oid | null): Promise<BoardState> {
		const { saved, store } = this.#options;
		const found = await saved?.read();
		const state = found?.state ?? new BoardState(emptyTree());
		if (found !== undefined)
			store.remember?.({ oid: found.head, tree: state.tree });
		await state.moveInTurns((await store.version(head)).tree);
		return state;
	}

	/** The first look. What was acknowledged before this process started must still be there. */
	async #open(head: Oid | null): Promise<Standing> {
		const { mark, store } = this.#options;
		this.#state = await this.#build(head);
		const guarded = { ...this.#options, state: this.state };
		const known = (await mark?.read()) ?? (await lastOwn(head, guarded));
		if (known === null || known === head) return opened(head, guarded);
		const found = await standing(head, known, guarded);
		if (found.kind === "sound" || found.acknowledged !== undefined)
			return found;
		// What is gone from the branch may still be in the cache; else the branch as it is has to do for reading.
		const last = await store.version(known).catch(() => store.version(head));
		return { ...found, acknowledged: last };
	}

	async #look(head: Oid | null): Promise<Standing> {
		const known = this.#freeze?.acknowledged ?? this.acknowledged.oid;
		return known === null || known === head
			? opened(head, { ...this.#options, state: this.state })
			: standing(head, known, { ...this.#options, state: this.state });
	}

	/** All or nothing: a head without its time would let the next command be older than the last. */
	async #take(found: Standing): Promise<void> {
		const isSound = found.kind === "sound";
		const { mark, onFreeze, formats } = this.#options;
		const next = isSound
			? found
			: sound(found.acknowledged ?? this.acknowledged, formats);
		// Only Baton's own commits tell the time.
		const latest = await this.#timeOf(next.acknowledged.oid);
		const wasFrozen = this.#freeze !== undefined;
		this.#standing = next;
		this.#latest = later(this.#latest, latest);
		this.#freeze = isSound ? undefined : found.freeze;
		this.restore();
		if (next.acknowledged.oid !== null && isSound)
			mark?.write(next.acknowledged.oid);
		if (!isSound && !wasFrozen) onFreeze?.(explainFreeze(found.freeze));
		this.#offer();
	}

	async #timeOf(oid: Oid | null): Promise<Instant> {
		const { store, identity } = this.#options;
		const told = await timeAt(store, oid).catch(async () => {
			// What is gone from the branch can often not be read any more: then the branch as it is has to do.
			const ours = identity.committer(0);
			return timeAt(store, await store.head(), ours);
		});
		return told ?? this.#latest;
	}
}
