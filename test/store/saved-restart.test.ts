import {
	chmod,
	mkdtemp,
	readdir,
	readFile,
	rm,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { BoardReader } from "../../src/core/board.ts";
import type { AcknowledgedMark } from "../../src/engine/acknowledged.ts";
import { Engine } from "../../src/engine/perform.ts";
import type { GitObject } from "../../src/store/git/object.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import {
	MemoryRepository,
	openMemoryStore,
} from "../../src/store/memory-store.ts";
import { openSavedIndex } from "../../src/store/saved-index.ts";
import type { Oid, Store } from "../../src/store/store.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { startGitServer } from "../support/git-server.ts";
import { openBoard, say } from "../support/speak.ts";
import { git } from "../support/staging.ts";

const KEYS = ["41", "42", "43"];

/** Counts what is read. */
class CountingRepository extends MemoryRepository {
	readonly read_: Oid[] = [];

	override async read(oid: Oid): Promise<GitObject | undefined> {
		this.read_.push(oid);
		return super.read(oid);
	}
}

/** What a process tells of a board. */
function told(board: BoardReader): unknown {
	return [...board.keys()]
		.sort()
		.map((key) => [board.task(key), board.brief(key), board.baton(key)])
		.concat([[...board.ready()] as never, board.board as never]);
}

describe("a process that starts again", () => {
	let dir: string;
	let problems: unknown[];
	beforeEach(async () => {
		dir = await mkdtemp(join(tmpdir(), "baton-restart-"));
		problems = [];
	});
	afterEach(() => rm(dir, { recursive: true }));

	const path = () => join(dir, "7.index");

	function start(bench: Bench, store: Store, mark?: AcknowledgedMark): Engine {
		return new Engine({
			store,
			identity: bench.identity,
			nowMs: bench.nowMs,
			pause: async () => undefined,
			build: "test",
			onDefect: (error) => {
				throw error;
			},
			mark,
			saved: openSavedIndex({
				path: path(),
				board: "board",
				build: "test",
				nowMs: bench.nowMs,
				onProblem: (error) => problems.push(error),
			}),
		});
	}

	async function stopped(bench: Bench, store: Store): Promise<void> {
		const engine = start(bench, store);
		await engine.inspect(told);
		await engine.perform([say(bench, "alice", "claim", { task: "42" })]);
		await engine.close();
	}

	it("reads the head commit alone when nothing has happened", async () => {
		const repository = new CountingRepository();
		const bench = makeBench(repository);
		await openBoard(bench, {}, KEYS);
		await stopped(bench, openMemoryStore(repository));
		repository.read_.length = 0;
		const again = start(bench, openMemoryStore(repository), {
			read: async () => repository.head ?? undefined,
			write: () => undefined,
			settled: async () => undefined,
		});
		const found = await again.inspect(told);
		expect(new Set(repository.read_)).toEqual(new Set([repository.head]));
		expect(found).toEqual(await bench.replica().inspect(told));
		const [answer] = await again.perform([
			say(bench, "alice", "release", { task: "42" }),
		]);
		expect(answer).toMatchObject({ ok: true });
		await again.close();
	});

	it("reads what others have changed meanwhile", async () => {
		const repository = new CountingRepository();
		const bench = makeBench(repository);
		await openBoard(bench, {}, KEYS);
		await stopped(bench, openMemoryStore(repository));
		const other = bench.replica();
		await other.perform([say(bench, "bob", "claim", { task: "43" })]);
		const before = new Set(repository.objects.keys());
		await other.perform([
			say(bench, "bob", "note", { task: "43", input: { body: "x" } }),
		]);
		repository.read_.length = 0;
		const again = start(bench, openMemoryStore(repository));
		const found = await again.inspect(told);
		const old = [...new Set(repository.read_)].filter((oid) => before.has(oid));
		expect(old.length).toBeLessThan(12);
		expect(found).toEqual(await other.inspect(told));
		expect(problems).toEqual([]);
	});

	it("is right about a branch that was made anew", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, KEYS);
		await stopped(bench, openMemoryStore(bench.repository));
		const anew = makeBench();
		await openBoard(anew, {}, ["42", "99"]);
		const again = start(anew, openMemoryStore(anew.repository));
		expect(await again.inspect(told)).toEqual(await anew.engine.inspect(told));
		await again.close();
		const third = start(anew, openMemoryStore(anew.repository));
		expect(await third.inspect(told)).toEqual(await anew.engine.inspect(told));
	});

	it.each([
		["a cache that is gone", "gone"],
		["damaged objects in the cache", "damaged"],
		["a damaged index", "index"],
		["both of them damaged", "both"],
	])("is right with %s, and can write", async (_, damage) => {
		const server = await startGitServer();
		await server.create("relay");
		const cacheDir = join(dir, "cache");
		const open = (where = cacheDir) =>
			openHttpStore({
				url: server.url("relay"),
				branch: "baton/board",
				cacheDir: where,
			});
		const bench = makeBench();
		const writer = start(bench, await open(join(dir, "writer")));
		await openBoard({ ...bench, engine: writer }, {}, KEYS);
		await rm(path(), { force: true });
		await stopped(bench, await open());
		await writer.perform([say(bench, "bob", "claim", { task: "43" })]);
		if (damage === "gone") await rm(cacheDir, { recursive: true });
		if (damage === "damaged" || damage === "both")
			await spoilPacks(join(cacheDir, "objects/pack"));
		if (damage === "index" || damage === "both") await spoil(path());
		const again = start(bench, await open());
		expect(await again.inspect(told)).toEqual(await writer.inspect(told));
		const [answer] = await again.perform([
			say(bench, "alice", "release", { task: "42" }),
		]);
		expect(answer).toMatchObject({ ok: true });
		expect(await again.inspect(told)).toEqual(await writer.inspect(told));
		await again.close();
		await git(cacheDir, "fsck", "--full", "--strict");
		await server.close();
	});
});

async function spoilPacks(packDir: string): Promise<void> {
	for (const name of await readdir(packDir))
		if (name.endsWith(".pack")) await spoil(join(packDir, name));
}

/** Changes a byte in every part of a file. */
async function spoil(path: string): Promise<void> {
	const bytes = await readFile(path);
	for (let at = 20; at < bytes.length; at += 97)
		bytes[at] = (bytes[at] ?? 0) ^ 0x55;
	await chmod(path, 0o644);
	await writeFile(path, bytes);
}
