import type { Oid } from "../store.ts";
import {
	childOf,
	type DirectoryNode,
	EMPTY_DIRECTORY,
	type Node,
	type Shape,
} from "./directory.ts";
import {
	fromByteString,
	type GitObject,
	type ObjectSource,
	parseTree,
	TREE_MODE,
	type TreeEntry,
	toByteString,
} from "./object.ts";
import { isPlainName, MAX_DEPTH } from "./path.ts";
import { slab } from "./slab.ts";
import { Tree } from "./tree.ts";

/** Objects read between two turns of the event loop, so that loading a large board does not stop everything else. */
const READS_PER_TURN = 500;
/** Small enough that an old version which shares a buffer with a few present files holds little else. */
const CHUNK_BYTES = 256_000;
const SHARED_SHAPE_MAX_ENTRIES = 16;
const FILE_MODES: ReadonlySet<string> = new Set(["100644", "100755", "100664"]);

/**
 * Reads a whole tree into memory; what is the same at the same place in `like` is shared with it, not read. Throws when an
 * object is missing or damaged (`code: "OBJECT_MISSING"` for the former).
 */
export async function loadTree(
	source: ObjectSource,
	oid: Oid,
	like: Tree,
): Promise<Tree> {
	if (oid === like.rootOid) return like;
	if (oid === EMPTY_DIRECTORY.oid) return new Tree(EMPTY_DIRECTORY);
	const reader = {
		source: throttled(source),
		keep: slab(CHUNK_BYTES),
		shapes: new Map(),
		depth: 0,
	};
	const root = await loadDirectory(reader, oid, like.root);
	if (root === undefined) throw new Error(`the tree ${oid} is malformed`);
	return new Tree(root);
}

/** The error for an object that should be there; `code` is `OBJECT_MISSING`. */
export function missing(oid: Oid): Error {
	return Object.assign(new Error(`the object ${oid} is missing`), {
		code: "OBJECT_MISSING",
	});
}

interface Reader {
	readonly source: (oid: Oid) => Promise<GitObject>;
	/** Makes a copy that takes little memory and holds nothing else of the source's. */
	readonly keep: (bytes: Uint8Array) => Uint8Array;
	/** Shapes seen in this load: the directories of most tasks have the same one. */
	readonly shapes: Map<string, Shape>;
	readonly depth: number;
}

async function loadDirectory(
	reader: Reader,
	oid: Oid,
	like: DirectoryNode,
): Promise<DirectoryNode | undefined> {
	if (oid === EMPTY_DIRECTORY.oid) return EMPTY_DIRECTORY;
	const { type, body } = await reader.source(oid);
	const entries = type === "tree" ? parseTree(body) : undefined;
	if (entries === undefined) return undefined;
	const children: Node[] = [];
	for (const entry of entries) {
		const known = childOf(like, entry.name);
		children.push(
			isReadable(entry, reader.depth)
				? await loadChild(reader, entry, known)
				: { kind: "odd", oid: entry.oid },
		);
	}
	return {
		kind: "directory",
		oid,
		body: reader.keep(body),
		shape: isShapeOf(like, entries)
			? like.shape
			: sharedShape(reader.shapes, entries),
		children,
	};
}

/** The shape of a directory with these entries; `shapes` holds those that were made so far. */
export function sharedShape(
	shapes: Map<string, Shape>,
	entries: readonly TreeEntry[],
): Shape {
	const make = () => ({
		entries: entries.map(({ name, mode, oidAt }) => ({ name, mode, oidAt })),
		index: new Map(entries.map(({ name }, position) => [name, position])),
	});
	if (entries.length > SHARED_SHAPE_MAX_ENTRIES) return make();
	// Names and modes say where the oids are. No mode holds a space, no name a NUL: the key can be read in one way only.
	const key = entries.map(({ name, mode }) => `${mode} ${name}`).join("\0");
	const shape = shapes.get(key) ?? make();
	shapes.set(key, shape);
	return shape;
}

async function loadChild(
	reader: Reader,
	entry: TreeEntry,
	known: Node | undefined,
): Promise<Node> {
	const { oid } = entry;
	const isDirectory = entry.mode === TREE_MODE;
	if (known?.oid === oid && known.kind === (isDirectory ? "directory" : "file"))
		return known;
	if (isDirectory) {
		const like = known?.kind === "directory" ? known : EMPTY_DIRECTORY;
		return (
			(await loadDirectory(
				{ ...reader, depth: reader.depth + 1 },
				oid,
				like,
			)) ?? { kind: "odd", oid }
		);
	}
	const { type, body } = await reader.source(oid);
	return type === "blob"
		? { kind: "file", oid, bytes: reader.keep(body) }
		: { kind: "odd", oid };
}

/** Whether an entry can be addressed by a path and holds what its mode says a board may hold. */
function isReadable({ mode, name }: TreeEntry, depth: number): boolean {
	if (mode === TREE_MODE ? depth + 1 >= MAX_DEPTH : !FILE_MODES.has(mode))
		return false;
	const text = fromByteString(name);
	return isPlainName(text) && toByteString(text) === name;
}

function isShapeOf(
	like: DirectoryNode,
	entries: readonly TreeEntry[],
): boolean {
	const known = like.shape.entries;
	return (
		known.length === entries.length &&
		entries.every(
			({ name, mode }, position) =>
				name === known[position]?.name && mode === known[position]?.mode,
		)
	);
}

function throttled(source: ObjectSource): (oid: Oid) => Promise<GitObject> {
	let reads = 0;
	return async (oid) => {
		if (++reads % READS_PER_TURN === 0)
			await new Promise((resolve) => setImmediate(resolve));
		const object = await source.read(oid);
		if (object === undefined) throw missing(oid);
		return object;
	};
}
