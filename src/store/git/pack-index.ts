import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

import type { Oid } from "../store.ts";
import { inflate } from "./inflate.ts";
import { hashObject } from "./object.ts";
import {
	type EntryHead,
	entryReader,
	readEntryHead,
	TYPES,
} from "./pack-entry.ts";

/** A pack's index in memory: sorted names, and where each object starts and ends. */
export interface PackIndex {
	readonly oids: () => Generator<Oid>;
	offsetOf(oid: Oid): number | undefined;
	endOf(offset: number): number;
}

const FANOUT_AT = 8;
const NAMES_AT = FANOUT_AT + 256 * 4;
const LARGE = 0x80000000;

/** Opens an index file of version 2 for a pack of `packBytes` bytes. Throws when it is no such file. */
export function openIndex(idx: Buffer, packBytes: number): PackIndex {
	if (
		idx.length < NAMES_AT + 40 ||
		idx.readUInt32BE(0) !== 0xff744f63 ||
		idx.readUInt32BE(4) !== 2
	) {
		throw new Error("not a pack index of version 2");
	}
	const count = idx.readUInt32BE(NAMES_AT - 4);
	const offsetsAt = NAMES_AT + count * 24;
	const largeAt = offsetsAt + count * 4;
	if (idx.length < largeAt + 40)
		throw new Error("a pack index that is cut off");
	const offsetAt = (position: number) => {
		const small = idx.readUInt32BE(offsetsAt + position * 4);
		return small < LARGE
			? small
			: Number(idx.readBigUInt64BE(largeAt + (small - LARGE) * 8));
	};
	const ends = new Float64Array(count + 1);
	for (let position = 0; position < count; position++)
		ends[position] = offsetAt(position);
	ends[count] = packBytes - 20;
	ends.sort();

	return {
		*oids() {
			for (let at = NAMES_AT; at < NAMES_AT + count * 20; at += 20)
				yield idx.toString("hex", at, at + 20);
		},
		offsetOf(oid) {
			const name = Buffer.from(oid, "hex");
			const first = name[0] ?? 0;
			let low = first === 0 ? 0 : idx.readUInt32BE(FANOUT_AT + (first - 1) * 4);
			let high = idx.readUInt32BE(FANOUT_AT + first * 4);
			while (low < high) {
				const middle = (low + high) >>> 1;
				const order = name.compare(
					idx,
					NAMES_AT + middle * 20,
					NAMES_AT + middle * 20 + 20,
				);
				if (order === 0) return offsetAt(middle);
				if (order < 0) high = middle;
				else low = middle + 1;
			}
			return undefined;
		},
		endOf(offset) {
			let low = 0;
			let high = count;
			while (low < high) {
				const middle = (low + high) >>> 1;
				if ((ends[middle] ?? 0) > offset) high = middle;
				else low = middle + 1;
			}
			return ends[low] ?? offset;
		},
	};
}

interface Entry {
	readonly offset: number;
	readonly end: number;
	readonly head: EntryHead;
	/** Known at once for what is no delta. */
	readonly oid: Oid | undefined;
}

/** Makes the index file of a self-contained pack. Throws when the pack is damaged or lacks the base of a delta. */
export function indexPack(pack: Buffer): Buffer {
	const entries = readEntries(pack);
	const endByOffset = new Map(entries.map(({ offset, end }) => [offset, end]));
	const offsetByOid = new Map<Oid, number>();
	for (const { oid, offset } of entries)
		if (oid !== undefined) offsetByOid.set(oid, offset);
	const objectAt = entryReader({
		read: (start, end) => pack.subarray(start, end),
		endOf: (offset) => endByOffset.get(offset) ?? offset,
		offsetOf: (oid) => offsetByOid.get(oid),
	});
	let waiting: readonly Entry[] = entries.filter(
		({ oid }) => oid === undefined,
	);
	while (waiting.length > 0) {
		// A delta may name a base that comes later in the pack: those wait for the next round.
		const later = waiting.filter(({ offset, head }) => {
			if (head.baseOid !== undefined && !offsetByOid.has(head.baseOid))
				return true;
			const { type, body } = objectAt(offset);
			offsetByOid.set(hashObject(type, body), offset);
			return false;
		});
		if (later.length === waiting.length)
			throw new Error("a pack that is not self-contained");
		waiting = later;
	}
	return printIndex(pack, { offsetByOid, endByOffset });
}

function readEntries(pack: Buffer): Entry[] {
	const isPack =
		pack.length >= 32 &&
		pack.toString("latin1", 0, 4) === "PACK" &&
		pack.readUInt32BE(4) === 2;
	if (!isPack) throw new Error("not a pack of version 2");
	const end = pack.length - 20;
	const checksum = createHash("sha1").update(pack.subarray(0, end)).digest();
	if (!checksum.equals(pack.subarray(end))) throw new Error("a damaged pack");
	const entries: Entry[] = [];
	let offset = 12;
	for (let left = pack.readUInt32BE(8); left > 0; left--) {
		const head = readEntryHead(pack, offset);
		const { body, deflatedBytes } = inflate(
			pack.subarray(offset + head.dataAt, end),
			head.size,
		);
		const type = TYPES[head.type];
		const next = offset + head.dataAt + deflatedBytes;
		entries.push({
			offset,
			end: next,
			head,
			oid: type === undefined ? undefined : hashObject(type, body),
		});
		offset = next;
	}
	if (offset !== end)
		throw new Error("a pack with something behind its last object");
	return entries;
}

function printIndex(
	pack: Buffer,
	found: {
		offsetByOid: ReadonlyMap<Oid, number>;
		endByOffset: ReadonlyMap<number, number>;
	},
): Buffer {
	const oids = [...found.offsetByOid.keys()].sort();
	const fanout = Buffer.alloc(256 * 4);
	const names = Buffer.alloc(oids.length * 20);
	const checksums = Buffer.alloc(oids.length * 4);
	const offsets = Buffer.alloc(oids.length * 4);
	const counts = new Array<number>(256).fill(0);
	for (const [position, oid] of oids.entries()) {
		const offset = found.offsetByOid.get(oid) ?? 0;
		if (offset >= LARGE) throw new Error("a pack of more than 2 GB");
		names.write(oid, position * 20, 20, "hex");
		checksums.writeUInt32BE(
			crc32(pack.subarray(offset, found.endByOffset.get(offset))),
			position * 4,
		);
		offsets.writeUInt32BE(offset, position * 4);
		const first = names[position * 20] ?? 0;
		counts[first] = (counts[first] ?? 0) + 1;
	}
	let total = 0;
	for (const [first, count] of counts.entries()) {
		total += count;
		fanout.writeUInt32BE(total, first * 4);
	}
	const head = Buffer.from("ff744f6300000002", "hex");
	const body = Buffer.concat([
		head,
		fanout,
		names,
		checksums,
		offsets,
		pack.subarray(-20),
	]);
	return Buffer.concat([body, createHash("sha1").update(body).digest()]);
}
