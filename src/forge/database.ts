import {
	type Entry,
	openJournal,
	type Recorded,
	readJournal,
} from "./journal.ts";
import { type Row, Table, type TableOptions } from "./table.ts";

/** The file is rewritten when what was appended outgrows this. */
const REWRITE_AFTER_BYTES = 16_000_000;

export interface DatabaseOptions {
	readonly file: string;
	/** Tables that are rebuilt from elsewhere at every start and therefore never written down. */
	readonly ephemeral: ReadonlySet<string>;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
}

type AnyTable = Table<Row>;

/**
 * All tables of the embedded GitHub. Changes live in memory until `flush`, which an answer waits for. In a new database
 * nothing is written before `create`, so that a seeding that was interrupted leaves no half of itself behind.
 */
export class Database {
	readonly #options: DatabaseOptions;
	readonly #journal;
	readonly #tables = new Map<string, AnyTable>();
	readonly #recorded: Map<string, Recorded>;
	readonly #hooks = new Map<string, (row: Row) => Row>();
	readonly #data = new Map<string, unknown>();
	#pending = new Map<string, Entry>();
	#created: boolean;

	constructor(options: DatabaseOptions) {
		this.#options = options;
		const recorded = readJournal(options.file);
		this.#created = recorded !== undefined;
		this.#recorded = recorded ?? new Map();
		this.#journal = openJournal(options.file);
		if (this.#created) this.#journal.rewrite(this.#entries());
	}

	/** False until `create`: there was no file to read. */
	get exists(): boolean {
		return this.#created;
	}

	/** A table by name, with its recorded rows; the indexed columns are those of the first call. */
	collection<R extends Row>(
		name: string,
		indexed: readonly string[] = [],
	): Table<R> {
		const known = this.#tables.get(name);
		if (known !== undefined) return known as unknown as Table<R>;
		const table = new Table<Row>({ indexed, ...this.#tableOptions(name) });
		const recorded = this.#recorded.get(name);
		if (recorded !== undefined)
			table.restore([...recorded.rows.values()] as Row[], recorded.next);
		this.#recorded.delete(name);
		this.#tables.set(name, table);
		return table as unknown as Table<R>;
	}

	/** Lets `hook` see, and replace, every row that is inserted into a table from now on. */
	beforeInsert<R extends Row>(name: string, hook: (row: R) => R): void {
		this.#hooks.set(name, hook as unknown as (row: Row) => Row);
	}

	/** Short-lived values that the emulator keeps beside its tables. */
	getData(key: string): unknown {
		return this.#data.get(key);
	}

	setData(key: string, value: unknown): void {
		this.#data.set(key, value);
	}

	/** Writes a new database's first content, all of it or nothing. */
	create(): void {
		this.#journal.rewrite(this.#entries());
		this.#pending.clear();
		this.#created = true;
	}

	/** Writes down all changes since the last call. */
	flush(): void {
		if (!this.#created || this.#pending.size === 0) return;
		const entries = [...this.#pending.values()];
		this.#pending = new Map();
		this.#journal.append(entries);
		if (this.#journal.appendedBytes > REWRITE_AFTER_BYTES)
			this.#journal.rewrite(this.#entries());
	}

	close(): void {
		this.flush();
		this.#journal.close();
	}

	#tableOptions(name: string): Omit<TableOptions<Row>, "indexed"> {
		const isKept = !this.#options.ephemeral.has(name);
		const note = (id: number, entry: Entry) => {
			if (!isKept) return;
			// Only a row's last state matters, but it has to come after what was written before it.
			this.#pending.delete(`${name} ${id}`);
			this.#pending.set(`${name} ${id}`, entry);
		};
		return {
			now: () =>
				`${new Date(this.#options.clock()).toISOString().slice(0, 19)}Z`,
			beforeInsert: (row) => this.#hooks.get(name)?.(row) ?? row,
			observer: {
				put: (row) => note(row.id, ["put", name, row]),
				removed: (id) => note(id, ["del", name, id]),
			},
		};
	}

	#entries(): Entry[] {
		const entries: Entry[] = [];
		for (const [name, { rows, next }] of this.#recorded) {
			entries.push(
				["next", name, next],
				...[...rows.values()].map((row): Entry => ["put", name, row]),
			);
		}
		for (const [name, table] of this.#tables) {
			if (this.#options.ephemeral.has(name)) continue;
			entries.push(
				["next", name, table.next],
				...table.all().map((row): Entry => ["put", name, row]),
			);
		}
		return entries;
	}
}
