import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";

import { stageCommit } from "../../src/store/git/commit.ts";
import type {
	Oid,
	Signature,
	StagedCommit,
	Version,
} from "../../src/store/store.ts";

export const AUTHOR: Signature = {
	name: "Mona Lisa",
	email: "583231+octocat@users.noreply.github.com",
	at: 1_795_203_000,
};
export const COMMITTER: Signature = {
	name: "baton[bot]",
	email: "baton@example.com",
	at: 1_795_203_001,
};

/** Bytes of a text. */
export function bytes(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

/** The text of a file of a version; undefined when there is none. */
export function textAt({ tree }: Version, path: string): string | undefined {
	const found = tree.get(path);
	return found === undefined ? undefined : new TextDecoder().decode(found);
}

/** Stages a commit of texts (null deletes) by fixed people at a fixed time. */
export function stage(
	parent: Version,
	files: Record<string, string | null>,
	message = "a change\n",
): StagedCommit {
	const changes = new Map(
		Object.entries(files).map(([path, text]) => [
			path,
			text === null ? null : bytes(text),
		]),
	);
	return stageCommit(parent, {
		files: changes,
		message,
		author: AUTHOR,
		committer: COMMITTER,
	});
}

const run = promisify(execFile);
const ENV = {
	...process.env,
	GIT_CONFIG_GLOBAL: "/dev/null",
	GIT_CONFIG_SYSTEM: "/dev/null",
	GIT_TERMINAL_PROMPT: "0",
	GIT_AUTHOR_NAME: "A person",
	GIT_AUTHOR_EMAIL: "person@example.com",
	GIT_COMMITTER_NAME: "A person",
	GIT_COMMITTER_EMAIL: "person@example.com",
};

/** Runs plain git in a directory and answers what it printed, exactly. Throws when it fails. */
export async function git(
	directory: string,
	...args: string[]
): Promise<string> {
	const { stdout } = await run("git", ["-C", directory, ...args], {
		env: ENV,
		maxBuffer: 50_000_000,
	});
	return stdout;
}

/** Runs plain git with bytes on its standard input. */
export async function gitWith(
	directory: string,
	input: Uint8Array | string,
	...args: string[]
): Promise<string> {
	const child = spawn("git", ["-C", directory, ...args], {
		env: ENV,
		stdio: ["pipe", "pipe", "inherit"],
	});
	const chunks: Buffer[] = [];
	child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
	child.stdin.end(input);
	const code = await new Promise((resolve, reject) =>
		child.on("error", reject).on("close", resolve),
	);
	if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${code}`);
	return Buffer.concat(chunks).toString();
}

/** Commits a tree of `mode type oid\tname` lines with plain git, on a parent, and moves the branch there. */
export async function commitTree(
	directory: string,
	branch: string,
	tree: { lines: string; parent: Oid | null },
): Promise<Oid> {
	const treeOid = (
		await gitWith(directory, tree.lines, "mktree", "--missing")
	).trim();
	const parents = tree.parent === null ? [] : ["-p", tree.parent];
	const oid = (
		await git(directory, "commit-tree", treeOid, ...parents, "-m", "by hand")
	).trim();
	await git(directory, "update-ref", `refs/heads/${branch}`, oid);
	return oid;
}
