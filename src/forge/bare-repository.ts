import { execFileSync } from "node:child_process";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { git, linesOf } from "./git-process.ts";

/** Ref name to the object it points at; branches and tags of commits. */
export type Refs = ReadonlyMap<string, string>;

const CONFIG = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	hooksPath = /dev/null
[receive]
	denyNonFastForwards = false
	denyDeletes = false
	autogc = false
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[gc]
	auto = 5000
	autoDetach = false
[transfer]
	advertiseSID = false
`;

/**
 * Makes an empty bare repository with GitHub's settings. One that is there already gets the settings and loses the locks of
 * processes that ended before their time: no git may be working in it.
 */
export function createBareRepository(dir: string, defaultBranch: string): void {
	if (!existsSync(join(dir, "HEAD"))) {
		const next = `${dir}.next`;
		rmSync(next, { recursive: true, force: true });
		mkdirSync(next, { recursive: true });
		execFileSync("git", ["init", "--quiet", "--bare", "--template=", next], {
			stdio: "pipe",
		});
		writeFileSync(join(next, "HEAD"), `ref: refs/heads/${defaultBranch}\n`);
		renameSync(next, dir);
	}
	writeFileSync(join(dir, "config"), CONFIG);
	removeLocks(dir);
}

/** A git that was killed leaves its locks behind, and nothing could be pushed there ever again. */
function removeLocks(dir: string): void {
	const refs = readdirSync(join(dir, "refs"), {
		recursive: true,
		encoding: "utf8",
	}).map((name) => join("refs", name));
	for (const name of [
		...refs,
		"packed-refs.lock",
		"HEAD.lock",
		"gc.pid.lock",
	]) {
		if (name.endsWith(".lock")) rmSync(join(dir, name), { force: true });
	}
}

/** Makes the first commit of a branch from text files. */
export async function commitFiles(
	dir: string,
	branch: string,
	{ files, atMs }: { files: Readonly<Record<string, string>>; atMs: number },
): Promise<void> {
	const parts: (string | Buffer)[] = [`commit refs/heads/${branch}\n`];
	parts.push(
		`committer GitHub <noreply@github.com> ${Math.floor(atMs / 1000)} +0000\n`,
		data("Initial commit\n"),
	);
	for (const [path, text] of Object.entries(files))
		parts.push(`M 100644 inline ${path}\n`, data(text), "\n");
	await git(
		dir,
		["fast-import", "--quiet", "--date-format=raw"],
		Buffer.concat(parts.map((part) => Buffer.from(part))),
	);
}

function data(text: string): Buffer {
	return Buffer.concat([
		Buffer.from(`data ${Buffer.byteLength(text)}\n`),
		Buffer.from(text),
	]);
}

/** All branches, and the tags that point at a commit. */
export async function readRefs(dir: string): Promise<Refs> {
	const format = "%(objecttype) %(objectname) %(refname)";
	const lines = linesOf(
		await git(dir, [
			"for-each-ref",
			`--format=${format}`,
			"refs/heads",
			"refs/tags",
		]),
	);
	const parsed = lines.map((line) => line.split(" "));
	return new Map(
		parsed
			.filter(([type]) => type === "commit")
			.map(([, sha = "", ref = ""]) => [ref, sha]),
	);
}

/** A ref's value before and after; null: it is not there. */
export interface RefChange {
	readonly ref: string;
	readonly before: string | null;
	readonly after: string | null;
}

/** What differs between two states of the refs. */
export function refChanges(before: Refs, after: Refs): RefChange[] {
	const names = new Set([...before.keys(), ...after.keys()]);
	return [...names]
		.map((ref) => ({
			ref,
			before: before.get(ref) ?? null,
			after: after.get(ref) ?? null,
		}))
		.filter((change) => change.before !== change.after);
}

const NO_OBJECT = "0".repeat(40);

/** Moves refs from exactly their `before` to their `after`, all or none; false when one of them was elsewhere. */
export async function updateRefs(
	dir: string,
	changes: readonly RefChange[],
): Promise<boolean> {
	const lines = changes.map(({ ref, before, after }) => {
		return after === null
			? `delete ${ref} ${before}`
			: `update ${ref} ${after} ${before ?? NO_OBJECT}`;
	});
	try {
		await git(
			dir,
			["update-ref", "--stdin"],
			`start\n${lines.join("\n")}\nprepare\ncommit\n`,
		);
		return true;
	} catch (error) {
		if (
			/cannot lock ref|but expected|already exists/.test(
				String((error as Error).message),
			)
		)
			return false;
		throw error;
	}
}
