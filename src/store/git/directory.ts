import type { Oid } from "../store.ts";
import {
	FILE_MODE,
	hashObject,
	parseTree,
	printTree,
	TREE_MODE,
	type TreeEntry,
} from "./object.ts";

/** A regular file, executable or not. */
export interface FileNode {
	readonly kind: "file";
	readonly oid: Oid;
	readonly bytes: Uint8Array;
}

/** Something a board has no use for, kept exactly as it is: a symbolic link, a submodule, an entry with an impossible name. */
export interface OddNode {
	readonly kind: "odd";
	readonly oid: Oid;
}

/** One directory with all that is below it. `children[i]` belongs to `shape.entries[i]`. */
export interface DirectoryNode {
	readonly kind: "directory";
	readonly oid: Oid;
	readonly body: Uint8Array;
	readonly shape: Shape;
	readonly children: readonly Node[];
}

export type Node = FileNode | OddNode | DirectoryNode;

/** The names and modes of a directory: shared by all its versions that differ only in content. */
export interface Shape {
	readonly entries: readonly Pick<TreeEntry, "name" | "mode" | "oidAt">[];
	readonly index: ReadonlyMap<string, number>;
}

interface ReadShape extends Shape {
	readonly entries: readonly TreeEntry[];
}

/** The bytes of a tree object with its names indexed; undefined when it is malformed. */
function shapeOf(body: Uint8Array): ReadShape | undefined {
	const entries = parseTree(body);
	if (entries === undefined) return undefined;
	return {
		entries,
		index: new Map(entries.map(({ name }, position) => [name, position])),
	};
}

export const EMPTY_DIRECTORY: DirectoryNode = {
	kind: "directory",
	oid: hashObject("tree", new Uint8Array()),
	body: new Uint8Array(),
	shape: { entries: [], index: new Map() },
	children: [],
};

export function childOf(
	directory: DirectoryNode,
	name: string,
): Node | undefined {
	const position = directory.shape.index.get(name);
	return position === undefined ? undefined : directory.children[position];
}

/**
 * The directory with some children replaced, added or (undefined) removed, by byte-string name. Costs a copy of this one
 * directory; when only contents change, not even that of its names. Answers the same node when nothing changed.
 */
export function withChildren(
	directory: DirectoryNode,
	changes: ReadonlyMap<string, Node | undefined>,
): DirectoryNode {
	let isSameShape = true;
	let isSame = true;
	for (const [name, node] of changes) {
		const before = childOf(directory, name);
		if (
			before === node ||
			(before?.oid === node?.oid && before?.kind === node?.kind)
		)
			continue;
		isSame = false;
		if (before === undefined || before.kind !== node?.kind) isSameShape = false;
	}
	if (isSame) return directory;
	return isSameShape
		? overwritten(directory, changes)
		: reshaped(directory, changes);
}

function overwritten(
	directory: DirectoryNode,
	changes: ReadonlyMap<string, Node | undefined>,
): DirectoryNode {
	const { shape } = directory;
	const body = Buffer.from(directory.body);
	const children = [...directory.children];
	for (const [name, node] of changes) {
		const position = shape.index.get(name);
		const entry = position === undefined ? undefined : shape.entries[position];
		if (position === undefined || entry === undefined || node === undefined)
			continue;
		children[position] = node;
		body.write(node.oid, entry.oidAt, 20, "hex");
	}
	return {
		kind: "directory",
		oid: hashObject("tree", body),
		body,
		shape,
		children,
	};
}

function reshaped(
	directory: DirectoryNode,
	changes: ReadonlyMap<string, Node | undefined>,
): DirectoryNode {
	const nodes = new Map<string, Node>();
	const entries: { mode: string; name: string; oid: Oid }[] = [];
	const add = (name: string, mode: string, node: Node) => {
		nodes.set(`${mode} ${name}`, node);
		entries.push({ mode, name, oid: node.oid });
	};
	for (const [position, { name, mode }] of directory.shape.entries.entries()) {
		const node = directory.children[position];
		if (node !== undefined && !changes.has(name)) add(name, mode, node);
	}
	for (const [name, node] of changes) {
		const position = directory.shape.index.get(name);
		const keptMode =
			position === undefined ||
			directory.children[position]?.kind !== node?.kind
				? undefined
				: directory.shape.entries[position]?.mode;
		if (node !== undefined)
			add(
				name,
				keptMode ?? (node.kind === "directory" ? TREE_MODE : FILE_MODE),
				node,
			);
	}
	const body = printTree(entries);
	const shape = shapeOf(body);
	if (shape === undefined)
		throw new Error("a printed tree could not be read back");
	const children = shape.entries.map(
		({ mode, name, oid }) =>
			nodes.get(`${mode} ${name}`) ?? { kind: "odd" as const, oid },
	);
	return {
		kind: "directory",
		oid: hashObject("tree", body),
		body,
		shape,
		children,
	};
}
