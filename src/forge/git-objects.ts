import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import type { Columns } from "./table.ts";
import type { BlobRow, CommitRow, TreeEntry, TreeRow } from "./tables.ts";

/** An object of git: what it is and its bytes without git's own header. */
export interface GitObject {
	readonly type: "blob" | "tree" | "commit";
	readonly content: Buffer;
}

/** The object's name: 40 hex digits. */
export function objectName({ type, content }: GitObject): string {
	return createHash("sha1")
		.update(`${type} ${content.length}\0`)
		.update(content)
		.digest("hex");
}

/** Writes an object into a bare repository, unless it is there. */
export function writeLooseObject(dir: string, object: GitObject): void {
	const name = objectName(object);
	const file = join(dir, "objects", name.slice(0, 2), name.slice(2));
	if (existsSync(file)) return;
	mkdirSync(dirname(file), { recursive: true });
	const header = Buffer.from(`${object.type} ${object.content.length}\0`);
	writeFileSync(
		`${file}.next`,
		deflateSync(Buffer.concat([header, object.content])),
		{ mode: 0o444 },
	);
	renameSync(`${file}.next`, file);
}

/** The object that a row of the emulator stands for; its name is the row's `sha`. */
export function blobObject(
	row: Pick<BlobRow, "content" | "encoding">,
): GitObject {
	const encoding = row.encoding === "base64" ? "base64" : "utf8";
	return { type: "blob", content: Buffer.from(row.content, encoding) };
}

/** The same for a tree. */
export function treeObject(row: Pick<TreeRow, "tree">): GitObject {
	// Git sorts a directory as if its name ended in a slash.
	const sortKey = (entry: TreeEntry) =>
		Buffer.from(entry.type === "tree" ? `${entry.path}/` : entry.path);
	const entries = [...row.tree].sort((a, b) =>
		Buffer.compare(sortKey(a), sortKey(b)),
	);
	const parts = entries.flatMap(({ mode, path, sha }) => {
		return [
			Buffer.from(`${mode.replace(/^0+/, "")} ${path}\0`),
			Buffer.from(sha, "hex"),
		];
	});
	return { type: "tree", content: Buffer.concat(parts) };
}

/** The same for a commit. The emulator ends a message with a newline where it has none. */
export function commitObject(
	row: Omit<Columns<CommitRow>, "repo_id" | "node_id" | "user_id" | "sha">,
): GitObject {
	const lines = [
		`tree ${row.tree_sha}`,
		...row.parent_shas.map((sha) => `parent ${sha}`),
		`author ${row.author_name} <${row.author_email}> ${gitDate(row.author_date)}`,
		`committer ${row.committer_name} <${row.committer_email}> ${gitDate(row.committer_date)}`,
	];
	const message = row.message.endsWith("\n") ? row.message : `${row.message}\n`;
	return {
		type: "commit",
		content: Buffer.from(`${lines.join("\n")}\n\n${message}`),
	};
}

function gitDate(date: string): string {
	const [, sign = "+", hours = "00", minutes = "00"] =
		/([+-])(\d{2}):?(\d{2})$/.exec(date.slice(10)) ?? [];
	return `${Math.floor(Date.parse(date) / 1000)} ${sign}${hours}${minutes}`;
}

type Content<R> = Omit<
	R,
	"id" | "created_at" | "updated_at" | "repo_id" | "node_id" | "sha"
>;

/** A blob's columns; text stays readable, everything else is base64. */
export function blobColumns(content: Buffer): Content<BlobRow> {
	const text = content.toString("utf8");
	const isText =
		!text.includes("\0") && Buffer.from(text, "utf8").equals(content);
	return isText
		? { content: text, encoding: "utf-8", size: content.length }
		: {
				content: content.toString("base64"),
				encoding: "base64",
				size: content.length,
			};
}

/** A tree's columns. `sizeOf` answers a blob's size, where it is known. */
export function treeColumns(
	content: Buffer,
	sizeOf: (sha: string) => number | undefined,
): Content<TreeRow> {
	const tree: TreeEntry[] = [];
	for (let at = 0; at < content.length; ) {
		const space = content.indexOf(0x20, at);
		const end = content.indexOf(0, space);
		const mode = content.toString("latin1", at, space).padStart(6, "0");
		const path = content.toString("utf8", space + 1, end);
		const sha = content.toString("hex", end + 1, end + 21);
		const type =
			mode === "040000" ? "tree" : mode === "160000" ? "commit" : "blob";
		const size = type === "blob" ? sizeOf(sha) : undefined;
		tree.push({
			path,
			mode,
			type,
			sha,
			...(size === undefined ? {} : { size }),
		});
		at = end + 21;
	}
	return { tree, truncated: false };
}

/** A commit's columns. Whatever other headers it has (a signature) is not shown. */
export function commitColumns(
	content: Buffer,
): Omit<Content<CommitRow>, "user_id"> {
	const text = content.toString("utf8");
	const split = text.indexOf("\n\n");
	const headers = text.slice(0, split).split("\n");
	const valuesOf = (name: string) =>
		headers
			.filter((line) => line.startsWith(`${name} `))
			.map((line) => line.slice(name.length + 1));
	const author = parseIdentity(valuesOf("author")[0]);
	const committer = parseIdentity(valuesOf("committer")[0]);
	return {
		message: text.slice(split + 2).replace(/\n+$/, ""),
		author_name: author.name,
		author_email: author.email,
		author_date: author.date,
		committer_name: committer.name,
		committer_email: committer.email,
		committer_date: committer.date,
		tree_sha: valuesOf("tree")[0] ?? "",
		parent_shas: valuesOf("parent"),
	};
}

function parseIdentity(line = ""): {
	name: string;
	email: string;
	date: string;
} {
	const [, name = "", email = "", seconds = "0"] =
		/^(.*?) ?<(.*)> (\d+)/.exec(line) ?? [];
	return {
		name,
		email,
		date: `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`,
	};
}

/** Splits what `git cat-file --batch` printed; objects it did not find are left out. */
export function parseBatch(output: Buffer): Map<string, GitObject> {
	const objects = new Map<string, GitObject>();
	for (let at = 0; at < output.length; ) {
		const end = output.indexOf(0x0a, at);
		const [sha = "", type = "", size = ""] = output
			.toString("latin1", at, end)
			.split(" ");
		at = end + 1;
		if (type === "missing") continue;
		const content = Buffer.from(output.subarray(at, at + Number(size)));
		if (type === "blob" || type === "tree" || type === "commit")
			objects.set(sha, { type, content });
		at += Number(size) + 1;
	}
	return objects;
}
