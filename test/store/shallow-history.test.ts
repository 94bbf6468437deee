import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { pktLine } from "../../src/store/git/pkt-line.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import type { StagedCommit, Store, Version } from "../../src/store/store.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { git, stage, textAt } from "../support/staging.ts";

const NOTHING: Version = { oid: null, tree: emptyTree() };
const BRANCH = "baton/board";
const COMMITS = 120;

describe("a history that is longer than what is fetched at first", () => {
	let server: GitServer;
	let gitdir: string;
	let cacheDir: string;
	let chain: StagedCommit[];

	beforeEach(async () => {
		server = await startGitServer();
		gitdir = await server.create("relay");
		cacheDir = join(server.directory, "cache");
		chain = [];
		for (let number = 0; number < COMMITS; number++)
			chain.push(stage(chain.at(-1) ?? NOTHING, { last: `${number}` }));
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
	const at = (number: number) => chain.at(number) as StagedCommit;
	const commitsHere = async () =>
		Number(await git(cacheDir, "rev-list", "--count", BRANCH));

	async function expectWholeLog(store: Store): Promise<void> {
		const oids: string[] = [];
		for await (const { oid } of store.log(at(-1).oid)) oids.push(oid);
		expect(oids).toEqual(chain.map(({ oid }) => oid).reverse());
	}

	it("is left out until somebody asks for it, in a repository that git takes for a shallow one", async () => {
		const store = await open();
		expect(textAt(await store.version(at(-1).oid), "last")).toBe("119");
		await store.close();
		expect(await commitsHere()).toBeLessThan(COMMITS / 2);
		expect(
			(await git(cacheDir, "rev-parse", "--is-shallow-repository")).trim(),
		).toBe("true");
		await git(cacheDir, "fsck", "--full", "--strict");
	});

	it.each([
		["in the same process", false],
		["after a restart", true],
	])(
		"comes in one further request when the log needs it, %s",
		async (_, restarts) => {
			let store = await open();
			await store.version(at(-1).oid);
			if (restarts) {
				await store.close();
				store = await open();
			}
			await expectWholeLog(store);
			expect(server.requests).toHaveLength(2);
			for (const commit of [at(0), at(60), at(-1)])
				expect((await store.version(commit.oid)).tree.rootOid).toBe(
					commit.tree.rootOid,
				);
			expect(server.requests).toHaveLength(2);
			await store.close();
			expect(await commitsHere()).toBe(COMMITS);
			expect(
				(await git(cacheDir, "rev-parse", "--is-shallow-repository")).trim(),
			).toBe("false");
			await git(cacheDir, "fsck", "--full", "--strict");
		},
	);

	it("stays left out while new commits are fetched and written", async () => {
		const store = await open();
		await store.version(at(-1).oid);
		const writer = await open(join(server.directory, "writer"));
		const theirs = stage(await writer.version(at(-1).oid), { last: "theirs" });
		await writer.append(at(-1).oid, [theirs]);
		const before = server.sentBytes;
		expect(await store.head()).toBe(theirs.oid);
		const ours = stage(await store.version(theirs.oid), { last: "ours" });
		expect(server.sentBytes - before).toBeLessThan(1_000);
		expect(await store.append(theirs.oid, [ours])).toEqual({
			kind: "accepted",
		});
		await store.close();
		expect((await git(cacheDir, "rev-parse", BRANCH)).trim()).toBe(ours.oid);
		expect(await commitsHere()).toBeLessThan(COMMITS / 2);
		chain.push(theirs, ours);
		await expectWholeLog(await open());
	});

	it("gives an old version without losing its place", async () => {
		const store = await open();
		await store.version(at(-1).oid);
		expect(textAt(await store.version(at(20).oid), "last")).toBe("20");
		await expectWholeLog(store);
		await store.close();
		expect((await git(cacheDir, "rev-parse", BRANCH)).trim()).toBe(at(-1).oid);
		expect(await commitsHere()).toBe(COMMITS);
	});

	it.each([
		["is lost", (path: string) => rm(path)],
		["is damaged", (path: string) => writeFile(path, "not a list")],
		["is empty", (path: string) => writeFile(path, "")],
		["names others", (path: string) => writeFile(path, `${"3".repeat(40)}\n`)],
	])("is right when the list of where it ends %s", async (_, spoil) => {
		const before = await open();
		await before.version(at(-1).oid);
		await before.close();
		await spoil(join(cacheDir, "shallow"));
		const store = await open();
		expect(textAt(await store.version(at(-1).oid), "last")).toBe("119");
		await expectWholeLog(store);
		await store.close();
	});

	it("comes at once from a remote that cannot leave anything out", async () => {
		server.fault = () => {
			server.fault = undefined;
			const error = "ERR upload-pack: unexpected line: 'deepen 50'\n";
			return { kind: "report", body: Buffer.from(pktLine(error)) };
		};
		const store = await open();
		await expectWholeLog(store);
		expect(server.requests).toHaveLength(2);
		await store.close();
		await git(cacheDir, "fsck", "--full", "--strict");
		expect((await git(gitdir, "rev-parse", BRANCH)).trim()).toBe(at(-1).oid);
	});
});
