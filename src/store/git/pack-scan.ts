import { createHash } from "node:crypto";

import type { Oid } from "../store.ts";
import { atOnce, inTurns } from "./in-turns.ts";
import { inflate } from "./inflate.ts";
import { hashObject } from "./object.ts";
import {
	applyDelta,
	type PackedObject,
	readEntryHead,
	TYPES,
} from "./pack-entry.ts";
import { recentObjects } from "./recent-objects.ts";
import { slab } from "./slab.ts";

/** A whole pack that was read and checked once. Entries are numbered from 0 in the order in which they stand. */
export interface PackScan {
	readonly pack: Buffer;
	/** Where each entry starts, and behind the last one where that ends. */
	readonly starts: Uint32Array;
	/** 20 bytes for each entry. */
	readonly names: Buffer;
	/** The object of an entry, from memory if there was room to keep it. */
	objectAt(entry: number): PackedObject;
}

/** Objects kept from the scan for whoever reads them right after it; beyond that they are read out of the pack again. */
const KEPT_MAX_BYTES = 256_000_000;
/** Buffers above 32 MiB go back to the system as soon as they are free, whatever lies around them. */
const CHUNK_BYTES = 34_000_000;
/** A pack that takes no large buffer, touched in part or not. */
const SMALL_BYTES = 1_000_000;
const RECENT_MAX_BYTES = 32_000_000;
/** A head of one byte and an empty zlib stream. */
const ENTRY_MIN_BYTES = 9;
const MAX_PACK_BYTES = 2 ** 31;
const ENTRIES_PER_STEP = 50;
/** In place of a base's number: the entry is no delta; its base is named by oid and not known yet. */
const WHOLE = -1;
const NAMED = -2;

/** Reads a self-contained pack. Throws when it is damaged or lacks the base of a delta. */
export function scanPack(pack: Buffer): PackScan {
	return atOnce(scanning(pack));
}

/** The same, letting others have a turn of the event loop now and then. */
export function scanPackInTurns(pack: Buffer): Promise<PackScan> {
	return inTurns(scanning(pack));
}

interface Work {
	readonly pack: Buffer;
	readonly end: number;
	readonly count: number;
	readonly starts: Uint32Array;
	readonly names: Buffer;
	/** Of what is resolved; 0 else. */
	readonly types: Uint8Array;
	readonly bases: Int32Array;
	/** The deltas of bases that are named, by that name. */
	readonly waiting: Map<Oid, number[]>;
	/** The object, or of an unresolved delta its instructions. */
	readonly kept: (Buffer | undefined)[];
	keep(entry: number, body: Buffer): void;
	/** The object of a resolved entry. */
	bodyOf(entry: number): Buffer;
}

function* scanning(pack: Buffer): Generator<void, PackScan> {
	const work = startWork(pack);
	yield* readEntries(work);
	yield* resolveDeltas(work);
	const { starts, names, types, bodyOf } = work;
	return {
		pack,
		starts,
		names,
		objectAt: (entry) => ({
			type: TYPES[types[entry] ?? 0] ?? "",
			body: bodyOf(entry),
		}),
	};
}

function startWork(pack: Buffer): Work {
	const end = checkedEnd(pack);
	const count = pack.readUInt32BE(8);
	if (count > pack.length / ENTRY_MIN_BYTES)
		throw new Error("a pack of fewer objects than it says");
	const copy = slab(
		CHUNK_BYTES,
		pack.length < SMALL_BYTES ? undefined : CHUNK_BYTES,
	);
	const recent = recentObjects<{ readonly body: Buffer }>(RECENT_MAX_BYTES);
	const starts = new Uint32Array(count + 1);
	const bases = new Int32Array(count).fill(WHOLE);
	const kept: (Buffer | undefined)[] = new Array(count).fill(undefined);
	let keptBytes = 0;

	function bodyOf(entry: number): Buffer {
		const known = kept[entry] ?? recent.get(entry)?.body;
		if (known !== undefined) return known;
		const data = dataAt(pack, starts[entry] ?? 0, end).body;
		const base = bases[entry] ?? WHOLE;
		const body = base === WHOLE ? data : applyDelta(bodyOf(base), data);
		recent.set(entry, { body });
		return body;
	}

	return {
		pack,
		end,
		count,
		starts,
		names: Buffer.alloc(count * 20),
		types: new Uint8Array(count),
		bases,
		waiting: new Map(),
		kept,
		keep(entry, body) {
			keptBytes += body.length;
			const hasRoom = keptBytes <= KEPT_MAX_BYTES;
			kept[entry] = hasRoom ? copy(body) : undefined;
			if (!hasRoom) keptBytes -= body.length;
		},
		bodyOf,
	};
}

/** Where the entries end. */
function checkedEnd(pack: Buffer): number {
	const isPack =
		pack.length >= 32 &&
		pack.toString("latin1", 0, 4) === "PACK" &&
		pack.readUInt32BE(4) === 2;
	if (!isPack) throw new Error("not a pack of version 2");
	if (pack.length > MAX_PACK_BYTES) throw new Error("a pack of more than 2 GB");
	const end = pack.length - 20;
	const checksum = createHash("sha1").update(pack.subarray(0, end)).digest();
	if (!checksum.equals(pack.subarray(end))) throw new Error("a damaged pack");
	return end;
}

function dataAt(pack: Buffer, offset: number, end: number) {
	const head = readEntryHead(pack, offset);
	const start = offset + head.dataAt;
	const { body, deflatedBytes } = inflate(pack.subarray(start, end), head.size);
	return { head, body, next: start + deflatedBytes };
}

function* readEntries(work: Work): Generator<void> {
	const { pack, end, count, starts, bases, waiting } = work;
	let offset = 12;
	for (let entry = 0; entry < count; entry++) {
		const { head, body, next } = dataAt(pack, offset, end);
		starts[entry] = offset;
		work.keep(entry, body);
		if (TYPES[head.type] !== undefined) {
			finish(work, entry, { type: head.type, body });
		} else if (head.baseOid !== undefined) {
			bases[entry] = NAMED;
			const others = waiting.get(head.baseOid);
			if (others === undefined) waiting.set(head.baseOid, [entry]);
			else others.push(entry);
		} else if (head.baseDistance !== undefined) {
			const base = starts.subarray(0, entry);
			bases[entry] = positionOf(base, offset - head.baseDistance);
		} else {
			throw new Error("an entry of an unknown type");
		}
		offset = next;
		if (entry % ENTRIES_PER_STEP === 0) yield;
	}
	starts[count] = offset;
	if (offset !== end)
		throw new Error("a pack with something behind its last object");
}

/** Where a number is in a sorted array. Throws when it is not. */
export function positionOf(sorted: Uint32Array, wanted: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
		else high = middle;
	}
	if (sorted[low] !== wanted) throw new Error("a delta without its base");
	return low;
}

function finish(
	work: Work,
	entry: number,
	object: { type: number; body: Buffer },
): void {
	work.types[entry] = object.type;
	const oid = hashObject(TYPES[object.type] ?? "", object.body);
	work.names.write(oid, entry * 20, 20, "hex");
}

/** Follows each object to all that are made of it before the next one: so a base is still at hand when it is asked for. */
function* resolveDeltas(work: Work): Generator<void> {
	const { bases, count, types } = work;
	const childrenOf = childrenFinder(work);
	const ready: number[] = [];
	let resolved = 0;
	for (let root = 0; root < count; root++) {
		if (bases[root] === WHOLE) {
			resolved++;
			for (const child of childrenOf(root)) ready.push(child);
		}
		for (let entry = ready.pop(); entry !== undefined; entry = ready.pop()) {
			const base = bases[entry] ?? WHOLE;
			const instructions =
				work.kept[entry] ??
				dataAt(work.pack, work.starts[entry] ?? 0, work.end).body;
			const body = applyDelta(work.bodyOf(base), instructions);
			work.keep(entry, body);
			finish(work, entry, { type: types[base] ?? 0, body });
			for (const child of childrenOf(entry)) ready.push(child);
			if (++resolved % ENTRIES_PER_STEP === 0) yield;
		}
	}
	if (resolved !== count) throw new Error("a pack that is not self-contained");
}

/** Makes a function that answers, once for each entry, the deltas of which it is the base. */
function childrenFinder({
	bases,
	count,
	names,
	waiting,
}: Work): (entry: number) => Generator<number> {
	const first = new Int32Array(count).fill(-1);
	const sibling = new Int32Array(count).fill(-1);
	for (let entry = count - 1; entry >= 0; entry--) {
		const base = bases[entry] ?? WHOLE;
		if (base < 0) continue;
		sibling[entry] = first[base] ?? -1;
		first[base] = entry;
	}
	return function* (entry) {
		for (
			let child = first[entry] ?? -1;
			child >= 0;
			child = sibling[child] ?? -1
		)
			yield child;
		if (waiting.size === 0) return;
		const oid = names.toString("hex", entry * 20, entry * 20 + 20);
		for (const child of waiting.get(oid) ?? []) {
			bases[child] = entry;
			yield child;
		}
		waiting.delete(oid);
	};
}
