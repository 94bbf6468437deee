import { BoardState } from "./board-state.ts";
import { inTurns } from "./git/in-turns.ts";
import { readSavedFile, writeSavedFile } from "./saved-index-file.ts";
import { printSavedTree, readSavedTree } from "./saved-index-tree.ts";
import type { Oid } from "./store.ts";

/** A board as it was at a commit, ready to be moved on. */
export interface SavedBoard {
	readonly head: Oid;
	readonly state: BoardState;
}

/**
 * One board's files and index, kept in a file beside the cache so that a process that starts need not read and parse every
 * document. It may be lost or thrown away at any time.
 */
export interface SavedIndex {
	/** What was saved last; undefined when there is nothing, or nothing that can be used. Never throws. */
	read(): Promise<SavedBoard | undefined>;
	/** Tells where the board is now. It is saved now and then, while others go on. Never throws. */
	offer(board: SavedBoard): void;
	/** Saves where the board is in the end, unless that is saved. Never throws. */
	close(board: SavedBoard | undefined): Promise<void>;
}

export interface SavedIndexOptions {
	readonly path: string;
	/** Tells boards apart that have followed each other in the same place. */
	readonly board: string;
	/** Of the program: another one may read the same documents in another way. */
	readonly build: string;
	readonly nowMs: () => number;
	/** Told why something could not be read or written: it costs the next start its memory, no command. */
	readonly onProblem?: ((error: unknown) => void) | undefined;
	/** A larger file is neither written nor read. */
	readonly maxBytes?: number | undefined;
}

/** Raised whenever the same file would be read in another way. */
const FORMAT = 1;
const MAX_BYTES = 1_000_000_000;
/** While a board changes it is saved so often at most. */
const SAVE_EVERY_MS = 10 * 60_000;

interface Header {
	readonly format: number;
	readonly build: string;
	readonly board: string;
	readonly head: Oid;
	readonly tree: Oid;
}

/** Opens the saved index of a board. Nothing is read yet. */
export function openSavedIndex(options: SavedIndexOptions): SavedIndex {
	const {
		path,
		board,
		build,
		nowMs,
		onProblem,
		maxBytes = MAX_BYTES,
	} = options;
	let savedHead: Oid | undefined;
	let dueMs = 0;
	let saving: Promise<void> | undefined;

	function isOurs(header: string): boolean {
		const found = headerOf(header);
		return (
			found?.format === FORMAT && found.build === build && found.board === board
		);
	}

	async function load(): Promise<SavedBoard | undefined> {
		const file = await readSavedFile(path, isOurs, maxBytes);
		if (file === undefined) return undefined;
		const { head, tree } = headerOf(file.header) as Header;
		const records = file.records[Symbol.iterator]();
		const files = await inTurns(readSavedTree(tree, records));
		const state = await inTurns(
			BoardState.restoring(files, { [Symbol.iterator]: () => records }),
		);
		savedHead = head;
		dueMs = nowMs() + SAVE_EVERY_MS;
		return { head, state };
	}

	async function save({ head, state }: SavedBoard): Promise<void> {
		if (head === savedHead) return;
		const { tree } = state;
		const header: Header = {
			format: FORMAT,
			build,
			board,
			head,
			tree: tree.rootOid,
		};
		const tasks = state.saved();
		function* records() {
			yield* printSavedTree(tree);
			yield* tasks;
		}
		dueMs = Number.POSITIVE_INFINITY;
		try {
			await writeSavedFile(
				path,
				{ header: JSON.stringify(header), records: records() },
				maxBytes,
			);
			savedHead = head;
		} catch (error) {
			onProblem?.(error);
		}
		dueMs = nowMs() + SAVE_EVERY_MS;
	}

	return {
		read: () =>
			load().catch((error: unknown) => {
				onProblem?.(error);
				return undefined;
			}),
		offer(board) {
			if (nowMs() < dueMs || board.head === savedHead) return;
			saving = save(board);
		},
		async close(board) {
			await saving;
			if (board !== undefined) await save(board);
		},
	};
}

function headerOf(text: string): Header | undefined {
	try {
		return JSON.parse(text) as Header;
	} catch {
		return undefined;
	}
}
