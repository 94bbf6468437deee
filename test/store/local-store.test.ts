import { execFile } from "node:child_process";
import {
	mkdir,
	mkdtemp,
	readFile,
	rename,
	rm,
	stat,
	symlink,
	unlink,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { emptyTree } from "../../src/store/git/tree.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import type { Version } from "../../src/store/store.ts";
import { git, stage, textAt } from "../support/staging.ts";

const NOTHING: Version = { oid: null, tree: emptyTree() };
const BRANCH = "baton/board";
const run = promisify(execFile);

describe("a repository on disk", () => {
	let dir: string;
	beforeEach(async () => {
		dir = await mkdtemp(join(tmpdir(), "baton-repository-"));
		await git(dir, "init", "--quiet", "--initial-branch=main", "work");
	});
	afterEach(() => rm(dir, { recursive: true, force: true }));

	const work = () => join(dir, "work");

	it("keeps its index, work tree and HEAD as they are", async () => {
		await writeFile(join(work(), "file"), "staged");
		await git(work(), "add", "file");
		await writeFile(join(work(), "file"), "changed");
		const before = [
			await git(work(), "status", "--porcelain"),
			await readFile(join(work(), ".git/index")),
			await git(work(), "symbolic-ref", "HEAD"),
		];
		const store = await openLocalStore({ dir: work(), branch: BRANCH });
		const root = stage(NOTHING, { file: "on the branch" });
		expect(await store.append(null, [root])).toEqual({ kind: "accepted" });
		const after = [
			await git(work(), "status", "--porcelain"),
			await readFile(join(work(), ".git/index")),
			await git(work(), "symbolic-ref", "HEAD"),
		];
		expect(after).toEqual(before);
		expect((await git(work(), "rev-parse", BRANCH)).trim()).toBe(root.oid);
	});

	it("is the same from a linked work tree, and bare", async () => {
		const root = stage(NOTHING, { a: "1" });
		const main = await openLocalStore({ dir: work(), branch: BRANCH });
		await main.append(null, [root]);
		await git(work(), "worktree", "add", "--quiet", "../linked", BRANCH);
		const linked = await openLocalStore({
			dir: join(dir, "linked"),
			branch: BRANCH,
		});
		expect(await linked.head()).toBe(root.oid);
		const second = stage(await linked.version(root.oid), { a: "2" });
		expect(await linked.append(root.oid, [second])).toEqual({
			kind: "accepted",
		});
		expect(await main.head()).toBe(second.oid);
		await git(dir, "clone", "--quiet", "--bare", "work", "bare");
		const bare = await openLocalStore({
			dir: join(dir, "bare"),
			branch: BRANCH,
		});
		expect(textAt(await bare.version(await bare.head()), "a")).toBe("2");
		expect(await bare.append(second.oid, [stage(second, { a: "3" })])).toEqual({
			kind: "accepted",
		});
	});

	it("waits for another writer's lock, and sees what that writer did", async () => {
		const store = await openLocalStore({ dir: work(), branch: BRANCH });
		const root = stage(NOTHING, { a: "1" });
		const theirs = stage(root, { a: "theirs" });
		await store.append(null, [root, theirs]);
		await git(work(), "update-ref", `refs/heads/${BRANCH}`, root.oid);
		const ref = join(work(), `.git/refs/heads/${BRANCH}`);
		await writeFile(`${ref}.lock`, `${theirs.oid}\n`, { flag: "wx" });
		const ours = stage(root, { a: "ours" });
		const appended = store.append(root.oid, [ours]);
		await vi.waitFor(() =>
			stat(
				join(work(), ".git/objects", ours.oid.slice(0, 2), ours.oid.slice(2)),
			),
		);
		await rename(`${ref}.lock`, ref);
		expect(await appended).toEqual({ kind: "moved" });
		expect(await store.head()).toBe(theirs.oid);
	});

	it("names a lock that stays, and leaves it alone", async () => {
		const store = await openLocalStore({
			dir: work(),
			branch: BRANCH,
			lockTimeoutMs: 40,
		});
		const lock = join(work(), `.git/refs/heads/${BRANCH}.lock`);
		await mkdir(join(lock, ".."), { recursive: true });
		await writeFile(lock, "");
		await expect(
			store.append(null, [stage(NOTHING, { a: "1" })]),
		).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining(lock),
		});
		expect((await stat(lock)).isFile()).toBe(true);
		expect(await store.head()).toBeNull();
	});

	it("leaves no lock behind, whether it won or lost", async () => {
		const store = await openLocalStore({ dir: work(), branch: BRANCH });
		const root = stage(NOTHING, { a: "1" });
		await store.append(null, [root]);
		expect(await store.append(null, [stage(NOTHING, { a: "2" })])).toEqual({
			kind: "moved",
		});
		await expect(
			stat(join(work(), `.git/refs/heads/${BRANCH}.lock`)),
		).rejects.toMatchObject({ code: "ENOENT" });
		await git(work(), "branch", "-D", BRANCH);
		expect(await store.head()).toBeNull();
	});

	it.each([
		["loose", false],
		["packed", true],
	])("says which %s branch is in the way of its name", async (_, isPacked) => {
		const other = await openLocalStore({ dir: work(), branch: "baton" });
		await other.append(null, [stage(NOTHING, { a: "1" })]);
		if (isPacked) await git(work(), "pack-refs", "--all", "--prune");
		const store = await openLocalStore({ dir: work(), branch: BRANCH });
		await expect(
			store.append(null, [stage(NOTHING, { a: "2" })]),
		).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
		expect(
			(await git(work(), "for-each-ref", "--format=%(refname)")).trim(),
		).toBe("refs/heads/baton");
	});

	it("takes the place of the empty directory that deleted branches left", async () => {
		await mkdir(join(work(), `.git/refs/heads/${BRANCH}/empty`), {
			recursive: true,
		});
		await rm(join(work(), `.git/refs/heads/${BRANCH}/empty`), {
			recursive: true,
		});
		const store = await openLocalStore({ dir: work(), branch: BRANCH });
		expect(await store.append(null, [stage(NOTHING, { a: "1" })])).toEqual({
			kind: "accepted",
		});
	});

	it.each(["", "ref: refs/heads/main\n", "garbage\n", "1234\n"])(
		"does not take the broken branch %j for a missing one",
		async (text) => {
			const store = await openLocalStore({ dir: work(), branch: BRANCH });
			await store.append(null, [stage(NOTHING, { a: "1" })]);
			const ref = join(work(), `.git/refs/heads/${BRANCH}`);
			await writeFile(ref, text);
			await expect(store.head()).rejects.toMatchObject({
				code: "STORE_UNAVAILABLE",
			});
			await expect(
				store.append(null, [stage(NOTHING, { a: "2" })]),
			).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
			expect(await readFile(ref, "utf8")).toBe(text);
		},
	);

	it("takes a thousand commits at once", async () => {
		const store = await openLocalStore({ dir: work(), branch: BRANCH });
		const chain = [stage(NOTHING, { n: "0" })];
		for (let number = 1; number < 1_000; number++)
			chain.push(stage(chain.at(-1) ?? NOTHING, { n: `${number}` }));
		expect(await store.append(null, chain)).toEqual({ kind: "accepted" });
		expect((await git(work(), "rev-list", "--count", BRANCH)).trim()).toBe(
			"1000",
		);
		await git(work(), "fsck", "--strict");
		let count = 0;
		for await (const _ of store.log(chain.at(-1)?.oid ?? "")) count++;
		expect(count).toBe(1_000);
	});

	it("throws rather than answer with a damaged object", async () => {
		const store = await openLocalStore({ dir: work(), branch: BRANCH });
		const root = stage(NOTHING, { a: "1" });
		await store.append(null, [root]);
		const blob = root.tree.oidOf("a") ?? "";
		await unlink(join(work(), ".git/objects", blob.slice(0, 2), blob.slice(2)));
		await writeFile(
			join(work(), ".git/objects", blob.slice(0, 2), blob.slice(2)),
			"garbage",
		);
		const reader = await openLocalStore({ dir: work(), branch: BRANCH });
		await expect(reader.version(root.oid)).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
	});

	it("is refused when it is none, or of a kind that cannot be served", async () => {
		await mkdir(join(dir, "plain"));
		const open = (name: string) =>
			openLocalStore({ dir: join(dir, name), branch: BRANCH });
		await expect(open("plain")).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining("not a git repository"),
		});
		await expect(open("missing")).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		await git(dir, "init", "--quiet", "--object-format=sha256", "new");
		await expect(open("new")).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining("sha256"),
		});
	});

	it.each([
		"",
		"a..b",
		"/a",
		"a/",
		"a b",
		"a.lock",
		"-a",
		"a~1",
		"a/.b",
		"a\\b",
		"a@{b",
	])("refuses the branch name %j", async (branch) => {
		await expect(openLocalStore({ dir: work(), branch })).rejects.toThrow(
			TypeError,
		);
	});

	it("gives every acknowledged increment exactly one place when processes race", async () => {
		const racer = await compileRacer(dir);
		await Promise.all(
			Array.from({ length: 4 }, () =>
				run(process.execPath, [racer, work(), BRANCH, "10"]),
			),
		);
		expect(await git(work(), "show", `${BRANCH}:count`)).toBe("40");
		expect((await git(work(), "rev-list", "--count", BRANCH)).trim()).toBe(
			"40",
		);
		await git(work(), "fsck", "--strict");
	});
});

/** Compiles `test/support/racer.ts`, so that plain node processes can run it, and answers the path of the script. */
async function compileRacer(dir: string): Promise<string> {
	const root = fileURLToPath(new URL("../..", import.meta.url));
	const options = {
		rootDir: root,
		outDir: join(dir, "out"),
		noEmit: false,
		allowImportingTsExtensions: false,
		types: ["node"],
		typeRoots: [join(root, "node_modules/@types")],
	};
	const config = {
		extends: join(root, "tsconfig.json"),
		compilerOptions: options,
		include: [],
		files: [join(root, "test/support/racer.ts")],
	};
	await writeFile(join(dir, "tsconfig.json"), JSON.stringify(config));
	await writeFile(
		join(dir, "package.json"),
		JSON.stringify({ type: "module" }),
	);
	await symlink(join(root, "node_modules"), join(dir, "node_modules"));
	await run(process.execPath, [
		join(root, "node_modules/typescript/bin/tsc"),
		"-p",
		dir,
	]);
	return join(dir, "out/test/support/racer.js");
}
