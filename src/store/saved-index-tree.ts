import {
	type DirectoryNode,
	EMPTY_DIRECTORY,
	type Node,
	type Shape,
} from "./git/directory.ts";
import { hashObject, parseTree, TREE_MODE } from "./git/object.ts";
import { Tree } from "./git/tree.ts";
import { sharedShape } from "./git/tree-loader.ts";
import type { Oid } from "./store.ts";

const EMPTY_FILE_OID = hashObject("blob", new Uint8Array());
const NOTHING = new Uint8Array();

/**
 * The contents of all files and directories of a tree, each directory before what is in it. What has no place in a board is
 * an empty record; a file or directory that is really empty is known by its name.
 */
export function* printSavedTree({ root }: Tree): Generator<Uint8Array> {
	yield* recordsOf(root);
}

function* recordsOf(node: Node): Generator<Uint8Array> {
	if (node.kind === "odd") yield NOTHING;
	if (node.kind === "file") yield node.bytes;
	if (node.kind !== "directory") return;
	yield node.body;
	for (const child of node.children) yield* recordsOf(child);
}

/**
 * Reads a tree back from its records, in steps; takes exactly those that are its own. Contents are not hashed again: the file
 * they come from has a checksum of its own. Throws when there are too few, or they are no tree.
 */
export function* readSavedTree(
	rootOid: Oid,
	records: Iterator<Uint8Array>,
): Generator<void, Tree> {
	const from: Source = { records, shapes: new Map() };
	const root = yield* readNode(from, rootOid, TREE_MODE);
	if (root.kind !== "directory") throw new Error("a saved tree without a root");
	return new Tree(root);
}

interface Source {
	readonly records: Iterator<Uint8Array>;
	readonly shapes: Map<string, Shape>;
}

function* readNode(
	from: Source,
	oid: Oid,
	mode: string,
): Generator<void, Node> {
	const record = from.records.next();
	if (record.done === true) throw new Error("a saved tree that is cut off");
	if (mode === TREE_MODE) return yield* readDirectory(from, oid, record.value);
	return record.value.length > 0 || oid === EMPTY_FILE_OID
		? { kind: "file", oid, bytes: record.value }
		: { kind: "odd", oid };
}

function* readDirectory(
	from: Source,
	oid: Oid,
	body: Uint8Array,
): Generator<void, DirectoryNode | Node> {
	if (oid === EMPTY_DIRECTORY.oid) return EMPTY_DIRECTORY;
	if (body.length === 0) return { kind: "odd", oid };
	const entries = parseTree(body);
	if (entries === undefined) throw new Error("a saved directory that is none");
	const children: Node[] = [];
	for (const entry of entries)
		children.push(yield* readNode(from, entry.oid, entry.mode));
	yield;
	return {
		kind: "directory",
		oid,
		body,
		shape: sharedShape(from.shapes, entries),
		children,
	};
}
