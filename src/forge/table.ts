/** What every row of the embedded GitHub's tables has. Times are ISO 8601 in whole seconds, as GitHub tells them. */
export interface Row {
	readonly id: number;
	readonly created_at: string;
	readonly updated_at: string;
}

/** A row's own columns, without what the table fills in. */
export type Columns<R extends Row> = Omit<R, keyof Row> & {
	readonly id?: number;
};

/** Told of every change, so that it can be written down. */
export interface TableObserver<R extends Row> {
	put(row: R): void;
	removed(id: number): void;
}

export interface TableOptions<R extends Row> {
	/** Columns that are looked up often. */
	readonly indexed: readonly string[];
	readonly observer: TableObserver<R>;
	/** The present moment, ISO 8601. */
	readonly now: () => string;
	/** Sees a row before it is stored and may answer another one in its place. */
	readonly beforeInsert?: ((row: R) => R) | undefined;
}

/**
 * One table: rows by ascending id, which is never used twice, not even after a deletion. The methods are the ones that the
 * emulator calls on its own collections, so that it can work on these instead.
 */
export class Table<R extends Row = Row> {
	readonly #options: TableOptions<R>;
	readonly #rows = new Map<number, R>();
	readonly #indexes = new Map<string, Map<string, Set<number>>>();
	#next = 1;

	constructor(options: TableOptions<R>) {
		this.#options = options;
		for (const column of options.indexed) this.#indexes.set(column, new Map());
	}

	/** The id that the next row gets. */
	get next(): number {
		return this.#next;
	}

	insert(columns: Columns<R>): R {
		const now = this.#options.now();
		const given =
			columns.id !== undefined && columns.id > 0 ? columns.id : this.#next;
		const row = {
			...columns,
			id: given,
			created_at: now,
			updated_at: now,
		} as unknown as R;
		const stored = this.#options.beforeInsert?.(row) ?? row;
		this.restore([stored], given + 1);
		this.#options.observer.put(stored);
		return stored;
	}

	/**
	 * A node id alone is no edit: a fresh comment must not look as if somebody had changed it. Nor is what is not
	 * meant to be one, such as a number that was only counted anew.
	 */
	update(id: number, changes: Partial<R>, isMeant = true): R | undefined {
		const before = this.#rows.get(id);
		if (before === undefined) return undefined;
		const isEdit =
			isMeant && Object.keys(changes).some((column) => column !== "node_id");
		const updated_at = isEdit ? this.#options.now() : before.updated_at;
		const row = { ...before, ...changes, id, updated_at };
		this.#index(before, "delete");
		this.#rows.set(id, row);
		this.#index(row, "add");
		this.#options.observer.put(row);
		return row;
	}

	delete(id: number): boolean {
		const row = this.#rows.get(id);
		if (row === undefined) return false;
		this.#index(row, "delete");
		this.#rows.delete(id);
		this.#options.observer.removed(id);
		return true;
	}

	get(id: number): R | undefined {
		return this.#rows.get(id);
	}

	all(): R[] {
		return [...this.#rows.values()];
	}

	findBy(column: keyof R & string, value: unknown): R[] {
		const index = this.#indexes.get(column);
		if (index === undefined)
			return this.all().filter((row) => row[column] === value);
		return [...(index.get(String(value)) ?? [])].flatMap(
			(id) => this.#rows.get(id) ?? [],
		);
	}

	findOneBy(column: keyof R & string, value: unknown): R | undefined {
		return this.findBy(column, value)[0];
	}

	/** Puts rows back as they were recorded; `next` is the lowest id that a new row may get. */
	restore(rows: readonly R[], next: number): void {
		for (const row of rows) {
			this.#rows.set(row.id, row);
			this.#index(row, "add");
			this.#next = Math.max(this.#next, row.id + 1);
		}
		this.#next = Math.max(this.#next, next);
	}

	#index(row: R, action: "add" | "delete"): void {
		for (const [column, index] of this.#indexes) {
			const value = (row as unknown as Record<string, unknown>)[column];
			if (value === undefined || value === null) continue;
			const key = String(value);
			const ids = index.get(key) ?? new Set();
			ids[action](row.id);
			if (ids.size === 0) index.delete(key);
			else index.set(key, ids);
		}
	}
}
