import type { Oid } from "../store.ts";
import { inflate } from "./inflate.ts";
import { recentObjects } from "./recent-objects.ts";

/** A whole object out of a pack; `type` may be one that a board never uses (`tag`). */
export interface PackedObject {
	readonly type: string;
	readonly body: Buffer;
}

/** Where to find the entries of one pack. */
export interface PackLayout {
	/** The pack's bytes from `start` up to `end`, exclusive. */
	read(start: number, end: number): Buffer;
	/** Where the entry that starts at an offset ends. */
	endOf(offset: number): number;
	/** Where an object starts, undefined when the pack does not hold it. */
	offsetOf(oid: Oid): number | undefined;
}

/** The head of an entry. `dataAt` is where its zlib stream starts, counted from the start of the entry. */
export interface EntryHead {
	readonly type: number;
	readonly size: number;
	readonly dataAt: number;
	/** For a delta: how far before this entry its base starts, or the base's oid. */
	readonly baseDistance?: number;
	readonly baseOid?: Oid;
}

const OFS_DELTA = 6;
const REF_DELTA = 7;
/** The types of whole objects by their number in a pack. */
export const TYPES = [undefined, "commit", "tree", "blob", "tag"] as const;
/** What is kept of objects that others are deltas of, for each pack. */
const BASES_MAX_BYTES = 64_000_000;
/** Larger objects are not on any board; a damaged length must not claim all memory. */
const OBJECT_MAX_BYTES = 1_000_000_000;

/** Reads the head of the entry that starts at `at`. */
export function readEntryHead(bytes: Buffer, at: number): EntryHead {
	let cursor = at;
	const next = () => bytes.readUInt8(cursor++);
	let byte = next();
	const type = (byte >> 4) & 7;
	let size = byte & 15;
	for (let factor = 16; byte & 0x80; factor *= 128) {
		byte = next();
		size += (byte & 0x7f) * factor;
	}
	if (type === REF_DELTA) {
		return {
			type,
			size,
			dataAt: cursor + 20 - at,
			baseOid: bytes.toString("hex", cursor, cursor + 20),
		};
	}
	if (type !== OFS_DELTA) return { type, size, dataAt: cursor - at };
	byte = next();
	let baseDistance = byte & 0x7f;
	while (byte & 0x80) {
		byte = next();
		baseDistance = (baseDistance + 1) * 128 + (byte & 0x7f);
	}
	return { type, size, dataAt: cursor - at, baseDistance };
}

/** Reads the objects of one pack. */
export interface EntryReader {
	/** The object at an offset, deltas resolved. Throws for what is damaged. */
	read(offset: number): PackedObject;
	/** Gives back the memory that makes the next readings fast. */
	forget(): void;
}

/** Makes the reader of a pack. What it keeps for speed is bounded. */
export function entryReader(layout: PackLayout): EntryReader {
	const bases = recentObjects<PackedObject>(BASES_MAX_BYTES);

	function baseAt(offset: number): PackedObject {
		const known = bases.get(offset);
		if (known !== undefined) return known;
		const base = objectAt(offset);
		bases.set(offset, base);
		return base;
	}

	function objectAt(offset: number): PackedObject {
		const entry = layout.read(offset, layout.endOf(offset));
		const head = readEntryHead(entry, 0);
		const { body: data } = inflate(entry.subarray(head.dataAt), head.size);
		const type = TYPES[head.type];
		if (type !== undefined) return { type, body: data };
		const baseOffset =
			head.baseOid === undefined
				? offset - (head.baseDistance ?? 0)
				: layout.offsetOf(head.baseOid);
		// A base at or after its own delta can only be damage, and following it might never end.
		if (
			baseOffset === undefined ||
			baseOffset < 12 ||
			(head.baseOid === undefined && baseOffset >= offset)
		) {
			throw new Error("a delta without its base");
		}
		const base = baseAt(baseOffset);
		return { type: base.type, body: applyDelta(base.body, data) };
	}

	return { read: objectAt, forget: bases.clear };
}

/**
 * Applies git's binary delta: the two sizes, then instructions to copy from the base or to insert. Throws when it is damaged
 * or of another base.
 */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
	let at = 0;
	const size = () => {
		let value = 0;
		for (let factor = 1, byte = 0x80; byte & 0x80; factor *= 128) {
			byte = delta.readUInt8(at++);
			value += (byte & 0x7f) * factor;
		}
		return value;
	};
	if (size() !== base.length) throw new Error("a delta of another base");
	const length = size();
	if (length > OBJECT_MAX_BYTES) throw new Error("a delta of impossible size");
	const result = Buffer.alloc(length);
	let written = 0;
	while (at < delta.length) {
		const instruction = delta.readUInt8(at++);
		if (instruction & 0x80) {
			let start = 0;
			let length = 0;
			for (let bit = 0; bit < 4; bit++)
				if (instruction & (1 << bit))
					start += delta.readUInt8(at++) * 256 ** bit;
			for (let bit = 0; bit < 3; bit++)
				if (instruction & (16 << bit))
					length += delta.readUInt8(at++) * 256 ** bit;
			written += base.copy(result, written, start, start + (length || 0x10000));
		} else {
			if (instruction === 0) throw new Error("an unknown delta instruction");
			written += delta.copy(result, written, at, at + instruction);
			at += instruction;
		}
	}
	if (written !== result.length)
		throw new Error("a delta that does not fill its object");
	return result;
}
