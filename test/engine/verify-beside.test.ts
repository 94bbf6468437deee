import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/core/errors.ts";
import type { Answer } from "../../src/engine/answer.ts";
import { Engine } from "../../src/engine/perform.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import { markFile } from "../../src/store/mark-file.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { StoreUnavailable } from "../../src/store/store-unavailable.ts";
import type {
	MarkKeeper,
	VerifiedMark,
} from "../../src/store/verified-mark.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import { git } from "../support/staging.ts";

const found = (answers: readonly Answer[]): Json | undefined =>
	answers[0]?.ok === true
		? (answers[0].data as JsonObject).verification
		: undefined;

const asks = (bench: Bench, role: "maintain" | "read" = "maintain") =>
	say(bench, "maintainer", "verify", { role });

describe("while a branch is verified", () => {
	let bench: Bench;
	let engine: Engine;
	let loads: number;
	let open: () => void;
	let fail: (error: unknown) => void;
	let started: Promise<void>;

	beforeEach(async () => {
		bench = makeBench();
		await openBoard(bench, {}, ["41", "42"]);
		const gate = new Promise<void>((resolve, reject) => {
			open = resolve;
			fail = reject;
		});
		gate.catch(() => undefined);
		let start: () => void;
		started = new Promise((resolve) => {
			start = resolve;
		});
		let mark: VerifiedMark | undefined;
		loads = 0;
		const marks: MarkKeeper = {
			// Every verification starts by asking for its mark: there it is held up.
			async load() {
				loads++;
				start();
				await gate;
				return mark;
			},
			save: async (next) => {
				mark = next;
			},
		};
		engine = engineOn(bench, openMemoryStore(bench.repository), marks);
	});

	test("commands go on, and the answer is about the commit that was asked about", async () => {
		const head = bench.repository.head;
		const verification = engine.perform([asks(bench)]);
		await started;
		expect(
			await engine.perform([
				say(bench, "alice", "note", { task: "42", input: { body: "seen" } }),
			]),
		).toMatchObject([{ ok: true }]);
		expect(bench.repository.head).not.toBe(head);
		open();
		expect(found(await verification)).toEqual({ ok: true, head, commits: 3 });
	});

	test("a second asker shares it", async () => {
		const both = [engine.perform([asks(bench)]), engine.perform([asks(bench)])];
		await started;
		await engine.inspect(() => undefined);
		open();
		for (const answers of await Promise.all(both))
			expect(found(answers)).toEqual(
				expect.objectContaining({ ok: true, commits: 3 }),
			);
		expect(loads).toBe(1);
	});

	test("who asks about a later commit goes on from there", async () => {
		const first = engine.perform([asks(bench)]);
		await started;
		await engine.perform([
			say(bench, "alice", "note", { task: "42", input: { body: "seen" } }),
		]);
		const second = engine.perform([asks(bench)]);
		await engine.inspect(() => undefined);
		open();
		expect(found(await first)).toMatchObject({ commits: 3 });
		expect(found(await second)).toMatchObject({ commits: 4, before: 3 });
	});

	test("who may not ask is refused at once, and nothing is verified", async () => {
		expect(await engine.perform([asks(bench, "read")])).toMatchObject([
			{ ok: false, code: "FORBIDDEN" },
		]);
		expect(loads).toBe(0);
	});

	test("a script that was settled meanwhile asks for nothing", async () => {
		expect(await engine.perform([asks(bench)], async () => true)).toEqual([]);
		expect(loads).toBe(0);
	});

	test("an outage is told as such, and the next command is none the worse", async () => {
		const verification = engine.perform([asks(bench)]);
		await started;
		fail(new StoreUnavailable("away"));
		await expect(verification).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		expect(
			await engine.perform([say(bench, "alice", "next", {})]),
		).toMatchObject([{ ok: true }]);
	});

	test("closing waits for it", async () => {
		const order: string[] = [];
		const verification = engine
			.perform([asks(bench)])
			.then(() => order.push("answered"));
		await started;
		const closed = engine.close().then(() => order.push("closed"));
		open();
		await Promise.all([verification, closed]);
		expect(order).toEqual(["answered", "closed"]);
	});
});

describe("after a restart", () => {
	let dir: string;
	beforeEach(async () => {
		dir = await mkdtemp(join(tmpdir(), "baton-verified-"));
		await git(dir, "init", "--quiet", "--bare", "board.git");
	});
	afterEach(() => rm(dir, { recursive: true, force: true }));

	test("verification goes on from the mark on disk", async () => {
		const bench = makeBench();
		const start = async (branch = "here board"): Promise<Engine> =>
			engineOn(
				bench,
				await openLocalStore({
					dir: join(dir, "board.git"),
					branch: "baton/board",
				}),
				markFile(join(dir, "cache", "1.verified.json"), branch),
			);
		const first = await start();
		await openBoard({ ...bench, engine: first }, {}, ["41", "42"]);
		expect(found(await first.perform([asks(bench)]))).toMatchObject({
			ok: true,
			commits: 3,
		});
		await first.close();
		const second = await start();
		await second.perform([
			say(bench, "alice", "note", { task: "42", input: { body: "seen" } }),
		]);
		expect(found(await second.perform([asks(bench)]))).toMatchObject({
			ok: true,
			commits: 4,
			before: 3,
		});
		await second.close();
		const elsewhere = await start("another board");
		expect(found(await elsewhere.perform([asks(bench)]))).not.toHaveProperty(
			"before",
		);
		await elsewhere.close();
	});
});

function engineOn(bench: Bench, store: Store, marks: MarkKeeper): Engine {
	const { identity, nowMs } = bench;
	return new Engine({
		store,
		identity,
		nowMs,
		marks,
		pause: async () => undefined,
		build: "test",
		onDefect: (error) => {
			throw error;
		},
	});
}
