import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";

import type { GitObject } from "./object.ts";

const TYPE_NUMBER = { commit: 1, tree: 2, blob: 3 } as const;
const SMALL_BYTES = 16_384;

/** Packs objects, each oid once, whole (no deltas), in a pack file of version 2. */
export function writePack(objects: Iterable<GitObject>): Buffer {
	const distinct = new Map<string, GitObject>();
	for (const object of objects) distinct.set(object.oid, object);
	const header = Buffer.alloc(12);
	header.write("PACK", "latin1");
	header.writeUInt32BE(2, 4);
	header.writeUInt32BE(distinct.size, 8);
	const parts: Uint8Array[] = [header];
	for (const object of distinct.values())
		parts.push(entryHeader(object), deflated(object));
	const body = Buffer.concat(parts);
	return Buffer.concat([body, createHash("sha1").update(body).digest()]);
}

/** Type and inflated size: four bits of the size in the first byte, seven in each that follows. */
function entryHeader({ type, body }: GitObject): Uint8Array {
	const bytes: number[] = [];
	let rest = Math.floor(body.byteLength / 16);
	let byte = (TYPE_NUMBER[type] << 4) | (body.byteLength & 15);
	while (rest > 0) {
		bytes.push(byte | 0x80);
		byte = rest & 0x7f;
		rest = Math.floor(rest / 128);
	}
	bytes.push(byte);
	return Uint8Array.from(bytes);
}

function deflated({ type, body }: GitObject): Buffer {
	// A tree is mostly hashes, which do not compress: trying costs ten times the time of storing them.
	const level = type === "tree" ? 0 : 6;
	// Small windows and buffers: setting up zlib's usual ones costs more than compressing a small document.
	return body.byteLength < SMALL_BYTES
		? deflateSync(body, {
				level,
				memLevel: 6,
				windowBits: 12,
				chunkSize: 4_096,
			})
		: deflateSync(body, { level });
}
