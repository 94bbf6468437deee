import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/engine/answer.ts";
import type { Engine } from "../../src/engine/perform.ts";
import { readRecovery } from "../../src/store/journal-recovery.ts";
import type { CommitRecord, Oid } from "../../src/store/store.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

/** A board on which everything after `before` was acknowledged and is gone from the branch. */
async function rolledBack(bench: Bench) {
	await openBoard(bench, {}, ["41", "42"]);
	const before = bench.repository.head as Oid;
	const claim = say(bench, "alice", "claim", { task: "42" });
	const note = say(bench, "bob", "note", {
		task: "41",
		input: { body: "said once" },
	});
	await bench.engine.perform([claim]);
	await bench.engine.perform([note]);
	await bench.engine.perform([
		bench.appSays("mark", {
			comment: 500,
			event: 7,
			since: "2026-11-20T19:00:00.000Z",
		}),
	]);
	const after = bench.repository.head as Oid;
	bench.repository.head = before;
	return { before, after, claim, note };
}

async function recover(
	bench: Bench,
	to: string,
	{ who = "maintainer", role = "admin" as const, engine = bench.engine } = {},
): Promise<Answer> {
	const [answer] = await engine.perform([
		say(bench, who, "recover", { role, input: { to } }),
	]);
	return answer as Answer;
}

const statusOf = (engine: Engine, key: string) =>
	engine.inspect((board) => board.task(key)?.status);

async function log(bench: Bench): Promise<readonly CommitRecord[]> {
	const records: CommitRecord[] = [];
	if (bench.repository.head !== null)
		for await (const record of bench.store.log(bench.repository.head))
			records.push(record);
	return records;
}

describe("recover", () => {
	test("to what was acknowledged makes one commit on top of the branch, and the board goes on", async () => {
		const bench = makeBench();
		const { before, after } = await rolledBack(bench);
		const answer = await recover(bench, "acknowledged");
		expect(answer).toMatchObject({ ok: true, data: { chosen: after } });
		const [record] = await log(bench);
		expect(record?.parents).toEqual([before]);
		const aside: Oid[] = [];
		for await (const { oid } of bench.store.log(after)) {
			if (oid === before) break;
			aside.push(oid);
		}
		expect(aside).toHaveLength(3);
		expect(record?.author.name).toBe("maintainer");
		expect(readRecovery(record?.message ?? "")).toEqual({
			chosen: after,
			acknowledged: after,
			aside,
		});
		expect(await statusOf(bench.engine, "42")).toBe("in_progress");
		expect(
			await bench.engine.perform([say(bench, "alice", "done", { task: "42" })]),
		).toMatchObject([{ ok: true }]);
		expect(await statusOf(bench.replica(), "42")).toBe("done");
	});

	test("to the branch as it is keeps marks and op ids: what was said takes no effect again", async () => {
		const bench = makeBench();
		const { before, claim, note } = await rolledBack(bench);
		expect(await recover(bench, "branch")).toMatchObject({
			ok: true,
			data: { chosen: before, tasks: 2 },
		});
		expect(await statusOf(bench.engine, "42")).toBe("ready");
		const head = bench.repository.head;
		expect(await bench.engine.perform([claim])).toMatchObject([
			{ repeated: true },
		]);
		expect(await bench.replica().perform([note])).toMatchObject([
			{ repeated: true },
		]);
		expect(
			await bench.engine.perform([
				say(bench, "bob", "claim", { task: "42", opId: "c499:1" }),
			]),
		).toMatchObject([{ ok: false, code: "VALIDATION" }]);
		expect(bench.repository.head).toBe(head);
		expect(
			await bench.engine.inspect((board) => [
				board.board?.inbox.below,
				board.context("41").notes.length,
			]),
		).toEqual([{ comment: 500, event: 7 }, 0]);
	});

	test("to the branch raises versions and fences over those that are put aside", async () => {
		const bench = makeBench();
		await rolledBack(bench);
		await recover(bench, "branch");
		expect(
			await bench.engine.perform([
				say(bench, "bob", "claim", { task: "42", input: { version: 2 } }),
			]),
		).toMatchObject([{ code: "STALE" }]);
		expect(
			await bench.engine.perform([say(bench, "bob", "claim", { task: "42" })]),
		).toMatchObject([{ ok: true, version: 4, data: { fence: 2 } }]);
	});

	test("to a commit takes the start of its name", async () => {
		const bench = makeBench();
		const { after } = await rolledBack(bench);
		const parent = (await bench.store.version(after)).oid as Oid;
		expect(await recover(bench, parent.slice(0, 12))).toMatchObject({
			ok: true,
			data: { chosen: after },
		});
	});

	test("of a deleted branch starts a new root, with the acknowledged state or with none", async () => {
		for (const to of ["acknowledged", "branch"]) {
			const bench = makeBench();
			const { claim } = await rolledBack(bench);
			bench.repository.head = null;
			expect(await recover(bench, to)).toMatchObject({ ok: true });
			const records = await log(bench);
			expect(records).toHaveLength(1);
			expect(records[0]?.parents).toEqual([]);
			expect(await statusOf(bench.replica(), "42")).toBe(
				to === "acknowledged" ? "in_progress" : undefined,
			);
			const [again] = await bench.engine.perform([claim]);
			expect(again).not.toMatchObject({ commit: expect.anything() });
			expect(await log(bench)).toHaveLength(1);
		}
	});

	test("lets another process go on that had acknowledged the same", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const before = bench.repository.head;
		await bench.engine.perform([say(bench, "alice", "claim", { task: "42" })]);
		const other = bench.replica();
		await other.inspect(() => undefined);
		bench.repository.head = before;
		const done = say(bench, "alice", "done", { task: "42" });
		await expect(other.perform([done])).rejects.toThrow("frozen");
		await recover(bench, "acknowledged");
		expect(await other.perform([done])).toMatchObject([{ ok: true }]);
	});

	test("said again is answered again and does nothing, also when its answer got lost", async () => {
		const bench = makeBench();
		await rolledBack(bench);
		const saying = say(bench, "maintainer", "recover", {
			role: "admin",
			input: { to: "branch" },
		});
		const [first] = await bench.engine.perform([saying]);
		const head = bench.repository.head;
		expect(await bench.replica().perform([saying])).toMatchObject([
			{ ok: true, repeated: true, commit: first?.ok && first.commit },
		]);
		expect(bench.repository.head).toBe(head);
	});

	test("takes effect among commands that wait; those come again", async () => {
		const bench = makeBench();
		await rolledBack(bench);
		const done = say(bench, "alice", "done", { task: "42" });
		const [waits, recovers] = await Promise.allSettled([
			bench.engine.perform([done]),
			recover(bench, "acknowledged"),
		]);
		expect(waits).toMatchObject({ reason: { code: "STORE_UNAVAILABLE" } });
		expect(recovers).toMatchObject({ value: { ok: true } });
		expect(await bench.engine.perform([done])).toMatchObject([{ ok: true }]);
	});
});

describe("recover is refused", () => {
	test("to everybody but administrators", async () => {
		const bench = makeBench();
		const { before } = await rolledBack(bench);
		const [answer] = await bench.engine.perform([
			say(bench, "maintainer", "recover", {
				role: "maintain",
				input: { to: "branch" },
			}),
		]);
		expect(answer).toMatchObject({ code: "FORBIDDEN" });
		expect(bench.repository.head).toBe(before);
	});

	test("for a board that nothing is wrong with, for a commit that is not its own, and for words it does not know", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const { head } = bench.repository;
		expect(await recover(bench, "branch")).toMatchObject({
			code: "VALIDATION",
			message: expect.stringContaining("Nothing is wrong"),
		});
		await bench.engine.perform([say(bench, "alice", "claim", { task: "42" })]);
		bench.repository.head = head;
		expect(await recover(bench, "1234567")).toMatchObject({
			code: "NOT_FOUND",
		});
		expect(await recover(bench, "yesterday")).toMatchObject({
			code: "VALIDATION",
		});
		expect(bench.repository.head).toBe(head);
	});
});
