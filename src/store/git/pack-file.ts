import {
	closeSync,
	fstatSync,
	openSync,
	readFileSync,
	readSync,
} from "node:fs";

import type { Oid } from "../store.ts";
import { type GitObject, hashObject } from "./object.ts";
import { entryReader } from "./pack-entry.ts";
import { indexPack, openIndex } from "./pack-index.ts";
import { type PackScan, positionOf, scanPackInTurns } from "./pack-scan.ts";

/** Larger packs are never held in memory. */
const PREPARED_MAX_BYTES = 256_000_000;

/** A pack that objects can be read from. */
export interface Pack {
	readonly oids: () => Generator<Oid>;
	has(oid: Oid): boolean;
	/** Undefined when the pack does not hold the object; throws when what it holds is not that object. */
	read(oid: Oid): GitObject | undefined;
	/** Makes the next readings fast. */
	prepare(): void;
	/** Gives back the memory that does so. */
	forget(): void;
	close(): void;
}

/** A pack on disk. */
export interface PackFile extends Pack {
	readonly size: number;
	/**
	 * Reads and checks all of it in one pass, which is faster than object by object when most are wanted. Undefined when it is
	 * too large for that; throws when anything in it is damaged.
	 */
	scan(): Promise<Pack | undefined>;
}

/** The objects of a pack that was just scanned, still in memory as far as there was room for them. */
export function packOfScan(scan: PackScan, idx: Buffer): Pack {
	const index = openIndex(idx, scan.pack.length);
	return {
		oids: index.oids,
		has: (oid) => index.offsetOf(oid) !== undefined,
		read(oid) {
			const offset = index.offsetOf(oid);
			if (offset === undefined) return undefined;
			const { type, body } = scan.objectAt(positionOf(scan.starts, offset));
			return { oid, type: type as GitObject["type"], body };
		},
		prepare: () => {},
		forget: () => {},
		close: () => {},
	};
}

/** Opens a pack that is all in memory, indexing it on the way unless the index is given. */
export function packInMemory(
	bytes: Buffer,
	idx: Buffer = indexPack(bytes),
): Pack {
	return openPack(idx, {
		size: bytes.length,
		read: (start, end) => bytes.subarray(start, end),
		prepare: () => {},
		forget: () => {},
		close: () => {},
	});
}

/** Opens a pack on disk by its path without `.pack` or `.idx`. Of the pack only what is asked for is read. */
export function openPackFile(path: string): PackFile {
	const idx = readFileSync(`${path}.idx`);
	const file = openSync(`${path}.pack`, "r");
	let whole: Buffer | undefined;
	const read = (start: number, end: number) => {
		if (whole !== undefined) return whole.subarray(start, end);
		const bytes = Buffer.allocUnsafe(Math.max(0, end - start));
		const count = readSync(file, bytes, 0, bytes.length, start);
		return count === bytes.length ? bytes : bytes.subarray(0, count);
	};
	try {
		const { size } = fstatSync(file);
		const isSmall = size <= PREPARED_MAX_BYTES;
		const pack = openPack(idx, {
			size,
			read,
			prepare() {
				if (isSmall) whole ??= read(0, size);
			},
			forget() {
				whole = undefined;
			},
			close: () => closeSync(file),
		});
		const scan = async () =>
			isSmall
				? packOfScan(await scanPackInTurns(read(0, size)), idx)
				: undefined;
		return { ...pack, size, scan };
	} catch (cause) {
		closeSync(file);
		throw new Error(`${path}.idx cannot be read`, { cause });
	}
}

interface PackBytes {
	readonly size: number;
	read(start: number, end: number): Buffer;
	prepare(): void;
	forget(): void;
	close(): void;
}

function openPack(idx: Buffer, bytes: PackBytes): Pack {
	const index = openIndex(idx, bytes.size);
	const entries = entryReader({
		read: bytes.read,
		endOf: index.endOf,
		offsetOf: index.offsetOf,
	});
	return {
		oids: index.oids,
		has: (oid) => index.offsetOf(oid) !== undefined,
		read(oid) {
			const offset = index.offsetOf(oid);
			if (offset === undefined) return undefined;
			const { type, body } = entries.read(offset);
			if (hashObject(type, body) !== oid)
				throw new Error(`the packed object ${oid} is damaged`);
			// Tags may be in a pack; nothing here ever asks for one.
			return { oid, type: type as GitObject["type"], body };
		},
		prepare: bytes.prepare,
		forget() {
			entries.forget();
			bytes.forget();
		},
		close: bytes.close,
	};
}
