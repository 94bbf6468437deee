import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

import type { Oid } from "../store.ts";
import { atOnce, inTurns } from "./in-turns.ts";
import { type PackScan, scanPack } from "./pack-scan.ts";

/** A pack's index in memory: sorted names, and where each object starts and ends. */
export interface PackIndex {
	readonly oids: () => Generator<Oid>;
	offsetOf(oid: Oid): number | undefined;
	endOf(offset: number): number;
}

const FANOUT_AT = 8;
const NAMES_AT = FANOUT_AT + 256 * 4;
const LARGE = 0x80000000;
const ENTRIES_PER_STEP = 500;
/** Whole numbers up to so many bits are exact. */
const EXACT_BITS = 53;

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
	// Hex digits stand in the order of what they mean; comparing numbers first saves making texts of most names.
	const compareNames = (oid: Oid, at: number) => {
		const name = idx.toString("hex", at, at + 20);
		return oid < name ? -1 : oid > name ? 1 : 0;
	};
	let ends: Float64Array | undefined;
	const sortedEnds = () => {
		const offsets = new Float64Array(count + 1);
		for (let position = 0; position < count; position++)
			offsets[position] = offsetAt(position);
		offsets[count] = packBytes - 20;
		return offsets.sort();
	};

	return {
		*oids() {
			for (let at = NAMES_AT; at < NAMES_AT + count * 20; at += 20)
				yield idx.toString("hex", at, at + 20);
		},
		offsetOf(oid) {
			const first = Number.parseInt(oid.slice(0, 2), 16);
			const prefix = Number.parseInt(oid.slice(0, 8), 16);
			let low = first === 0 ? 0 : idx.readUInt32BE(FANOUT_AT + (first - 1) * 4);
			let high = idx.readUInt32BE(FANOUT_AT + first * 4);
			while (low < high) {
				const middle = (low + high) >>> 1;
				const at = NAMES_AT + middle * 20;
				const order = prefix - idx.readUInt32BE(at) || compareNames(oid, at);
				if (order === 0) return offsetAt(middle);
				if (order < 0) high = middle;
				else low = middle + 1;
			}
			return undefined;
		},
		endOf(offset) {
			ends ??= sortedEnds();
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

/** Makes the index file of a self-contained pack. Throws when the pack is damaged or lacks the base of a delta. */
export function indexPack(pack: Buffer): Buffer {
	return printIndex(scanPack(pack));
}

type ScannedNames = Pick<PackScan, "pack" | "starts" | "names">;

/** Makes the index file of a pack of which it is known what is in it. */
export function printIndex(scan: ScannedNames): Buffer {
	return atOnce(printing(scan));
}

/** The same, letting others have a turn of the event loop now and then. */
export function printIndexInTurns(scan: PackScan): Promise<Buffer> {
	return inTurns(printing(scan));
}

function* printing({
	pack,
	starts,
	names,
}: ScannedNames): Generator<void, Buffer> {
	const sorted = sortedEntries(names);
	const count = sorted.length;
	const offsetsAt = NAMES_AT + count * 24;
	const idx = Buffer.alloc(offsetsAt + count * 4 + 40);
	idx.write("ff744f6300000002", "hex");
	const counts = new Uint32Array(256);
	for (const [position, entry] of sorted.entries()) {
		const start = starts[entry] ?? 0;
		names.copy(idx, NAMES_AT + position * 20, entry * 20, entry * 20 + 20);
		idx.writeUInt32BE(
			crc32(pack.subarray(start, starts[entry + 1])),
			NAMES_AT + count * 20 + position * 4,
		);
		idx.writeUInt32BE(start, offsetsAt + position * 4);
		const first = names[entry * 20] ?? 0;
		counts[first] = (counts[first] ?? 0) + 1;
		if (position % ENTRIES_PER_STEP === 0) yield;
	}
	let total = 0;
	for (const [first, those] of counts.entries()) {
		total += those;
		idx.writeUInt32BE(total, FANOUT_AT + first * 4);
	}
	pack.copy(idx, idx.length - 40, pack.length - 20);
	const checksum = createHash("sha1").update(idx.subarray(0, -20)).digest();
	checksum.copy(idx, idx.length - 20);
	return idx;
}

/** The numbers of the entries in the order of their names, each name once. */
function sortedEntries(names: Buffer): Uint32Array {
	const count = names.length / 20;
	const compare = (a: number, b: number) =>
		names.readUInt32BE(a * 20) - names.readUInt32BE(b * 20) ||
		names.compare(names, b * 20, b * 20 + 20, a * 20, a * 20 + 20);
	// The start of a name and the entry's number fit into one number, and sorting numbers takes a fraction of the time.
	const numberBits = Math.ceil(Math.log2(count + 1));
	const unused = Math.max(0, 32 - (EXACT_BITS - numberBits));
	const room = 2 ** numberBits;
	const sorted = Uint32Array.from(
		Float64Array.from(
			{ length: count },
			(_, entry) => (names.readUInt32BE(entry * 20) >>> unused) * room + entry,
		).sort(),
		(key) => key % room,
	);
	// Names that start alike are few, and next to each other.
	for (let at = 1; at < count; at++)
		for (let to = at; to > 0; to--) {
			const [one = 0, other = 0] = [sorted[to - 1], sorted[to]];
			if (compare(one, other) <= 0) break;
			sorted[to - 1] = other;
			sorted[to] = one;
		}
	return sorted.filter(
		(entry, position) =>
			position === 0 || compare(sorted[position - 1] ?? 0, entry) !== 0,
	);
}
