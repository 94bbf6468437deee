import {
	chmod,
	mkdir,
	readdir,
	readFile,
	rm,
	stat,
	writeFile,
} from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { emptyTree } from "../../src/store/git/tree.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import type { StagedCommit, Store, Version } from "../../src/store/store.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { git, stage, textAt } from "../support/staging.ts";

const NOTHING: Version = { oid: null, tree: emptyTree() };
const BRANCH = "baton/board";

describe("the cache of a remote branch", () => {
	let server: GitServer;
	let gitdir: string;
	let cacheDir: string;
	let chain: StagedCommit[];

	beforeEach(async () => {
		server = await startGitServer();
		gitdir = await server.create("relay");
		cacheDir = join(server.directory, "cache");
		chain = [];
		for (let number = 0; number < 5; number++) {
			chain.push(
				stage(chain.at(-1) ?? NOTHING, {
					[`tasks/${number}`]: `task ${number}`,
					last: `${number}`,
				}),
			);
		}
		const writer = await open(join(server.directory, "writer"));
		await writer.append(null, chain);
		await writer.close();
		server.requests.length = 0;
	});
	afterEach(() => server.close());

	function open(dir = cacheDir): Promise<Store> {
		return openHttpStore({
			url: server.url("relay"),
			branch: BRANCH,
			cacheDir: dir,
		});
	}
	const tip = () => chain.at(-1) as StagedCommit;

	async function readsAll(store: Store): Promise<void> {
		for (const { oid, tree } of chain.toReversed())
			expect((await store.version(oid)).tree.rootOid).toBe(tree.rootOid);
		let count = 0;
		for await (const _ of store.log(tip().oid)) count++;
		expect(count).toBe(chain.length);
	}

	it("answers a second reading, and a second process, without asking the remote", async () => {
		const first = await open();
		await readsAll(first);
		expect(server.requests).toHaveLength(1);
		await readsAll(first);
		await first.close();
		const second = await open();
		await readsAll(second);
		expect(server.requests).toHaveLength(1);
		await second.close();
	});

	it("fetches only what is new", async () => {
		const reader = await open();
		await reader.version(tip().oid);
		const writer = await open(join(server.directory, "writer"));
		const next = stage(await writer.version(tip().oid), { last: "x" });
		await writer.append(tip().oid, [next]);
		const before = server.sentBytes;
		expect(textAt(await reader.version(next.oid), "last")).toBe("x");
		expect(server.sentBytes - before).toBeLessThan(700);
	});

	it("needs no fetch after our own appends, also when another process goes on", async () => {
		const store = await open();
		let base: Version = await store.version(tip().oid);
		for (let number = 0; number < 10; number++) {
			const next = stage(base, { last: `own ${number}` });
			await store.append(base.oid, [next]);
			base = await store.version(next.oid);
		}
		await store.close();
		const fetches = server.requests.filter(
			({ service }) => service === "git-upload-pack",
		);
		expect(fetches).toHaveLength(1);
		const again = await open();
		expect(textAt(await again.version(base.oid), "last")).toBe("own 9");
		expect(
			server.requests.filter(({ service }) => service === "git-upload-pack"),
		).toHaveLength(1);
	});

	it("that was deleted between two calls is made anew", async () => {
		const store = await open();
		await store.version(chain[0]?.oid ?? null);
		await rm(cacheDir, { recursive: true });
		await readsAll(store);
		await store.close();
		expect((await stat(join(cacheDir, "HEAD"))).isFile()).toBe(true);
		await readsAll(await open());
	});

	it("whose objects were damaged or taken away never gives a wrong answer", async () => {
		const before = await open();
		await before.version(tip().oid);
		await before.close();
		const packDir = join(cacheDir, "objects/pack");
		for (let round = 0; round < 20; round++) {
			const name =
				(await readdir(packDir)).find((file) => file.endsWith(".pack")) ?? "";
			const path = join(packDir, name);
			const damaged = await readFile(path);
			const at = 12 + Math.floor(((damaged.length - 33) * round) / 19);
			damaged[at] = (damaged[at] ?? 0) ^ 0x55;
			await chmod(path, 0o644);
			await writeFile(path, damaged);
			const store = await open();
			await readsAll(store);
			await store.close();
		}
		expect(server.requests.length).toBeGreaterThan(15);
		for (const name of await readdir(packDir)) await rm(join(packDir, name));
		await readsAll(await open());
	});

	it("whose ref names a commit that it lacks is made anew", async () => {
		const before = await open();
		await before.version(tip().oid);
		await before.close();
		await writeFile(
			join(cacheDir, "refs/heads", BRANCH),
			`${"3".repeat(40)}\n`,
		);
		await readsAll(await open());
	});

	it("of another branch or repository is made anew", async () => {
		const before = await open();
		await before.version(tip().oid);
		await before.close();
		const other = await openHttpStore({
			url: server.url("relay"),
			branch: "baton/other",
			cacheDir,
		});
		expect(await other.head()).toBeNull();
		const root = stage(NOTHING, { other: "1" });
		expect(await other.append(null, [root])).toEqual({ kind: "accepted" });
		expect(textAt(await other.version(root.oid), "other")).toBe("1");
	});

	it("does not take over a directory with other things in it", async () => {
		await mkdir(cacheDir);
		await writeFile(join(cacheDir, "precious"), "data");
		await expect(open()).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining("not empty"),
		});
		expect(await readFile(join(cacheDir, "precious"), "utf8")).toBe("data");
	});

	it("lives in memory when the disk takes nothing", async () => {
		await writeFile(join(server.directory, "file"), "not a directory");
		const store = await open(join(server.directory, "file/cache"));
		await readsAll(store);
		const next = stage(await store.version(tip().oid), { last: "x" });
		expect(await store.append(tip().oid, [next])).toEqual({ kind: "accepted" });
		expect(textAt(await store.version(next.oid), "last")).toBe("x");
		await store.close();
	});

	it("holds a large board that was fetched, and one that was written here", async () => {
		const noise = Array.from(
			{ length: 40 },
			(_, number) => [`blob/${number}`, randomText(number)] as const,
		);
		const writer = await open(join(server.directory, "writer"));
		const large = stage(
			await writer.version(tip().oid),
			Object.fromEntries(noise),
		);
		await writer.append(tip().oid, [large]);
		await writer.close();
		for (let round = 0; round < 2; round++) {
			for (const dir of [cacheDir, join(server.directory, "writer")]) {
				const store = await open(dir);
				const version = await store.version(large.oid);
				for (const [path, text] of noise)
					expect(textAt(version, path) === text).toBe(true);
				await store.close();
			}
		}
		await git(join(server.directory, "writer"), "fsck", "--strict");
	});

	it("is a repository that plain git can read", async () => {
		const store = await open();
		await readsAll(store);
		await store.close();
		expect((await git(cacheDir, "rev-parse", BRANCH)).trim()).toBe(tip().oid);
		await git(cacheDir, "fsck", "--full", "--strict");
		expect(await git(gitdir, "rev-parse", BRANCH)).toBe(
			await git(cacheDir, "rev-parse", BRANCH),
		);
	});

	it("stays right when the branch is rewritten on the remote", async () => {
		const store = await open();
		await store.version(tip().oid);
		await git(gitdir, "update-ref", "-d", `refs/heads/${BRANCH}`);
		const anew = stage(NOTHING, { anew: "1" });
		const writer = await open(join(server.directory, "another"));
		await writer.append(null, [anew]);
		await git(gitdir, "reflog", "expire", "--expire=now", "--all");
		await git(gitdir, "gc", "--quiet", "--prune=now");
		expect(await store.head()).toBe(anew.oid);
		expect((await store.version(anew.oid)).tree.list("")).toEqual(["anew"]);
		expect(textAt(await store.version(tip().oid), "last")).toBe("4");
	});

	it("lets many readings at once share one fetch", async () => {
		const store = await open();
		const versions = await Promise.all(
			Array.from({ length: 10 }, () => store.version(tip().oid)),
		);
		for (const version of versions)
			expect(version.tree.rootOid).toBe(tip().tree.rootOid);
		expect(server.requests).toHaveLength(1);
	});
});

/** 150 kB that do not compress, the same for the same seed. */
function randomText(seed: number): string {
	let state = seed + 1;
	return Array.from({ length: 150_000 }, () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return String.fromCharCode(33 + ((state >>> 16) % 90));
	}).join("");
}
