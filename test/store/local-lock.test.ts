import { spawn } from "node:child_process";
import { once } from "node:events";
import {
	mkdtemp,
	readdir,
	readFile,
	rm,
	utimes,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { underLock } from "../../src/store/git/lock.ts";
import { holderHere, printHolder } from "../../src/store/git/lock-holder.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import type { StagedCommit, Store, Version } from "../../src/store/store.ts";
import { git, stage } from "../support/staging.ts";

const BRANCH = "baton/board";
const NOTHING: Version = { oid: null, tree: emptyTree() };
const TOKEN = "0123456789abcdef";

let dir: string;
let store: Store;
let root: StagedCommit;

beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), "baton-lock-"));
	await git(dir, "init", "--quiet", "--initial-branch=main", "work");
	await git(work(), "commit", "--quiet", "--allow-empty", "-m", "start");
	store = await openLocalStore({
		dir: work(),
		branch: BRANCH,
		lockTimeoutMs: 60,
	});
	root = stage(NOTHING, { a: "1" });
	await store.append(null, [root]);
});

afterEach(async () => {
	await store.close();
	await rm(dir, { recursive: true, force: true });
});

const work = () => join(dir, "work");
const refPath = () => join(work(), ".git/refs/heads", BRANCH);
const next = () => store.append(root.oid, [stage(root, { a: "2" })]);

/** Leaves a lock behind, as old as a holder that has been gone for an hour. */
async function leaveLock(text: string, ageMs = 3_600_000): Promise<void> {
	await writeFile(`${refPath()}.lock`, text, { flag: "wx" });
	const at = new Date(Date.now() - ageMs);
	await utimes(`${refPath()}.lock`, at, at);
}

/** A process that was there and is no more. */
async function deadPid(): Promise<number> {
	const child = spawn(process.execPath, ["-e", "0"]);
	await once(child, "exit");
	return child.pid as number;
}

const stuck = { code: "STORE_UNAVAILABLE" };

describe("a lock that was left behind", () => {
	test("is cleared when its holder is gone, and leaves nothing beside the branch", async () => {
		await leaveLock(printHolder(holderHere(await deadPid(), TOKEN)));
		expect(await next()).toEqual({ kind: "accepted" });
		expect(await readdir(join(refPath(), ".."))).toEqual(["board"]);
	});

	test("is cleared when its holder's number was given to another process", async () => {
		const holder = { ...holderHere(process.pid, TOKEN), started: "1" };
		await leaveLock(printHolder(holder));
		expect(await next()).toEqual({ kind: "accepted" });
	});

	test("is cleared also when whoever was clearing it is gone too", async () => {
		const holder = holderHere(await deadPid(), TOKEN);
		await leaveLock(printHolder(holder));
		const guard = `${refPath()}.${TOKEN}.clear.lock`;
		const other = { ...holder, token: "fedcba9876543210" };
		await writeFile(guard, printHolder(other));
		await utimes(guard, 1, 1);
		expect(await next()).toEqual({ kind: "accepted" });
		expect(await readdir(join(refPath(), ".."))).toEqual(["board"]);
	});

	test.each([
		["a process that is alive", () => holderHere(process.pid, TOKEN)],
		[
			"a process of another machine or container",
			() => ({ ...holderHere(process.pid, TOKEN), pid: 1, place: "elsewhere" }),
		],
	])("stays when it is of %s", async (_, holder) => {
		await leaveLock(printHolder(holder()));
		await expect(next()).rejects.toMatchObject(stuck);
		expect(await readFile(`${refPath()}.lock`, "utf8")).toContain(TOKEN);
	});

	test.each(["", "0".repeat(40), "{}", '{"baton":1}', "null"])(
		"stays when nobody can tell whose it is: %j",
		async (text) => {
			await leaveLock(text);
			await expect(next()).rejects.toMatchObject(stuck);
			expect(await readFile(`${refPath()}.lock`, "utf8")).toBe(text);
		},
	);

	test("stays while it is young, whoever made it", async () => {
		await leaveLock(printHolder(holderHere(await deadPid(), TOKEN)), -60_000);
		await expect(next()).rejects.toMatchObject(stuck);
	});

	test("is cleared by one of many, who then take their turns", async () => {
		await leaveLock(printHolder(holderHere(await deadPid(), TOKEN)));
		let inside = 0;
		let most = 0;
		const work = async () => {
			most = Math.max(most, ++inside);
			await new Promise((resolve) => setImmediate(resolve));
			inside -= 1;
		};
		await Promise.all(
			Array.from({ length: 20 }, () => underLock(refPath(), 10_000, work)),
		);
		expect(most).toBe(1);
		expect(await readdir(join(refPath(), ".."))).toEqual(["board"]);
	});
});

test("what killed processes left on their way to a lock goes with the next write, and nothing else", async () => {
	const other = join(work(), ".git/refs/heads/baton/other");
	const dead = printHolder(holderHere(await deadPid(), TOKEN));
	const alive = printHolder(holderHere(process.pid, TOKEN));
	const kept = {
		[`${"a".repeat(16)}.lock`]: alive,
		[`${"b".repeat(16)}.lock`]: `${root.oid}\n`,
	};
	const left = { [`${"c".repeat(16)}.lock`]: dead };
	for (const [name, text] of Object.entries({ ...kept, ...left }))
		await writeFile(`${other}.${name}`, text);
	const abandoned = `${other}.${"d".repeat(16)}.lock`;
	await writeFile(abandoned, `${root.oid}\n`);
	await utimes(abandoned, 1, 1);
	const writer = await openLocalStore({ dir: work(), branch: "baton/other" });
	expect(await writer.append(null, [root])).toEqual({ kind: "accepted" });
	await writer.close();
	expect((await readdir(join(other, ".."))).sort()).toEqual([
		"board",
		"other",
		...Object.keys(kept).map((name) => `other.${name}`),
	]);
});

test("a process that is killed while it holds the lock stops nobody", async () => {
	const outfile = join(dir, "lock.mjs");
	const entryPoints = ["src/store/git/lock.ts"];
	await build({
		...{ entryPoints, outfile, bundle: true },
		...{ platform: "node", format: "esm" },
	});
	const script = `import { underLock } from ${JSON.stringify(outfile)};
		await underLock(${JSON.stringify(refPath())}, 1000, () => {
			console.log("held");
			return new Promise(() => setInterval(() => {}, 1000));
		});`;
	const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
	await once(child.stdout, "data");
	await utimes(`${refPath()}.lock`, 1, 1);
	await expect(next()).rejects.toMatchObject(stuck);
	await expect(
		git(work(), "update-ref", `refs/heads/${BRANCH}`, root.oid),
	).rejects.toThrow(/board\.lock/);
	child.kill("SIGKILL");
	await once(child, "exit");
	expect(await next()).toEqual({ kind: "accepted" });
	expect(await git(work(), "status", "--porcelain")).toBe("");
});

describe("git at work in the same repository", () => {
	test("packs refs, collects garbage and adds work trees while commits are written; nothing is lost", async () => {
		const writer = await openLocalStore({ dir: work(), branch: BRANCH });
		const before = await git(work(), "rev-parse", "HEAD");
		const beside = async () => {
			for (let round = 0; round < 3; round++) {
				await git(work(), "pack-refs", "--all", "--prune");
				await git(
					work(),
					...["worktree", "add", "--quiet", "--detach", `../tree-${round}`],
				);
				await git(work(), "gc", "--quiet");
			}
		};
		let tip: Version = root;
		const writing = async () => {
			for (let number = 0; number < 120; number++) {
				const commit = stage(tip, { a: `${number}` });
				expect(await writer.append(tip.oid, [commit])).toEqual({
					kind: "accepted",
				});
				tip = commit;
			}
		};
		await Promise.all([beside(), writing()]);
		await writer.close();
		expect((await git(work(), "rev-parse", BRANCH)).trim()).toBe(tip.oid);
		expect((await git(work(), "rev-list", "--count", BRANCH)).trim()).toBe(
			"121",
		);
		await git(work(), "fsck", "--strict");
		expect(await git(work(), "status", "--porcelain")).toBe("");
		expect(await git(work(), "rev-parse", "HEAD")).toBe(before);
	});

	test("a branch that is packed is moved, and git sees the new place", async () => {
		await git(work(), "pack-refs", "--all", "--prune");
		expect(await next()).toEqual({ kind: "accepted" });
		await git(work(), "pack-refs", "--all", "--prune");
		expect((await git(work(), "rev-list", "--count", BRANCH)).trim()).toBe("2");
		expect(await store.head()).toBe(
			(await git(work(), "rev-parse", BRANCH)).trim(),
		);
	});
});

describe("where a repository is found", () => {
	test("from a directory below it, and from a linked work tree", async () => {
		await git(work(), "worktree", "add", "--quiet", "--detach", "../linked");
		for (const place of [".git/refs", "../linked"]) {
			const found = await openLocalStore({
				dir: join(work(), place),
				branch: BRANCH,
			});
			expect(await found.head()).toBe(root.oid);
			await found.close();
		}
	});

	test.each([
		["[extensions]\n\tobjectFormat = sha256\n", "sha256 repository"],
		['[Extensions] OBJECTFORMAT="sha256" # new\n', "sha256 repository"],
		["[extensions]\r\n\trefStorage = reftable\r\n", "as reftable"],
		["[extensions]\n\trefstorage = reftable ; soon\n", "as reftable"],
		["[extensions]\n\tpartialClone = origin\n", "partial clone"],
		['[remote "origin"]\n\tpromisor = true\n', "partial clone"],
	])("%j in its config is refused", async (text, said) => {
		const config = join(work(), ".git/config");
		await writeFile(config, `${await readFile(config, "utf8")}${text}`);
		await expect(
			openLocalStore({ dir: work(), branch: BRANCH }),
		).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining(said),
		});
	});

	test.each([
		"[extensions]\n\tobjectformat = sha1\n",
		'[remote "extensions"]\n\tobjectformat = sha256\n',
		'[remote "origin"]\n\tpromisor = false\n',
		"[extensions]\n\t; objectformat = sha256\n",
		"[extensions]\n\tworktreeConfig = true\n[other]\n\trefstorage = reftable\n",
	])("%j in its config is not", async (text) => {
		const config = join(work(), ".git/config");
		await writeFile(config, `${await readFile(config, "utf8")}${text}`);
		const found = await openLocalStore({ dir: work(), branch: BRANCH });
		expect(await found.head()).toBe(root.oid);
		await found.close();
	});
});
