import {
	blobColumns,
	commitColumns,
	type GitObject,
	parseBatch,
	treeColumns,
} from "./git-objects.ts";
import { git, linesOf } from "./git-process.ts";
import type { Row, Table } from "./table.ts";
import type { Tables } from "./tables.ts";

/** Objects are read in portions of this many, which bounds what is held in memory at once. */
const PORTION = 2000;

/** A bare repository and the id of the repository row that its objects are shown under. */
export interface GitPlace {
	readonly dir: string;
	readonly repoId: number;
}

/** Everything that the commits `heads` reach and none of `known` does. */
export async function reachable(
	dir: string,
	heads: readonly string[],
	known: Iterable<string>,
): Promise<string[]> {
	if (heads.length === 0) return [];
	const input = [...heads, ...[...known].map((sha) => `^${sha}`)].join("\n");
	return linesOf(
		await git(dir, ["rev-list", "--objects", "--stdin"], `${input}\n`),
	).map((line) => line.slice(0, 40));
}

/** The commit `head` with its whole tree, without its history. */
export async function snapshot(dir: string, head: string): Promise<string[]> {
	const [root = ""] = linesOf(await git(dir, ["rev-parse", `${head}^{tree}`]));
	const listed = (await git(dir, ["ls-tree", "-r", "-t", "-z", head]))
		.toString("utf8")
		.split("\0");
	const children = listed
		.filter((line) => line !== "" && !line.startsWith("160000"))
		.map((line) => line.split(/[ \t]/)[2] ?? "");
	return [head, root, ...children];
}

/** Brings objects of a bare repository into the emulator's tables, those left out that are there. */
export async function importObjects(
	tables: Tables,
	place: GitPlace,
	names: Iterable<string>,
): Promise<void> {
	const missing = [...new Set(names)].filter(
		(sha) => !isImported(tables, place.repoId, sha),
	);
	for (let at = 0; at < missing.length; at += PORTION) {
		const input = `${missing.slice(at, at + PORTION).join("\n")}\n`;
		const objects = parseBatch(
			await git(place.dir, ["cat-file", "--batch"], input),
		);
		// A tree tells its blobs' sizes, so these have to be there first.
		const blobsFirst = [...objects].sort(([, a], [, b]) => rank(a) - rank(b));
		for (const [sha, object] of blobsFirst)
			insert(tables, place.repoId, { sha, object });
	}
}

function rank(object: GitObject): number {
	return object.type === "blob" ? 0 : 1;
}

/** Forgets objects that only an earlier state of a branch needed. */
export function dropObjects(
	tables: Tables,
	repoId: number,
	names: Iterable<string>,
): void {
	for (const sha of names) {
		for (const table of [tables.commits, tables.trees, tables.blobs]) {
			const row = rowOf(table, repoId, sha);
			if (row !== undefined) table.delete(row.id);
		}
	}
}

/** Whether an object of a repository is in the tables. */
function isImported(
	{ commits, trees, blobs }: Tables,
	repoId: number,
	sha: string,
): boolean {
	return [blobs, trees, commits].some(
		(table) => rowOf(table, repoId, sha) !== undefined,
	);
}

type GitTable = Pick<
	Table<Row & { readonly repo_id: number; readonly sha: string }>,
	"findBy"
>;

function rowOf(table: unknown, repoId: number, sha: string): Row | undefined {
	return (table as GitTable)
		.findBy("sha", sha)
		.find((row) => row.repo_id === repoId);
}

function insert(
	tables: Tables,
	repo_id: number,
	{ sha, object }: { sha: string; object: GitObject },
): void {
	const common = {
		repo_id,
		sha,
		node_id: Buffer.from(`${object.type}${sha}`).toString("base64url"),
	};
	if (object.type === "blob")
		tables.blobs.insert({ ...common, ...blobColumns(object.content) });
	if (object.type === "tree") {
		const sizeOf = (name: string) =>
			tables.blobs.findBy("sha", name).find((row) => row.repo_id === repo_id)
				?.size;
		tables.trees.insert({ ...common, ...treeColumns(object.content, sizeOf) });
	}
	if (object.type === "commit") {
		const columns = commitColumns(object.content);
		const user = tables.users.all().find(({ id, login, email }) => {
			return [
				email,
				`${login}@users.noreply.github.com`,
				`${id}+${login}@users.noreply.github.com`,
			].includes(columns.author_email);
		});
		tables.commits.insert({ ...common, ...columns, user_id: user?.id ?? null });
	}
}
