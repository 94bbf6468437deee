import { describe, expect, test } from "vitest";
import { Engine } from "../../src/engine/perform.ts";
import { verify } from "../../src/engine/verify.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function subjects(store: Store): Promise<readonly string[]> {
	const found: string[] = [];
	const head = await store.head();
	if (head !== null)
		for await (const { message } of store.log(head))
			found.unshift(message.split("\n", 1)[0] ?? "");
	return found;
}

/** An engine of its own whose store breaks in a given way. */
function engineOn(bench: Bench, store: Store): Engine {
	return new Engine({
		store,
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build: "test",
		onDefect: (error) => {
			throw error;
		},
	});
}

describe("a race", () => {
	test("of 100 claims on one task has one winner, one commit, and 99 who learn who it is", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const agents = Array.from({ length: 100 }, (_, index) => `worker-${index}`);
		const answers = await Promise.all(
			agents.map((who, index) =>
				bench.engine.perform([
					{
						...say(bench, who, "claim", { task: "42" }),
						actor: { id: 20_000 + index, login: who },
					},
				]),
			),
		);
		const winners = answers.flat().filter((answer) => answer.ok);
		const losers = answers.flat().filter((answer) => !answer.ok);
		expect(winners).toHaveLength(1);
		expect(losers).toHaveLength(99);
		for (const loser of losers)
			expect(loser).toMatchObject({
				code: "CONFLICT_LOCKED",
				data: { holder: winners[0]?.data.agent },
			});
		expect(
			(await subjects(bench.store)).filter((subject) =>
				subject.startsWith("claim"),
			),
		).toHaveLength(1);
	});

	test("between two processes has one winner too, and both logs are one", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["1", "2", "3", "4", "5"]);
		const other = bench.replica();
		const rounds = ["1", "2", "3", "4", "5"].flatMap((task) => [
			bench.engine.perform([say(bench, "alice", "claim", { task })]),
			other.perform([say(bench, "bob", "claim", { task })]),
		]);
		const answers = (await Promise.all(rounds)).flat();
		const won = answers.filter((answer) => answer.ok).length;
		expect(won).toBe(5);
		expect(await verify(bench.store)).toMatchObject({ ok: true, commits: 11 });
	});
});

describe("the same command again", () => {
	test("ten times at once has one effect and one answer", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const saying = say(bench, "alice", "note", {
			task: "42",
			input: { body: "once" },
		});
		const answers = (
			await Promise.all(
				Array.from({ length: 10 }, () => bench.engine.perform([saying])),
			)
		).flat();
		expect(
			new Set(
				answers.map((answer) => (answer.ok ? answer.commit : answer.code)),
			).size,
		).toBe(1);
		expect(
			(await subjects(bench.store)).filter((subject) =>
				subject.startsWith("note"),
			),
		).toHaveLength(1);
	});

	test("in another process, later, gives the first answer and commits nothing", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const saying = say(bench, "alice", "claim", { task: "42" });
		const [first] = await bench.engine.perform([saying]);
		await bench.engine.perform([
			say(bench, "alice", "release", { task: "42" }),
		]);
		bench.advance(60_000);
		const before = await bench.store.head();
		const [again] = await bench.replica().perform([saying]);
		expect(again).toEqual({ ...first, repeated: true });
		expect(await bench.store.head()).toBe(before);
	});
});

describe("when the remote fails", () => {
	test("an answer lost after the push took effect is found out, and nothing is written twice", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		let faults = 1;
		const store = openMemoryStore(bench.repository, (point) => {
			if (point === "after" && faults-- > 0) throw new Error("socket hang up");
		});
		const [answer] = await engineOn(bench, store).perform([
			say(bench, "alice", "claim", { task: "42" }),
		]);
		expect(answer).toMatchObject({ ok: true, verb: "claim" });
		expect(
			(await subjects(bench.store)).filter((subject) =>
				subject.startsWith("claim"),
			),
		).toHaveLength(1);
	});

	test("a push that never arrived is sent again", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		let faults = 3;
		const store = openMemoryStore(bench.repository, (point) => {
			if (point === "before" && faults-- > 0) throw new Error("ECONNREFUSED");
		});
		const [answer] = await engineOn(bench, store).perform([
			say(bench, "alice", "claim", { task: "42" }),
		]);
		expect(answer).toMatchObject({ ok: true });
		expect(
			(await subjects(bench.store)).filter((subject) =>
				subject.startsWith("claim"),
			),
		).toHaveLength(1);
	});

	test("a remote that stays silent makes perform throw, and saying it again later is safe", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const inner = openMemoryStore(bench.repository);
		let isDown = true;
		const down = () =>
			Promise.reject(
				Object.assign(new Error("down"), { code: "STORE_UNAVAILABLE" }),
			);
		const store: Store = {
			...inner,
			head: () => (isDown ? down() : inner.head()),
			append: (...call) => (isDown ? down() : inner.append(...call)),
		};
		const engine = engineOn(bench, store);
		const saying = say(bench, "alice", "claim", { task: "42" });
		await expect(engine.perform([saying])).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		isDown = false;
		expect(await engine.perform([saying])).toMatchObject([{ ok: true }]);
	});

	test("a branch that lost acknowledged commits is frozen: nothing is written, and the answer says why", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const before = bench.repository.head;
		await bench.engine.perform([say(bench, "alice", "claim", { task: "42" })]);
		const { head } = bench.repository;
		bench.repository.head = before;
		expect(
			await bench.engine.perform([say(bench, "alice", "done", { task: "42" })]),
		).toMatchObject([
			{
				ok: false,
				code: "INTERNAL",
				message: expect.stringContaining("frozen"),
			},
		]);
		expect(bench.repository.head).toBe(before);
		bench.repository.head = null;
		expect(
			await bench.engine.perform([say(bench, "alice", "done", { task: "42" })]),
		).toMatchObject([
			{ ok: false, message: expect.stringContaining("deleted") },
		]);
		bench.repository.head = head;
		expect(
			await bench.engine.perform([say(bench, "alice", "done", { task: "42" })]),
		).toMatchObject([{ ok: true }]);
	});

	test("a clock more than a minute from the remote's writes nothing", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const store: Store = {
			...openMemoryStore(bench.repository),
			clockSkewMs: () => -61_000,
		};
		expect(
			await engineOn(bench, store).perform([
				say(bench, "alice", "claim", { task: "42" }),
			]),
		).toMatchObject([
			{ ok: false, code: "INTERNAL", message: expect.stringContaining("61 s") },
		]);
	});
});

describe("a script", () => {
	test("stops at its first refusal; what came before it stands", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const answers = await bench.engine.perform([
			say(bench, "alice", "claim", { task: "42" }),
			say(bench, "alice", "priority", {
				task: "42",
				input: { priority: "nonsense" },
			}),
			say(bench, "alice", "done", { task: "42" }),
		]);
		expect(
			answers.map((answer) => (answer.ok ? answer.verb : answer.code)),
		).toEqual(["claim", "VALIDATION"]);
	});

	test("is passed over in silence for a task that is not on the board", async () => {
		const bench = makeBench();
		await openBoard(bench);
		expect(
			await bench.engine.perform([
				{ ...say(bench, "alice", "claim", { task: "7" }), ifTask: "7" },
			]),
		).toEqual([]);
	});

	test("keeps secrets out of the branch", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const token = `ghp_${"a1B2".repeat(9)}`;
		await bench.engine.perform([
			say(bench, "alice", "note", {
				task: "42",
				input: { body: `it is ${token}` },
			}),
		]);
		const everything = [...bench.repository.objects.values()]
			.map(({ body }) => new TextDecoder().decode(body))
			.join("\n");
		expect(everything).not.toContain(token);
		expect(everything).toContain("[redacted:");
	});
});

test("time never runs backwards in the log, whatever the clock does", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["42"]);
	bench.advance(-3_600_000);
	await bench.engine.perform([say(bench, "alice", "claim", { task: "42" })]);
	expect(await verify(bench.store)).toMatchObject({ ok: true });
});

test("a stale version is refused, and the answer tells the present one", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["42"]);
	expect(
		await bench.engine.perform([
			say(bench, "alice", "claim", { task: "42", input: { version: 7 } }),
		]),
	).toMatchObject([{ code: "STALE", data: { version: 1 } }]);
});

test("a defect met by one command is answered with INTERNAL, and the others of its batch go on", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["41", "42"]);
	const met: unknown[] = [];
	const engine = new Engine({
		store: bench.store,
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build: "test",
		onDefect: (error, opId) => met.push([opId, (error as Error).message]),
	});
	// An op id outside the charset can only come from a door of ours that is wrong.
	const broken = {
		...say(bench, "alice", "claim", { task: "41" }),
		opId: "not an op id",
	};
	const [bad, good] = await Promise.all([
		engine.perform([broken]),
		engine.perform([say(bench, "alice", "claim", { task: "42" })]),
	]);
	expect(bad).toMatchObject([
		{ ok: false, code: "INTERNAL", data: { correlation: "not an op id" } },
	]);
	expect(good).toMatchObject([{ ok: true }]);
	expect(met).toEqual([
		["not an op id", expect.stringContaining("malformed op id")],
	]);
});
