import MiniSearch from "minisearch";
import { compareKeys } from "../core/board.ts";
import { searchTerms } from "../core/search-terms.ts";
import type { TaskKey } from "../core/task.ts";
import { diffTrees, emptyTree, type Tree } from "../store/git/tree.ts";
import { taskOfPath } from "../store/layout.ts";
import type { Store } from "../store/store.ts";
import { FIELDS, type SearchText, searchTextOf } from "./search-text.ts";

/** A task that was found, and the parts of it that were. */
export interface Hit {
	readonly key: TaskKey;
	/** Higher is better; rounded to 3 decimals. */
	readonly score: number;
	readonly where: readonly string[];
}

/** What was found. While the index is built only a part of the board is searched. */
export interface Found {
	/** Best first. */
	readonly hits: readonly Hit[];
	/** How many tasks match, those that `hits` leaves out included. */
	readonly count: number;
	/** How many tasks are not in the index yet. */
	readonly pending: number;
}

/** What is asked, and which of the tasks found may be answered. */
export interface Question {
	readonly query: string;
	readonly limit: number;
	readonly isWanted?: (key: TaskKey) => boolean;
}

export interface SearchOptions {
	/** Characters of text of the whole board that are indexed; of tasks beyond that only the short parts are. */
	readonly maxCharacters?: number;
	/** How many tasks a search waits for at most; the others follow in the background. */
	readonly awaited?: number;
}

/** A character comes to about 7 bytes of memory. */
const MAX_CHARACTERS = 24_000_000;
const AWAITED = 1_000;
/** So many tasks are read between two looks at what else there is to do. */
const SLICE = 25;
/** Words of a query beyond that say nothing new. */
const QUERY_TERMS = 16;
const PREFIX_LENGTH = 3;
const FUZZY_LENGTH = 5;
/** A task that is asked for by its key stands above any other. */
const KEY_SCORE = 1_000;

/**
 * The full text of a board's tasks, ready to be searched. It stands at a tree and is moved to others, which costs what
 * differs between the two; the first search builds it.
 */
export class SearchIndex {
	readonly #index = new MiniSearch<SearchText>({
		idField: "key",
		fields: [...FIELDS],
		tokenize: searchTerms,
		processTerm: (term) => term,
	});
	/** Characters that were indexed of each task; those of which only the short parts were, in `#short` too. */
	readonly #sizes = new Map<TaskKey, number>();
	readonly #short = new Set<TaskKey>();
	/** Tasks that are not in the index as they are at `#tree`, and not in it at all. */
	readonly #pending = new Set<TaskKey>();
	readonly #maxCharacters: number;
	readonly #awaited: number;
	#tree: Tree = emptyTree();
	#characters = 0;
	#isFollowing = false;

	constructor(options: SearchOptions = {}) {
		this.#maxCharacters = options.maxCharacters ?? MAX_CHARACTERS;
		this.#awaited = options.awaited ?? AWAITED;
	}

	/** Searches a board's files. A board that is large and new to the index is searched only in part, and read on afterwards. */
	async search(tree: Tree, question: Question): Promise<Found> {
		this.#moveTo(tree);
		for (let done = 0; done < this.#awaited && this.#readSome(); done += SLICE)
			await turn();
		const pending = this.#pending.size;
		const found = this.#find(question);
		if (pending > 0) void this.#follow();
		return { ...found, pending };
	}

	#moveTo(tree: Tree): void {
		const touched = new Set<TaskKey>();
		for (const path of diffTrees(this.#tree, tree)) {
			const key = taskOfPath(path);
			if (key !== undefined) touched.add(key);
		}
		for (const key of touched) {
			this.#forget(key);
			this.#pending.add(key);
		}
		this.#tree = tree;
	}

	/** Reads some of the tasks that are waiting; false once there are none. */
	#readSome(): boolean {
		let left = SLICE;
		for (const key of this.#pending) {
			if (left-- === 0) return true;
			this.#pending.delete(key);
			this.#learn(key);
		}
		return false;
	}

	/** Reads what is left, giving way to everything else. */
	async #follow(): Promise<void> {
		if (this.#isFollowing) return;
		this.#isFollowing = true;
		while (this.#readSome()) await turn();
		this.#isFollowing = false;
	}

	#learn(key: TaskKey): void {
		const whole = searchTextOf(this.#tree, key, "whole");
		if (whole === undefined) return;
		const isShort = this.#characters + sizeOf(whole) > this.#maxCharacters;
		const text = isShort ? searchTextOf(this.#tree, key, "short") : whole;
		if (text === undefined) return;
		if (isShort) this.#short.add(key);
		this.#sizes.set(key, sizeOf(text));
		this.#characters += sizeOf(text);
		this.#index.add(text);
	}

	/** Takes a task out. What was indexed of it is read once more from where it came: keeping it would double the memory. */
	#forget(key: TaskKey): void {
		const size = this.#sizes.get(key);
		if (size === undefined) return;
		const extent = this.#short.delete(key) ? "short" : "whole";
		const text = searchTextOf(this.#tree, key, extent);
		if (text === undefined)
			throw new Error(`task ${key} was indexed and cannot be read any more`);
		this.#index.remove(text);
		this.#sizes.delete(key);
		this.#characters -= size;
	}

	#find({ query, limit, isWanted }: Question): Omit<Found, "pending"> {
		const terms = [...new Set(searchTerms(query))].slice(0, QUERY_TERMS);
		const found = this.#index.search(terms.join(" "), {
			tokenize: () => terms,
			boost: { title: 3, summary: 2, deliverable: 1.5 },
			prefix: (term) => term.length >= PREFIX_LENGTH,
			fuzzy: (term) => (term.length >= FUZZY_LENGTH ? 0.2 : false),
			combineWith: "OR",
		});
		const asked = query.trim().replace(/^#/, "").toLowerCase();
		const hits = new Map<TaskKey, Hit>();
		for (const { id, score, match } of found)
			hits.set(id, {
				key: id,
				score: Math.round(score * 1_000) / 1_000,
				where: FIELDS.filter((field) =>
					Object.values(match).some((fields) => fields.includes(field)),
				),
			});
		if (this.#sizes.has(asked)) {
			const { score = 0, where = [] } = hits.get(asked) ?? {};
			hits.set(asked, {
				key: asked,
				score: KEY_SCORE + score,
				where: ["key", ...where],
			});
		}
		const wanted = [...hits.values()].filter(
			({ key }) => isWanted?.(key) ?? true,
		);
		// Equal scores are told apart by key, so that the answer does not depend on the order in which tasks were read.
		wanted.sort((a, b) => b.score - a.score || compareKeys(a.key, b.key));
		return { hits: wanted.slice(0, limit), count: wanted.length };
	}
}

const INDEXES = new WeakMap<Store, SearchIndex>();

/** The index of a store's board, kept for as long as the store is in use. */
export function searchIndexOf(store: Store): SearchIndex {
	const index = INDEXES.get(store) ?? new SearchIndex();
	INDEXES.set(store, index);
	return index;
}

function sizeOf(text: SearchText): number {
	return FIELDS.reduce((size, field) => size + text[field].length, 0);
}

function turn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
