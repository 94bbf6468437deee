import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import type { AcknowledgedMark } from "../../src/engine/acknowledged.ts";
import { Engine } from "../../src/engine/perform.ts";
import { configFile } from "../../src/schema/config.ts";
import { openJournalMark } from "../../src/store/journal-mark.ts";
import { taskPath } from "../../src/store/layout.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Oid } from "../../src/store/store.ts";
import { makeRepository } from "../cli/board-repository.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import { stage } from "../support/staging.ts";

const config = configFile.parse({}) as unknown as JsonObject;

/** A mark that outlives engines, as a file does. */
function memoryMark(): AcknowledgedMark & { oid: Oid | undefined } {
	const mark = {
		oid: undefined as Oid | undefined,
		read: async () => mark.oid,
		write: (oid: Oid) => {
			mark.oid = oid;
		},
		settled: async () => undefined,
	};
	return mark;
}

/** A process on the board: with a memory of what was acknowledged, and an ear for alarms. */
function process(bench: Bench, mark?: AcknowledgedMark) {
	const alarms: string[] = [];
	const engine = new Engine({
		store: openMemoryStore(bench.repository),
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build: "test",
		onDefect: (error) => {
			throw error;
		},
		onFreeze: (why) => alarms.push(why),
		mark,
	});
	return { engine, alarms };
}

const doctor = (bench: Bench) =>
	say(bench, "guest", "doctor", { role: "read" });

/** A board with a claimed task, and the commit before the claim. */
async function claimed(bench: Bench, engine: Engine) {
	await openBoard(bench, {}, ["41", "42"]);
	await engine.perform([say(bench, "bob", "show", { task: "41" })]);
	const before = bench.repository.head;
	await engine.perform([say(bench, "alice", "claim", { task: "42" })]);
	return { before, after: bench.repository.head as Oid };
}

describe("a frozen board", () => {
	test("tells the log once, answers questions, and lets everything else wait", async () => {
		const bench = makeBench();
		const { engine, alarms } = process(bench);
		const { before } = await claimed(bench, engine);
		bench.repository.head = before;
		const done = say(bench, "alice", "done", { task: "42" });
		const [shown, refused, asked] = await Promise.allSettled([
			engine.perform([say(bench, "bob", "show", { task: "42" })]),
			engine.perform([done]),
			engine.perform([doctor(bench)]),
		]);
		expect(shown).toMatchObject({
			value: [{ ok: true, data: { task: { status: "in_progress" } } }],
		});
		expect(refused).toMatchObject({
			reason: { code: "STORE_UNAVAILABLE" },
		});
		expect(asked).toMatchObject({ status: "fulfilled" });
		await expect(engine.perform([done])).rejects.toThrow("frozen");
		expect(alarms).toEqual([expect.stringContaining("rolled back")]);
		expect(bench.repository.head).toBe(before);
	});

	test("is explained by doctor: what was acknowledged, where the branch is, what is missing, what to do", async () => {
		const bench = makeBench();
		const { engine } = process(bench);
		const { before, after } = await claimed(bench, engine);
		expect(await engine.perform([doctor(bench)])).toMatchObject([
			{ data: { healthy: true, said: expect.stringContaining("nothing") } },
		]);
		bench.repository.head = before;
		expect(await engine.perform([doctor(bench)])).toMatchObject([
			{
				ok: true,
				data: {
					healthy: false,
					frozen: {
						kind: "rolled-back",
						acknowledged: after,
						branch: before,
						missing: 1,
					},
					said: expect.stringContaining("/recover acknowledged"),
				},
			},
		]);
		bench.repository.head = null;
		expect(await engine.perform([doctor(bench)])).toMatchObject([
			{ data: { frozen: { kind: "deleted", branch: null, missing: 4 } } },
		]);
	});

	test("goes on by itself, and is frozen anew, when the commits come and go", async () => {
		const bench = makeBench();
		const { engine, alarms } = process(bench);
		const { before, after } = await claimed(bench, engine);
		for (const head of [before, after, before]) {
			bench.repository.head = head;
			await engine.inspect(() => undefined);
		}
		expect(alarms).toHaveLength(2);
	});
});

describe("a process that starts", () => {
	test("notices that the branch lost what was acknowledged before it", async () => {
		const bench = makeBench();
		const mark = memoryMark();
		const { before, after } = await claimed(bench, process(bench, mark).engine);
		expect(mark.oid).toBe(after);
		bench.repository.head = before;
		const { engine, alarms } = process(bench, mark);
		await expect(
			engine.perform([say(bench, "alice", "done", { task: "42" })]),
		).rejects.toThrow("rolled back");
		expect(alarms).toHaveLength(1);
		expect(
			await engine.perform([say(bench, "bob", "show", { task: "42" })]),
		).toMatchObject([{ data: { task: { status: "in_progress" } } }]);
		expect(mark.oid).toBe(after);
	});

	test("notices that it was deleted, and does not open another board in its place", async () => {
		const bench = makeBench();
		const mark = memoryMark();
		const { after } = await claimed(bench, process(bench, mark).engine);
		bench.repository.head = null;
		const { engine } = process(bench, mark);
		expect(await engine.inspect((board) => [...board.keys()])).toEqual([
			"41",
			"42",
		]);
		bench.repository.objects.delete(after);
		const blind = process(bench, mark).engine;
		expect(await blind.inspect(({ board }) => board)).toBeUndefined();
		await expect(
			blind.perform([bench.appSays("configure", { name: "board", config })]),
		).rejects.toThrow("deleted");
		expect(bench.repository.head).toBeNull();
		expect(await blind.perform([doctor(bench)])).toMatchObject([
			{ data: { frozen: { kind: "deleted", acknowledged: after } } },
		]);
	});

	test("checks what others did while none was running, and takes a branch it knows nothing of as it is", async () => {
		const bench = makeBench();
		const mark = memoryMark();
		await claimed(bench, process(bench, mark).engine);
		await bench.engine.perform([say(bench, "alice", "done", { task: "42" })]);
		for (const one of [process(bench, mark), process(bench)]) {
			expect(
				await one.engine.inspect((board) => board.task("42")?.status),
			).toBe("done");
			expect(one.alarms).toEqual([]);
		}
		expect(mark.oid).toBe(bench.repository.head);
	});

	test("that can read the acknowledged state nowhere answers from the branch and stays frozen", async () => {
		const bench = makeBench();
		const mark = memoryMark();
		const { before, after } = await claimed(bench, process(bench, mark).engine);
		bench.repository.head = before;
		bench.repository.objects.delete(after);
		const { engine } = process(bench, mark);
		expect(
			await engine.perform([say(bench, "bob", "show", { task: "42" })]),
		).toMatchObject([{ data: { task: { status: "ready" } } }]);
		await expect(
			engine.perform([say(bench, "alice", "claim", { task: "42" })]),
		).rejects.toThrow("frozen");
		expect(await engine.perform([doctor(bench)])).toMatchObject([
			{
				data: {
					frozen: { gone: true },
					said: expect.not.stringContaining("/recover acknowledged"),
				},
			},
		]);
		expect(
			await engine.perform([
				say(bench, "maintainer", "recover", {
					role: "admin",
					input: { to: "acknowledged" },
				}),
			]),
		).toMatchObject([{ ok: false, code: "NOT_FOUND" }]);
	});
});

test("baton doctor on the command line tells of a healthy branch and of a damaged one", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["41", "42"]);
	const repository = await makeRepository();
	const said: string[] = [];
	const doctorSays = (...options: string[]) =>
		run(["doctor", "--repo", repository.directory, ...options], {
			out: (text) => said.push(text),
			err: (text) => said.push(text),
			directory: "",
			nowMs: bench.nowMs,
		});
	try {
		await repository.take(bench);
		expect(await doctorSays()).toBe(0);
		const version = await bench.store.version(bench.repository.head);
		const spoiled = stage(version, {
			[taskPath("42", "baton")]: "goal: [",
			"tasks/00/42/task.yaml": "",
		});
		await bench.store.append(version.oid, [spoiled]);
		await repository.take(bench);
		expect(await doctorSays()).toBe(1);
		expect(await doctorSays("--json")).toBe(1);
		expect(said[0]).toContain("nothing to do");
		expect(said[1]).toMatch(/Task 42 is quarantined: baton.yaml/);
		expect(said[1]).toContain("tasks/00/42");
		expect(JSON.parse(said[2] ?? "")).toMatchObject({
			healthy: false,
			quarantined_count: 1,
			foreign: 1,
		});
	} finally {
		await repository.remove();
	}
});

test("the mark's file keeps the last commit of its branch, and what cannot be read is as good as none", async () => {
	const directory = await mkdtemp(join(tmpdir(), "baton-mark-"));
	try {
		const path = join(directory, "deep", "mark.json");
		const mark = openJournalMark(path, "one");
		expect(await mark.read()).toBeUndefined();
		for (const digit of "1234567") mark.write(digit.repeat(40));
		await mark.settled();
		expect(await openJournalMark(path, "one").read()).toBe("7".repeat(40));
		expect(await openJournalMark(path, "other").read()).toBeUndefined();
		await writeFile(path, '{"branch":"one","oid":');
		expect(await openJournalMark(path, "one").read()).toBeUndefined();
		const full = openJournalMark(join(path, "below", "a-file"), "one");
		full.write("8".repeat(40));
		await full.settled();
		expect(await full.read()).toBeUndefined();
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
});
