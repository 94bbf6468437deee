import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type GitObject, makeObject } from "../../src/store/git/object.ts";
import { writePack, writeThinPack } from "../../src/store/git/pack.ts";
import { packInMemory } from "../../src/store/git/pack-file.ts";
import { openRemote, type Remote } from "../../src/store/git/remote.ts";
import { sendPack } from "../../src/store/git/send-pack.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import type { AppendResult, StagedCommit } from "../../src/store/store.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { git, gitWith, stage } from "../support/staging.ts";

const REF = "refs/heads/baton/board";
/** So many files make a directory large enough to be told as a difference. */
const FILES = 40;

function objectsOf(commits: readonly StagedCommit[]): GitObject[] {
	return commits.flatMap(({ objects }) => objects);
}

/** A root commit with one large directory and a small one. */
function rootCommit(): StagedCommit {
	const files = Array.from({ length: FILES }, (_, number) => [
		`many/file-${number}`,
		`${number}`,
	]);
	return stage(
		{ oid: null, tree: emptyTree() },
		{ ...Object.fromEntries(files), "few/file": "0" },
	);
}

/** Bytes that nothing but themselves resembles. */
function noise(size: number): Buffer {
	const parts: Buffer[] = [];
	for (let bytes = 0; bytes < size; bytes += 32)
		parts.push(createHash("sha256").update(`${bytes}`).digest());
	return Buffer.concat(parts).subarray(0, size);
}

describe("a thin pack", () => {
	it("gives every object back to the byte, however its place changed and however large it is", () => {
		const large = noise(200_000);
		const edit = fc.record({
			size: fc.constantFrom(0, 1, 500, 1_000, 65_535, 65_536, 150_000, 200_000),
			at: fc.double({ min: 0, max: 1, noNaN: true }),
			removed: fc.nat({ max: 300 }),
			added: fc.uint8Array({ maxLength: 300 }),
		});
		fc.assert(
			fc.property(edit, ({ size, at, removed, added }) => {
				const old = large.subarray(0, size);
				const cut = Math.floor(at * size);
				const body = Buffer.concat([
					old.subarray(0, cut),
					added,
					old.subarray(cut + removed),
				]);
				const before = makeObject("tree", old);
				const { pack } = writeThinPack([
					before,
					{ ...makeObject("tree", body), before },
				]);
				const read = packInMemory(pack).read(makeObject("tree", body).oid);
				expect(Buffer.compare(read?.body ?? Buffer.alloc(1), body)).toBe(0);
			}),
			{ numRuns: 200 },
		);
	});

	it("tells a change in a large directory in a small part of the bytes, and a small one whole", () => {
		const root = rootCommit();
		const next = stage(root, { "many/file-7": "changed" });
		const { pack, isThin } = writeThinPack(next.objects);
		expect(isThin).toBe(true);
		expect(pack.length).toBeLessThan(writePack(next.objects).length - 1_000);
		const small = stage(root, { "few/file": "changed" });
		expect(writeThinPack(small.objects).isThin).toBe(false);
		expect(writeThinPack(root.objects).isThin).toBe(false);
	});

	it("holds every object once and no tree that the remote has, also when a batch goes back to it", () => {
		const root = rootCommit();
		const there = stage(root, { "many/file-7": "changed" }, "there");
		const back = stage(there, { "many/file-7": "7" }, "back");
		const again = stage(back, { "many/file-7": "changed" }, "again");
		const { pack } = writeThinPack(objectsOf([there, back, again]));
		const [commits, trees, blobs] = [3, 2, 2];
		expect(pack.readUInt32BE(8)).toBe(commits + trees + blobs);
	});
});

describe("thin packs pushed to git", () => {
	let server: GitServer;
	let gitdir: string;
	let remote: Remote;
	let root: StagedCommit;

	beforeEach(async () => {
		server = await startGitServer();
		gitdir = await server.create("relay");
		// Packs that git makes into one in the background are not there for a moment, which is no fault of those that were sent.
		await git(gitdir, "config", "receive.autogc", "false");
		remote = openRemote({ url: server.url("relay") });
		root = rootCommit();
		expect(await push(null, [root])).toEqual({ kind: "accepted" });
		server.requests.length = 0;
	});
	afterEach(() => server.close());

	function push(
		parent: StagedCommit | null,
		commits: readonly StagedCommit[],
		to = remote,
	): Promise<AppendResult> {
		return sendPack(to, REF, { base: parent?.oid ?? null, commits });
	}

	const pushes = () =>
		server.requests.filter(({ service }) => service === "git-receive-pack")
			.length;

	async function expectSound(tip: StagedCommit): Promise<void> {
		expect((await git(gitdir, "rev-parse", REF)).trim()).toBe(tip.oid);
		const complaints = await git(gitdir, "fsck", "--full", "--strict");
		expect(complaints).toBe("");
	}

	/** Writes to few places, so that versions come back; deletes now and then, so that directories change their shape. */
	const change = fc.record({
		file: fc.nat({ max: 3 }),
		text: fc.constantFrom("a", "b", "c", null),
		where: fc.constantFrom("many", "few", "new"),
	});
	const batch = fc.array(change, { minLength: 1, maxLength: 30 });

	it("are the very objects that were staged, whatever the batches", async () => {
		let thin = 0;
		await fc.assert(
			fc.asyncProperty(
				fc.array(batch, { minLength: 1, maxLength: 6 }),
				fc.boolean(),
				async (batches, isKeptAsPack) => {
					let tip = root;
					await git(gitdir, "update-ref", REF, root.oid);
					const limit = isKeptAsPack ? "1" : "10000";
					await git(gitdir, "config", "receive.unpackLimit", limit);
					server.requests.length = 0;
					let sent = 0;
					for (const changes of batches) {
						const base = tip;
						const commits: StagedCommit[] = [];
						for (const { file, text, where } of changes) {
							try {
								tip = stage(tip, { [`${where}/file-${file}`]: text });
								commits.push(tip);
							} catch (error) {
								// A change that changes nothing makes no commit.
								expect(error).toBeInstanceOf(TypeError);
							}
						}
						if (commits.length === 0) continue;
						thin += Number(writeThinPack(objectsOf(commits)).isThin);
						expect(await push(base, commits)).toEqual({ kind: "accepted" });
						sent++;
					}
					expect(pushes()).toBe(sent);
					expect((await git(gitdir, "rev-parse", REF)).trim()).toBe(tip.oid);
					await git(gitdir, "fsck", "--full", "--strict", "--no-dangling");
				},
			),
			{ numRuns: 12 },
		);
		expect(thin).toBeGreaterThan(0);
	});

	it("leave a sound repository after a thousand commits at once, with chains of at most forty", async () => {
		const commits: StagedCommit[] = [];
		let tip = root;
		for (let number = 0; number < 1_000; number++) {
			tip = stage(tip, {
				[`many/file-${number % FILES}`]: `${number} of a thousand`,
			});
			commits.push(tip);
		}
		expect(await push(root, commits)).toEqual({ kind: "accepted" });
		expect(pushes()).toBe(1);
		await expectSound(tip);
		const packs = join(gitdir, "objects/pack");
		const [index] = (await readdir(packs)).filter((name) =>
			name.endsWith(".idx"),
		);
		const told = await git(packs, "verify-pack", "-s", index as string);
		const chains = [...told.matchAll(/chain length = (\d+): (\d+) object/g)];
		const lengths = chains.map(([, length]) => Number(length));
		expect(Math.max(...lengths)).toBe(40);
		const deltas = chains.reduce((sum, [, , count]) => sum + Number(count), 0);
		expect(deltas).toBeGreaterThan(900);
	});

	it("leave a sound repository after many small ones, and after a race that some lost", async () => {
		let tip = root;
		for (let number = 0; number < 40; number++) {
			const next = stage(tip, {
				[`many/file-${number % 5}`]: `small ${number}`,
			});
			expect(await push(tip, [next])).toEqual({ kind: "accepted" });
			tip = next;
		}
		const rivals = Array.from({ length: 8 }, (_, number) =>
			stage(tip, { [`many/file-${number}`]: `rival ${number}` }),
		);
		const results = await Promise.all(
			rivals.map((rival) => push(tip, [rival])),
		);
		const winners = rivals.filter(
			(_, number) => results[number]?.kind === "accepted",
		);
		expect(winners).toHaveLength(1);
		expect(results.filter(({ kind }) => kind === "moved")).toHaveLength(7);
		await git(gitdir, "fsck", "--full", "--strict", "--no-dangling");
		expect((await git(gitdir, "rev-parse", REF)).trim()).toBe(winners[0]?.oid);
	});

	it("count as moved when the branch went back and what they differ from was cleaned away", async () => {
		const gone = stage(root, { "many/file-1": "gone" });
		await push(root, [gone]);
		await git(gitdir, "update-ref", REF, root.oid);
		await git(gitdir, "prune", "--expire=now");
		const next = stage(gone, { "many/file-1": "next" });
		expect(writeThinPack(next.objects).isThin).toBe(true);
		expect(await push(gone, [next])).toEqual({ kind: "moved" });
		await expectSound(root);
		server.requests.length = 0;
		const other = stage(root, { "many/file-1": "other" });
		expect(writeThinPack(other.objects).isThin).toBe(true);
		expect(await push(root, [other])).toEqual({ kind: "accepted" });
		expect(pushes()).toBe(1);
	});

	describe("that takes none", () => {
		let empty: string;
		let packs: Buffer[];
		let wary: Remote;

		beforeEach(async () => {
			empty = await mkdtemp(join(tmpdir(), "baton-thin-"));
			await git(empty, "init", "--quiet", "--bare");
			packs = [];
			wary = refusing((pack) =>
				gitWith(empty, pack, "index-pack", "--stdin").then(
					() => false,
					() => true,
				),
			);
		});
		afterEach(() => rm(empty, { recursive: true, force: true }));

		/** The remote with a look at every pack before it: a refused one goes no further, and its report says only so. */
		function refusing(isRefused: (pack: Buffer) => Promise<boolean>): Remote {
			return {
				...remote,
				async request(service, body) {
					if (service !== "git-receive-pack")
						return remote.request(service, body);
					const bytes = Buffer.from(body);
					const pack = bytes.subarray(bytes.indexOf("0000PACK") + 4);
					packs.push(pack);
					if (!(await isRefused(pack))) return remote.request(service, body);
					const lines = [
						"unpack index-pack abnormal exit\n",
						`ng ${REF} unpacker error\n`,
					].map(
						(line) =>
							`${(line.length + 4).toString(16).padStart(4, "0")}${line}`,
					);
					return Buffer.from(`${lines.join("")}0000`);
				},
			};
		}

		it("are sent again whole, and whole at once from then on", async () => {
			const next = stage(root, { "many/file-1": "next" });
			expect(await push(root, [next], wary)).toEqual({ kind: "accepted" });
			expect(packs).toHaveLength(2);
			expect(packs[1]?.equals(writePack(next.objects))).toBe(true);
			const last = stage(next, { "many/file-1": "last" });
			expect(await push(next, [last], wary)).toEqual({ kind: "accepted" });
			expect(packs).toHaveLength(3);
			await expectSound(last);
		});

		it("are refused after one more try when nothing is taken, and that is not held against the next", async () => {
			let isClosed = true;
			const closed = refusing(async () => isClosed);
			const next = stage(root, { "many/file-1": "next" });
			expect(await push(root, [next], closed)).toEqual({
				kind: "refused",
				reason: "index-pack abnormal exit: unpacker error",
			});
			expect(packs).toHaveLength(2);
			isClosed = false;
			expect(await push(root, [next], closed)).toEqual({ kind: "accepted" });
			expect(packs[2]?.equals(packs[0] as Buffer)).toBe(true);
			await expectSound(next);
		});
	});
});
