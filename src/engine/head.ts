import { fromMs, type Instant, later } from "../core/instant.ts";
import { BoardState } from "../store/board-state.ts";
import { emptyTree } from "../store/git/tree.ts";
import { nowOf } from "../store/journal.ts";
import type {
	CommitRecord,
	Oid,
	StagedCommit,
	Store,
	Version,
} from "../store/store.ts";

/** How far back a new head is followed to the one known before. */
const MAX_COMMITS_BEHIND = 1_000_000;

/**
 * The last acknowledged commit of a board, its state, and the latest time any commit carries. `state` may run ahead of it
 * while a batch is planned; `restore` brings it back.
 */
export class Head {
	readonly state = new BoardState(emptyTree());
	readonly #store: Store;
	#version: Version = { oid: null, tree: emptyTree() };
	#isOpen = false;
	#frozen: string | undefined;
	#latest: Instant = fromMs(0);

	constructor(store: Store) {
		this.#store = store;
	}

	get version(): Version {
		return this.#version;
	}

	/** Why nothing may be written, if so: somebody took away commits that were acknowledged. */
	get frozen(): string | undefined {
		return this.#frozen;
	}

	/** The latest time in the log: no command is ever older than one before it. */
	get latest(): Instant {
		return this.#latest;
	}

	/** Reads the branch. True when there was something new. */
	async refresh(): Promise<boolean> {
		const known = this.#version.oid;
		const head = await this.#store.head();
		const isFirst = !this.#isOpen;
		if (head === known) {
			this.#isOpen = true;
			this.#frozen = undefined;
			return isFirst;
		}
		if (!isFirst && known !== null && !(await this.#descends(head, known))) {
			this.#frozen =
				head === null
					? "its branch was deleted"
					: `its branch no longer contains the acknowledged commit ${known.slice(0, 12)}`;
			return false;
		}
		// All or nothing: a head without its time would let the next command be older than the last.
		const version = await this.#store.version(head);
		const said =
			head === null ? undefined : nowOf((await this.#recordOf(head)).message);
		this.#isOpen = true;
		this.#frozen = undefined;
		this.#version = version;
		this.#latest = later(this.#latest, said ?? this.#latest);
		this.restore();
		return true;
	}

	/** Takes over a commit of our own that the remote has accepted. */
	advance(commit: StagedCommit, now: Instant): void {
		this.#version = { oid: commit.oid, tree: commit.tree };
		this.#latest = later(this.#latest, now);
		this.restore();
	}

	/** Takes back what a plan did to `state`. */
	restore(): void {
		this.state.moveTo(this.#version.tree);
	}

	async #recordOf(oid: Oid): Promise<CommitRecord> {
		for await (const record of this.#store.log(oid)) return record;
		throw new Error(`the log of ${oid} is empty`);
	}

	async #descends(head: Oid | null, known: Oid): Promise<boolean> {
		return head !== null && (await contains(this.#store, head, known));
	}
}

/** True when `wanted` is `head` or one of its first-parent ancestors. */
export async function contains(
	store: Store,
	head: Oid,
	wanted: Oid,
): Promise<boolean> {
	let visited = 0;
	for await (const { oid } of store.log(head)) {
		if (oid === wanted) return true;
		if (++visited >= MAX_COMMITS_BEHIND) break;
	}
	return false;
}
