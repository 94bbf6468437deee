import { createHash } from "node:crypto";

import type { Oid } from "../store.ts";
import { deflated } from "./deflated.ts";
import { deltaBetween } from "./delta.ts";
import type { GitObject } from "./object.ts";
import { printIndex } from "./pack-index.ts";
import type { PackScan } from "./pack-scan.ts";

const TYPE_NUMBER = { commit: 1, tree: 2, blob: 3 } as const;
const REF_DELTA = 7;
const HEADER_BYTES = 12;
/** Below this a difference saves nothing worth the remote's looking up what it differs from. */
const DELTA_FROM_BYTES = 1_000;
/** How many differences at most have to be applied on top of each other to read an object back. */
const CHAIN_MAX = 40;

/** A pack and its index file. */
export interface IndexedPack {
	readonly pack: Buffer;
	readonly idx: Buffer;
}

/** Packs objects, each oid once, whole (no deltas), in a pack file of version 2. */
export function writePack(objects: Iterable<GitObject>): Buffer {
	return packWhole(objects).pack;
}

/** The same with the index, which is known on the way: reading the pack again for it takes longer than writing it. */
export function writeIndexedPack(objects: Iterable<GitObject>): IndexedPack {
	const whole = packWhole(objects);
	return { pack: whole.pack, idx: printIndex(whole) };
}

function packWhole(
	objects: Iterable<GitObject>,
): Pick<PackScan, "pack" | "starts" | "names"> {
	const distinct = new Map<Oid, GitObject>();
	for (const object of objects) distinct.set(object.oid, object);
	const parts: Uint8Array[] = [];
	const starts = new Uint32Array(distinct.size + 1);
	const names = Buffer.alloc(distinct.size * 20);
	let at = HEADER_BYTES;
	let entry = 0;
	for (const object of distinct.values()) {
		starts[entry] = at;
		names.write(object.oid, entry * 20, 20, "hex");
		at += pushWhole(parts, object);
		entry++;
	}
	starts[entry] = at;
	return { pack: finish(parts, distinct.size), starts, names };
}

/**
 * Packs what a chain of commits adds, in the order in which it came about, for a remote that has what the chain starts from:
 * a large tree goes as its difference from the one it replaces (`before`), which the remote has or finds earlier in the pack.
 * Such a pack is `thin`: only a remote that has those can take it in.
 */
export function writeThinPack(objects: Iterable<GitObject>): {
	readonly pack: Buffer;
	readonly isThin: boolean;
} {
	// What the remote will have, with the length of its chain in this pack: never sent again, or it could end up as the
	// difference from one that is a difference from it.
	const chains = new Map<Oid, number>();
	const parts: Uint8Array[] = [];
	let count = 0;
	let isThin = false;
	for (const object of objects) {
		const { oid, before } = object;
		if (before !== undefined && !chains.has(before.oid))
			chains.set(before.oid, 0);
		if (chains.has(oid)) continue;
		const chain = before === undefined ? 0 : (chains.get(before.oid) ?? 0) + 1;
		const delta = chain > CHAIN_MAX ? undefined : deltaOf(object);
		if (delta === undefined || before === undefined) pushWhole(parts, object);
		else {
			parts.push(
				entryHeader(REF_DELTA, delta.byteLength),
				Buffer.from(before.oid, "hex"),
				deflated(delta, false),
			);
			isThin = true;
		}
		chains.set(oid, delta === undefined ? 0 : chain);
		count++;
	}
	return { pack: finish(parts, count), isThin };
}

function deltaOf({ body, before }: GitObject): Uint8Array | undefined {
	return before === undefined || body.byteLength < DELTA_FROM_BYTES
		? undefined
		: deltaBetween(before.body, body);
}

/** Answers how many bytes the entry takes. */
function pushWhole(parts: Uint8Array[], { type, body }: GitObject): number {
	const head = entryHeader(TYPE_NUMBER[type], body.byteLength);
	// A tree is mostly hashes, which do not compress: trying costs ten times the time of storing them.
	const data = deflated(body, type !== "tree");
	parts.push(head, data);
	return head.byteLength + data.byteLength;
}

function finish(entries: readonly Uint8Array[], count: number): Buffer {
	const header = Buffer.alloc(HEADER_BYTES);
	header.write("PACK", "latin1");
	header.writeUInt32BE(2, 4);
	header.writeUInt32BE(count, 8);
	const bytes = entries.reduce(
		(sum, { byteLength }) => sum + byteLength,
		HEADER_BYTES,
	);
	const pack = Buffer.concat([header, ...entries], bytes + 20);
	createHash("sha1").update(pack.subarray(0, bytes)).digest().copy(pack, bytes);
	return pack;
}

/** Type and inflated size: four bits of the size in the first byte, seven in each that follows. */
function entryHeader(type: number, size: number): Uint8Array {
	const bytes: number[] = [];
	let rest = Math.floor(size / 16);
	let byte = (type << 4) | (size & 15);
	while (rest > 0) {
		bytes.push(byte | 0x80);
		byte = rest & 0x7f;
		rest = Math.floor(rest / 128);
	}
	bytes.push(byte);
	return Uint8Array.from(bytes);
}
