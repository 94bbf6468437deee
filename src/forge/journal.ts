import {
	closeSync,
	existsSync,
	fsyncSync,
	openSync,
	readFileSync,
	renameSync,
	writeFileSync,
	writeSync,
} from "node:fs";

/** One recorded change: a row as it is now, a row that is gone, or the lowest free id of a table. */
export type Entry =
	| readonly ["put", table: string, row: { readonly id: number }]
	| readonly ["del", table: string, id: number]
	| readonly ["next", table: string, id: number];

/** What a journal holds once all its entries are applied. */
export interface Recorded {
	readonly rows: Map<number, { readonly id: number }>;
	next: number;
}

/**
 * An append-only file of changes, one JSON line each. What `append` was given is with the operating system when it returns,
 * so it survives the end of the process in any form, though not a power cut in the same second.
 */
export interface Journal {
	append(entries: readonly Entry[]): void;
	/** Replaces the file by these entries, atomically. */
	rewrite(entries: readonly Entry[]): void;
	/** Bytes appended since the last rewrite. */
	readonly appendedBytes: number;
	close(): void;
}

const HEADER = '{"format":1}';

/** Reads a journal. Undefined when there is none. Throws when a line other than a torn last one is unreadable. */
export function readJournal(file: string): Map<string, Recorded> | undefined {
	if (!existsSync(file)) return undefined;
	const lines = readFileSync(file, "utf8").split("\n");
	if (lines[0] !== HEADER)
		throw new Error(
			`${file} is not a journal of this format (expected ${HEADER} first)`,
		);
	// Without its newline the last line was cut short by a crash: it was never acknowledged.
	lines.pop();
	const tables = new Map<string, Recorded>();
	for (const [index, line] of lines.entries()) {
		if (index > 0) apply(tables, parseLine(file, index, line));
	}
	return tables;
}

function parseLine(file: string, index: number, line: string): Entry {
	try {
		return JSON.parse(line) as Entry;
	} catch (cause) {
		throw new Error(`${file} line ${index + 1} is damaged`, { cause });
	}
}

function apply(tables: Map<string, Recorded>, entry: Entry): void {
	const table = tables.get(entry[1]) ?? { rows: new Map(), next: 1 };
	tables.set(entry[1], table);
	if (entry[0] === "put") table.rows.set(entry[2].id, entry[2]);
	if (entry[0] === "del") table.rows.delete(entry[2]);
	const lowest =
		entry[0] === "put"
			? entry[2].id + 1
			: entry[0] === "del"
				? entry[2] + 1
				: entry[2];
	table.next = Math.max(table.next, lowest);
}

/** Opens a journal for writing. The file holds tokens and keys: only its owner may read it. */
export function openJournal(file: string): Journal {
	let fd: number | undefined;
	let appendedBytes = 0;
	return {
		append(entries) {
			if (entries.length === 0) return;
			fd ??= openSync(file, "a", 0o600);
			const text = textOf(entries);
			writeSync(fd, text);
			appendedBytes += text.length;
		},
		rewrite(entries) {
			const next = `${file}.next`;
			const target = openSync(next, "w", 0o600);
			writeFileSync(target, `${HEADER}\n${textOf(entries)}`);
			fsyncSync(target);
			closeSync(target);
			renameSync(next, file);
			if (fd !== undefined) closeSync(fd);
			fd = undefined;
			appendedBytes = 0;
		},
		get appendedBytes() {
			return appendedBytes;
		},
		close() {
			if (fd !== undefined) closeSync(fd);
			fd = undefined;
		},
	};
}

function textOf(entries: readonly Entry[]): string {
	return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}
