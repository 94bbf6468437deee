import { printCommit } from "../store/git/commit.ts";
import { childOf, type Node } from "../store/git/directory.ts";
import { type GitObject, makeObject } from "../store/git/object.ts";
import type { Tree } from "../store/git/tree.ts";
import type { Signature, StagedCommit, Version } from "../store/store.ts";

/**
 * Makes a commit of any tree on top of `parent`, in memory only: also of the very tree that is there, which no command can.
 * The same arguments give the same oid.
 */
export function guardCommit(
	parent: Version,
	{
		tree,
		...said
	}: {
		readonly tree: Tree;
		/** Ends with a line end. */
		readonly message: string;
		readonly author: Signature;
		readonly committer: Signature;
	},
): StagedCommit {
	const parents = parent.oid === null ? [] : [parent.oid];
	const commit = makeObject(
		"commit",
		printCommit({ treeOid: tree.rootOid, parents, ...said }),
	);
	const objects = [...objectsBeyond(parent.tree.root, tree.root), commit];
	if (parent.oid === null && objects.length === 1)
		objects.unshift({
			oid: tree.rootOid,
			type: "tree",
			body: tree.root.body,
		});
	return {
		oid: commit.oid,
		parent: parent.oid,
		tree,
		message: said.message,
		objects,
	};
}

/** Every object of a tree that another one does not hold in the same place. What cannot be read cannot be sent either. */
function* objectsBeyond(
	before: Node | undefined,
	after: Node,
): Iterable<GitObject> {
	if (after.kind === "odd") return;
	if (before?.kind === after.kind && before.oid === after.oid) return;
	if (after.kind === "file")
		return yield { oid: after.oid, type: "blob", body: after.bytes };
	yield { oid: after.oid, type: "tree", body: after.body };
	for (const [index, { name }] of after.shape.entries.entries()) {
		const child = after.children[index];
		const known =
			before?.kind === "directory" ? childOf(before, name) : undefined;
		if (child !== undefined) yield* objectsBeyond(known, child);
	}
}
