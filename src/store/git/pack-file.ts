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

/** A pack that objects can be read from. */
export interface Pack {
	readonly oids: () => Generator<Oid>;
	has(oid: Oid): boolean;
	/** Undefined when the pack does not hold the object; throws when what it holds is not that object. */
	read(oid: Oid): GitObject | undefined;
	close(): void;
}

/** Opens a pack that is all in memory, indexing it on the way unless the index is given. */
export function packInMemory(
	bytes: Buffer,
	idx: Buffer = indexPack(bytes),
): Pack {
	return openPack(idx, {
		size: bytes.length,
		read: (start, end) => bytes.subarray(start, end),
		close: () => {},
	});
}

/** Opens a pack on disk by its path without `.pack` or `.idx`. Of the pack only what is asked for is read. */
export function openPackFile(path: string): Pack {
	const idx = readFileSync(`${path}.idx`);
	const file = openSync(`${path}.pack`, "r");
	const read = (start: number, end: number) => {
		const bytes = Buffer.allocUnsafe(Math.max(0, end - start));
		const count = readSync(file, bytes, 0, bytes.length, start);
		return count === bytes.length ? bytes : bytes.subarray(0, count);
	};
	try {
		return openPack(idx, {
			size: fstatSync(file).size,
			read,
			close: () => closeSync(file),
		});
	} catch (cause) {
		closeSync(file);
		throw new Error(`${path}.idx cannot be read`, { cause });
	}
}

interface PackBytes {
	readonly size: number;
	read(start: number, end: number): Buffer;
	close(): void;
}

function openPack(idx: Buffer, bytes: PackBytes): Pack {
	const index = openIndex(idx, bytes.size);
	const objectAt = entryReader({
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
			const { type, body } = objectAt(offset);
			if (hashObject(type, body) !== oid)
				throw new Error(`the packed object ${oid} is damaged`);
			// Tags may be in a pack; nothing here ever asks for one.
			return { oid, type: type as GitObject["type"], body };
		},
		close: bytes.close,
	};
}
