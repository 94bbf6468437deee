import type { Oid } from "../store.ts";
import {
	childOf,
	type DirectoryNode,
	EMPTY_DIRECTORY,
	type Node,
	withChildren,
} from "./directory.ts";
import {
	fromByteString,
	type GitObject,
	makeObject,
	toByteString,
} from "./object.ts";
import { splitPath } from "./path.ts";

/** What to do at one name: write or delete (null) a file, and what to do below it. */
interface Change {
	file?: Uint8Array | null;
	readonly below: Map<string, Change>;
}

/** The result of a change: the new tree and every object, blobs and trees, that the old one does not hold in the same place. */
export interface Changed {
	readonly tree: Tree;
	readonly objects: readonly GitObject[];
}

/**
 * All files of one version of a branch, in memory, immutable; versions share what they have in common. Paths are
 * slash-separated text relative to the root. Entries that are not plain files and directories cannot be read here, are never
 * overwritten, and stay as they are.
 */
export class Tree {
	readonly root: DirectoryNode;

	constructor(root: DirectoryNode) {
		this.root = root;
	}

	/** The name git gives this tree. */
	get rootOid(): Oid {
		return this.root.oid;
	}

	/** The bytes of a file (not to be written to), undefined when there is no plain file of that name. */
	get(path: string): Uint8Array | undefined {
		const node = this.#find(path);
		return node?.kind === "file" ? node.bytes : undefined;
	}

	/** The oid of whatever is at a path: a file's blob, a directory's tree (`""`: the root's). */
	oidOf(path: string): Oid | undefined {
		return this.#find(path)?.oid;
	}

	/** The names directly in a directory (`""`: the root), files and directories alike; none when there is no such directory. */
	list(directory: string): string[] {
		const node = this.#find(directory);
		if (node?.kind !== "directory") return [];
		return node.shape.entries
			.filter((_, position) => node.children[position]?.kind !== "odd")
			.map(({ name }) => fromByteString(name));
	}

	/** Every file as `[path, oid, bytes]`, in git's order. */
	entries(): Generator<[path: string, oid: Oid, bytes: Uint8Array]> {
		return filesBelow(this.root, "");
	}

	/**
	 * The tree after writing (bytes) and deleting (null) files; deleting what is not there does nothing, an emptied directory
	 * goes away. Throws `TypeError` for a path that may not be (see `splitPath`), and for one that would put a file where a
	 * directory stays, a directory where a file stays, or anything over an odd entry.
	 */
	with(changes: ReadonlyMap<string, Uint8Array | null>): Changed {
		const plan = new Map<string, Change>();
		for (const [path, file] of changes) {
			let level = plan;
			let change: Change = { below: plan };
			for (const name of splitPath(path)) {
				const key = toByteString(name);
				change = level.get(key) ?? { below: new Map() };
				level.set(key, change);
				level = change.below;
			}
			change.file = file;
		}
		const objects = new Map<Oid, GitObject>();
		const root = apply(this.root, plan, { objects, at: "" });
		return {
			tree: root === this.root ? this : new Tree(root),
			objects: [...objects.values()],
		};
	}

	#find(path: string): Node | undefined {
		let node: Node | undefined = this.root;
		if (path === "") return node;
		for (const name of path.split("/")) {
			if (node?.kind !== "directory") return undefined;
			node = childOf(node, toByteString(name));
		}
		return node;
	}
}

const EMPTY = new Tree(EMPTY_DIRECTORY);

/** The tree without files. */
export function emptyTree(): Tree {
	return EMPTY;
}

/** The paths at which two trees differ, sorted. What is the same in both is not walked. */
export function diffTrees(before: Tree, after: Tree): string[] {
	const paths: string[] = [];
	collectDifferences(before.root, after.root, { paths, at: "" });
	return paths.sort();
}

interface Progress {
	readonly objects: Map<Oid, GitObject>;
	readonly at: string;
}

function apply(
	directory: DirectoryNode,
	changes: ReadonlyMap<string, Change>,
	progress: Progress,
): DirectoryNode {
	const children = new Map<string, Node | undefined>();
	for (const [name, change] of changes) {
		const path = `${progress.at}${fromByteString(name)}`;
		children.set(
			name,
			applyAt(childOf(directory, name), change, {
				objects: progress.objects,
				at: path,
			}),
		);
	}
	const changed = withChildren(directory, children);
	// An emptied directory goes away with its parent's entry; only the root is an object even when it is empty.
	const isStored = changed.children.length > 0 || progress.at === "";
	if (changed !== directory && isStored)
		progress.objects.set(changed.oid, treeObject(changed, directory));
	return changed;
}

/** Keeps of the version before only what tells it apart: it must not keep a whole board in memory. */
function treeObject(
	{ oid, body }: DirectoryNode,
	before: DirectoryNode,
): GitObject {
	return before.children.length === 0
		? { oid, type: "tree", body }
		: {
				oid,
				type: "tree",
				body,
				before: { oid: before.oid, body: before.body },
			};
}

function applyAt(
	before: Node | undefined,
	change: Change,
	progress: Progress,
): Node | undefined {
	const { file, below } = change;
	const { objects, at } = progress;
	let node = before;
	if (file !== undefined && node?.kind === "odd")
		throw new TypeError(`not a plain file, left alone: ${at}`);
	if (file === null && node?.kind === "file") node = undefined;
	if (below.size > 0 && (node === undefined || node.kind === "directory")) {
		const directory = apply(node ?? EMPTY_DIRECTORY, below, {
			objects,
			at: `${at}/`,
		});
		node =
			directory === node || directory.children.length > 0
				? directory
				: undefined;
	} else if (hasWrites(below)) {
		throw new TypeError(`not a directory: ${at}`);
	}
	if (file === undefined || file === null) return node;
	if (node?.kind === "directory")
		throw new TypeError(`a directory, not a file: ${at}`);
	const blob = makeObject("blob", file);
	if (node?.oid === blob.oid) return node;
	objects.set(blob.oid, blob);
	return { kind: "file", oid: blob.oid, bytes: file };
}

function hasWrites(changes: ReadonlyMap<string, Change>): boolean {
	for (const { file, below } of changes.values()) {
		if ((file !== undefined && file !== null) || hasWrites(below)) return true;
	}
	return false;
}

function* filesBelow(
	directory: DirectoryNode,
	prefix: string,
): Generator<[string, Oid, Uint8Array]> {
	for (const [position, { name }] of directory.shape.entries.entries()) {
		const node = directory.children[position];
		const path = `${prefix}${fromByteString(name)}`;
		if (node?.kind === "file") yield [path, node.oid, node.bytes];
		if (node?.kind === "directory") yield* filesBelow(node, `${path}/`);
	}
}

function collectDifferences(
	before: Node | undefined,
	after: Node | undefined,
	found: { paths: string[]; at: string },
): void {
	if (before === after) return;
	const beforeDirectory = before?.kind === "directory" ? before : undefined;
	const afterDirectory = after?.kind === "directory" ? after : undefined;
	const isLeaf =
		(before !== undefined && beforeDirectory === undefined) ||
		(after !== undefined && afterDirectory === undefined);
	if (isLeaf) found.paths.push(found.at);
	if (
		beforeDirectory !== undefined &&
		beforeDirectory.oid === afterDirectory?.oid
	)
		return;
	for (const name of namesToCompare(beforeDirectory, afterDirectory)) {
		const left = beforeDirectory && childOf(beforeDirectory, name);
		const right = afterDirectory && childOf(afterDirectory, name);
		const isSame =
			left?.oid === right?.oid &&
			modeOf(beforeDirectory, name) === modeOf(afterDirectory, name);
		if (isSame) continue;
		const at = `${found.at === "" ? "" : `${found.at}/`}${fromByteString(name)}`;
		collectDifferences(left, right, { paths: found.paths, at });
	}
}

/** The names in either directory; when both have the same, only those whose content is another. */
function namesToCompare(
	before: DirectoryNode | undefined,
	after: DirectoryNode | undefined,
): Iterable<string> {
	if (before?.shape !== after?.shape || before === undefined)
		return new Set([
			...(before?.shape.index.keys() ?? []),
			...(after?.shape.index.keys() ?? []),
		]);
	return before.shape.entries.flatMap(({ name }, position) =>
		before.children[position] === after?.children[position] ? [] : [name],
	);
}

function modeOf(
	directory: DirectoryNode | undefined,
	name: string,
): string | undefined {
	const position = directory?.shape.index.get(name);
	return position === undefined
		? undefined
		: directory?.shape.entries[position]?.mode;
}
