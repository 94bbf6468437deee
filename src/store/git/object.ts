import { createHash } from "node:crypto";

import type { Oid } from "../store.ts";

/** The kinds of git object a board is made of. */
export type ObjectType = "blob" | "tree" | "commit";

/** A git object by its content; `oid` is the SHA-1 of `<type> <length>\0<body>`. */
export interface GitObject {
	readonly oid: Oid;
	readonly type: ObjectType;
	readonly body: Uint8Array;
	/** What was in this object's place before, when that is known and likely much the same: it can be told as the difference. */
	readonly before?: { readonly oid: Oid; readonly body: Uint8Array };
}

/** Where objects come from. Answers undefined for an object that is not there, throws for one that is there but damaged. */
export interface ObjectSource {
	read(oid: Oid): Promise<GitObject | undefined>;
}

/** The oid git would give this content; `type` is any type git knows. */
export function hashObject(type: string, body: Uint8Array): Oid {
	return createHash("sha1")
		.update(`${type} ${body.byteLength}\0`)
		.update(body)
		.digest("hex");
}

export function makeObject(type: ObjectType, body: Uint8Array): GitObject {
	return { oid: hashObject(type, body), type, body };
}

/**
 * One line of a tree object. `name` is a byte string: one character per byte of the name as stored (latin1), so that names
 * which are no UTF-8 survive a round trip and comparing strings compares bytes. `oidAt` is where the 20 oid bytes start in the body.
 */
export interface TreeEntry {
	readonly mode: string;
	readonly name: string;
	readonly oid: Oid;
	readonly oidAt: number;
}

export const TREE_MODE = "40000";
export const FILE_MODE = "100644";

/** The byte string of a text. */
export function toByteString(text: string): string {
	return Buffer.from(text, "utf8").toString("latin1");
}

/** The text of a byte string; bytes that are no UTF-8 come out as U+FFFD. */
export function fromByteString(bytes: string): string {
	return Buffer.from(bytes, "latin1").toString("utf8");
}

/** Reads the body of a tree object; undefined when it is malformed. */
export function parseTree(body: Uint8Array): readonly TreeEntry[] | undefined {
	const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
	const entries: TreeEntry[] = [];
	for (let at = 0; at < bytes.length; ) {
		const space = bytes.indexOf(0x20, at);
		const nul = space === -1 ? -1 : bytes.indexOf(0, space);
		if (nul === -1 || nul + 21 > bytes.length) return undefined;
		entries.push({
			mode: bytes.toString("latin1", at, space),
			name: bytes.toString("latin1", space + 1, nul),
			oid: bytes.toString("hex", nul + 1, nul + 21),
			oidAt: nul + 1,
		});
		at = nul + 21;
	}
	return entries;
}

/** Prints entries as the body of a tree object, in git's order: by bytes, a directory as if its name ended in `/`. */
export function printTree(
	entries: readonly Omit<TreeEntry, "oidAt">[],
): Buffer {
	const sorted = entries
		.map((entry) => ({
			entry,
			key: entry.mode === TREE_MODE ? `${entry.name}/` : entry.name,
		}))
		.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
	const parts: Buffer[] = [];
	for (const { entry } of sorted) {
		parts.push(
			Buffer.from(`${entry.mode} ${entry.name}\0`, "latin1"),
			Buffer.from(entry.oid, "hex"),
		);
	}
	return Buffer.concat(parts);
}
