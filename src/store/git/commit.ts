import type {
	CommitRecord,
	Oid,
	Signature,
	StagedCommit,
	Version,
} from "../store.ts";
import { type GitObject, makeObject } from "./object.ts";

/** A change to commit: `files` by path, null to delete; `message` gets its final newline if it has none. */
export interface CommitChange {
	readonly files: ReadonlyMap<string, Uint8Array | null>;
	readonly message: string;
	readonly author: Signature;
	readonly committer: Signature;
}

/**
 * Makes the commit that a change on top of `parent` comes to, in memory only. The same arguments give the same oid.
 * Throws `TypeError` when nothing would change, or for what `Tree.with` refuses.
 */
export function stageCommit(
	parent: Version,
	change: CommitChange,
): StagedCommit {
	const { tree, objects } = parent.tree.with(change.files);
	if (tree.rootOid === parent.tree.rootOid)
		throw new TypeError("a commit that changes nothing");
	const message = cleanMessage(change.message);
	const commit = makeObject(
		"commit",
		printCommit({
			treeOid: tree.rootOid,
			parents: parent.oid === null ? [] : [parent.oid],
			author: change.author,
			committer: change.committer,
			message,
		}),
	);
	return {
		oid: commit.oid,
		parent: parent.oid,
		tree,
		message,
		objects: [...objects, commit],
	};
}

/** Prints the body of a commit object, always in UTF-8 and UTC. */
export function printCommit(commit: Omit<CommitRecord, "oid">): Buffer {
	const lines = [
		`tree ${commit.treeOid}`,
		...commit.parents.map((oid) => `parent ${oid}`),
		`author ${printSignature(commit.author)}`,
		`committer ${printSignature(commit.committer)}`,
		"",
		cleanMessage(commit.message),
	];
	return Buffer.from(lines.join("\n"), "utf8");
}

/**
 * Reads a commit object, whoever wrote it: what is not understood (a signature block, an encoding) is passed over, a
 * malformed person reads as an empty name, email and time zero. Throws when it is no commit at all.
 */
export function parseCommit(object: GitObject): CommitRecord {
	const text = Buffer.from(object.body).toString("utf8");
	const end = text.indexOf("\n\n");
	const headers = (end === -1 ? text : text.slice(0, end)).split("\n");
	const valuesOf = (key: string) =>
		headers
			.filter((line) => line.startsWith(`${key} `))
			.map((line) => line.slice(key.length + 1));
	const treeOid = valuesOf("tree")[0];
	if (object.type !== "commit" || treeOid === undefined)
		throw new Error(`${object.oid} is not a commit`);
	return {
		oid: object.oid,
		treeOid,
		parents: valuesOf("parent"),
		message: end === -1 ? "" : text.slice(end + 2),
		author: parseSignature(valuesOf("author")[0]),
		committer: parseSignature(valuesOf("committer")[0]),
	};
}

/** The first parent of a chain of records, or null at a root. */
export function parentOf(record: CommitRecord): Oid | null {
	return record.parents[0] ?? null;
}

function cleanMessage(message: string): string {
	const text = Buffer.from(message.replaceAll("\0", ""), "utf8").toString(
		"utf8",
	);
	return text.endsWith("\n") ? text : `${text}\n`;
}

function printSignature({ name, email, at }: Signature): string {
	if (!Number.isSafeInteger(at) || at < 0)
		throw new RangeError(`not whole seconds since the epoch: ${at}`);
	const address = cleanIdentity(email).replaceAll(" ", "");
	// A nameless person is refused by git's own checks, so the address has to stand in.
	const shown = cleanIdentity(name) || address.split("@")[0] || "unknown";
	return `${shown} <${address}> ${at} +0000`;
}

/** Without what would end the field early: angle brackets, line ends and other control characters. */
function cleanIdentity(text: string): string {
	const isHarmless = (character: string) =>
		/\s/.test(character) ||
		(character >= " " && character !== "\x7f" && !"<>".includes(character));
	return [...text].filter(isHarmless).join("").replace(/\s+/g, " ").trim();
}

function parseSignature(line: string | undefined): Signature {
	const match = /^(.*?) ?<([^>]*)> (\d{1,15})(?: [+-]\d+)?$/.exec(line ?? "");
	return {
		name: match?.[1] ?? "",
		email: match?.[2] ?? "",
		at: Number(match?.[3] ?? 0),
	};
}
