import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Answer } from "../../src/engine/answer.ts";
import type { Engine } from "../../src/engine/perform.ts";
import { MemoryRepository } from "../../src/store/memory-store.ts";
import { makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import {
	makeWaitBench,
	type WaitBench,
	waitOf,
} from "../support/wait-bench.ts";

/** The key of the task that an answer shows; null when it shows none. */
function shown(answer: Answer): unknown {
	if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
	return (answer.data.task as JsonObject | null)?.key ?? null;
}

/** Starts a wait and tells, once everything that is under way has happened, whether it is over and with what. */
async function parked(
	engine: Engine,
	...request: Parameters<typeof waitOf>
): Promise<{ now: () => Promise<unknown>; answer: Promise<Answer> }> {
	const answer = engine.wait(waitOf(...request));
	let result: unknown = "waits";
	void answer.then((one) => {
		result = shown(one);
	});
	const now = async () => {
		await engine.inspect(() => undefined);
		await new Promise((resolve) => setImmediate(resolve));
		return result;
	};
	await now();
	return { now, answer };
}

async function board(
	config: JsonObject = {},
	keys: readonly string[] = [],
): Promise<WaitBench> {
	const bench = makeWaitBench();
	await openBoard(bench, config, keys);
	return bench;
}

async function does(
	bench: WaitBench,
	...said: readonly Parameters<typeof saidBy>[1][]
): Promise<void> {
	for (const one of said) {
		const [answer] = await bench.engine.perform([saidBy(bench, one)]);
		if (answer?.ok !== true)
			throw new Error(`${one.join(" ")}: ${JSON.stringify(answer)}`);
	}
}

function saidBy(
	bench: WaitBench,
	[who, verb, task, input = {}]: readonly [
		who: string,
		verb: string,
		task: string,
		input?: JsonObject,
	],
) {
	return say(bench, who, verb, { task, input, role: "admin" });
}

describe("a wait is woken when a task", () => {
	test("is ready already", async () => {
		const { engine } = await board({}, ["1"]);
		const answer = await engine.wait(waitOf("alice"));
		expect(answer).toMatchObject({
			ok: true,
			verb: "wait",
			data: { task: { key: "1", status: "ready" }, count: 1 },
		});
	});

	test("is enrolled", async () => {
		const bench = await board();
		const wait = await parked(bench.engine, "alice");
		expect(await wait.now()).toBe("waits");
		await does(bench, ["maintainer", "enroll", "7", { title: "Seven" }]);
		expect(await wait.now()).toBe("7");
	});

	test("has lost its last blocker", async () => {
		const bench = await board({}, ["1", "2"]);
		await does(
			bench,
			["bob", "depend", "2", { on: ["1"] }],
			["bob", "claim", "1"],
		);
		const wait = await parked(bench.engine, "alice");
		expect(await wait.now()).toBe("waits");
		await does(bench, ["bob", "done", "1"]);
		expect(await wait.now()).toBe("2");
	});

	test("is released", async () => {
		const bench = await board({}, ["1"]);
		await does(bench, ["bob", "claim", "1"]);
		const wait = await parked(bench.engine, "alice");
		expect(await wait.now()).toBe("waits");
		await does(bench, ["bob", "release", "1"]);
		expect(await wait.now()).toBe("1");
	});

	test("has a lease whose grace and backoff are over, which only the clock tells", async () => {
		const bench = await board({ lease: { default: "1m", grace: "20s" } }, [
			"1",
		]);
		await does(bench, ["bob", "claim", "1"]);
		await bench.pass(45_000);
		const wait = await parked(bench.engine, "alice");
		await bench.pass(44_999);
		expect(await wait.now()).toBe("waits");
		await bench.pass(1);
		expect(await wait.now()).toBe("1");
	});

	test("has waited out its backoff after the reaper was there", async () => {
		const bench = await board(
			{ lease: { default: "1m", grace: "1s" }, attempts: { backoff: "40s" } },
			["1"],
		);
		await does(bench, ["bob", "claim", "1"]);
		await bench.pass(62_000);
		await bench.engine.perform([bench.appSays("expire", {}, "1")]);
		const wait = await parked(bench.engine, "alice");
		await bench.pass(37_999);
		expect(await wait.now()).toBe("waits");
		await bench.pass(1);
		expect(await wait.now()).toBe("1");
	});

	test("is assigned to whom the waiter looks for", async () => {
		const bench = await board({}, ["1", "2"]);
		const wait = await parked(bench.engine, "alice", { assignee: "alice" });
		expect(await wait.now()).toBe("waits");
		await does(bench, ["bob", "assign", "2", { assignee: "alice" }]);
		expect(await wait.now()).toBe("2");
	});

	test("is assigned to whom the waiter names by his login", async () => {
		const bench = await board({}, ["1"]);
		const wait = await parked(bench.engine, "alice", { assignee: "@Agent-2" });
		await does(bench, ["bob", "assign", "1", { assignee: "agent-2" }]);
		expect(await wait.now()).toBe("1");
	});

	test("has room, when work in progress was full", async () => {
		const bench = await board({ wip: { in_progress: 1 } }, ["1", "2"]);
		await does(bench, ["bob", "claim", "1"]);
		const wait = await parked(bench.engine, "alice");
		expect(await wait.now()).toBe("waits");
		await does(bench, ["bob", "done", "1"]);
		expect(await wait.now()).toBe("2");
	});

	test("has room, when a column of reviews was full", async () => {
		const bench = await board({ review: "always", wip: { review: 1 } }, [
			"1",
			"2",
		]);
		await does(bench, ["bob", "claim", "1"], ["bob", "done", "1"]);
		const wait = await parked(bench.engine, "alice");
		expect(await wait.now()).toBe("waits");
		await does(bench, ["maintainer", "approve", "1"]);
		expect(await wait.now()).toBe("2");
	});

	test("can be claimed again by an agent that held as many as it may", async () => {
		const bench = await board({}, ["1", "2", "3", "4"]);
		for (const task of ["1", "2", "3"])
			await does(bench, ["alice", "claim", task]);
		const wait = await parked(bench.engine, "alice");
		expect(await wait.now()).toBe("waits");
		await does(bench, ["alice", "done", "2"]);
		expect(await wait.now()).toBe("4");
	});

	test("is requeued", async () => {
		const bench = await board({ attempts: { max: 1 } }, ["1"]);
		await does(bench, ["bob", "claim", "1"]);
		await bench.pass(60 * 60_000);
		await bench.engine.perform([bench.appSays("expire", {}, "1")]);
		const wait = await parked(bench.engine, "alice");
		expect(await wait.now()).toBe("waits");
		await does(bench, ["maintainer", "requeue", "1"]);
		expect(await wait.now()).toBe("1");
	});

	test("fits, because the config has changed", async () => {
		const bench = await board({}, ["1"]);
		await does(bench, ["bob", "require", "1", { capability: "db" }]);
		const wait = await parked(bench.engine, "alice");
		expect(await wait.now()).toBe("waits");
		await openBoard(bench, {
			agents: { alice: { logins: ["alice"], capabilities: ["db"] } },
		});
		expect(await wait.now()).toBe("1");
	});

	test("was enrolled by another process, once this one looks at the branch", async () => {
		const bench = await board();
		const wait = await parked(bench.engine, "alice");
		await bench
			.replica()
			.perform([saidBy(bench, ["maintainer", "enroll", "7", { title: "x" }])]);
		expect(await wait.now()).toBe("7");
	});
});

describe("a wait ends with no task", () => {
	test("when its time is up, and leaves no timer behind", async () => {
		const bench = await board();
		const wait = await parked(bench.engine, "alice", { timeoutMs: 30_000 });
		await bench.pass(29_999);
		expect(await wait.now()).toBe("waits");
		await bench.pass(1);
		expect(await wait.answer).toMatchObject({ ok: true, data: { task: null } });
		expect(bench.timers()).toBe(0);
	});

	test("at its signal, before it begins and while it lasts", async () => {
		const { engine } = await board();
		const stop = new AbortController();
		const wait = await parked(engine, "alice", { signal: stop.signal });
		stop.abort();
		expect(await wait.now()).toBe(null);
		expect(
			shown(await engine.wait(waitOf("alice", { signal: stop.signal }))),
		).toBe(null);
	});

	test("when the engine is closed, now and later", async () => {
		const { engine, timers } = await board();
		const waits = ["alice", "bob"].map((who) => engine.wait(waitOf(who)));
		await engine.close();
		expect((await Promise.all(waits)).map(shown)).toEqual([null, null]);
		expect(shown(await engine.wait(waitOf("alice")))).toBe(null);
		expect(timers()).toBe(0);
	});
});

describe("a wait whose time is up before the board was looked at", () => {
	/** An engine that cannot look at the branch before it is let. */
	async function slow() {
		const bench = await board({}, ["1"]);
		let letLook: () => void = () => undefined;
		const open = new Promise<void>((resolve) => {
			letLook = resolve;
		});
		const engine = bench.open({
			...bench.store,
			head: async () => {
				await open;
				return bench.store.head();
			},
		});
		return { bench, engine, letLook };
	}

	test("is still shown what there is, and told of nothing only when there is nothing", async () => {
		const { bench, engine, letLook } = await slow();
		const given = [
			{ timeoutMs: 0 },
			{ timeoutMs: 30 },
			{ timeoutMs: 0, labels: ["none-has-it"] },
		];
		const waits = given.map((more) => engine.wait(waitOf("alice", more)));
		await bench.pass(4_000);
		letLook();
		expect((await Promise.all(waits)).map(shown)).toEqual(["1", "1", null]);
		expect(bench.timers()).toBe(0);
	});

	test("fails when that takes too long", async () => {
		const { bench, engine, letLook } = await slow();
		const wait = engine.wait(waitOf("alice", { timeoutMs: 1_000 }));
		const failed = expect(wait).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		await bench.pass(5_999);
		await bench.pass(1);
		await failed;
		letLook();
	});

	test("is refused for what is no filter", async () => {
		const { engine, letLook } = await slow();
		for (const filter of [
			{ assignee: "Not One" },
			{ labels: ["x".repeat(51)] },
			{ labels: [""] },
		])
			expect(
				await engine.wait(waitOf("alice", { timeoutMs: 0, ...filter })),
			).toMatchObject({ code: "VALIDATION" });
		letLook();
	});
});

describe("a wait is refused", () => {
	test("for time that nobody may wait, filters that are none, and whom one may not be", async () => {
		const { engine } = await board({ agents: { x: { logins: ["bob"] } } });
		const codeOf = async (request: Parameters<Engine["wait"]>[0]) => {
			const answer = await engine.wait(request);
			return answer.ok ? answer.data : answer.code;
		};
		expect(await codeOf(waitOf("alice", { timeoutMs: 50_001 }))).toBe(
			"VALIDATION",
		);
		expect(await codeOf(waitOf("alice", { timeoutMs: Number.NaN }))).toBe(
			"VALIDATION",
		);
		expect(await codeOf(waitOf("alice", { assignee: "Not One" }))).toBe(
			"VALIDATION",
		);
		const alice = waitOf("alice").actor;
		expect(await codeOf(waitOf("x", { actor: alice }))).toBe("FORBIDDEN");
	});

	test("on a branch without a board", async () => {
		const { engine } = makeWaitBench();
		expect(await engine.wait(waitOf("alice"))).toMatchObject({
			ok: false,
			code: "NOT_FOUND",
		});
	});
});

describe("many who wait", () => {
	const NAMES = Array.from({ length: 40 }, (_, index) => `worker-${index}`);

	test("spread over as many tasks, the best to who came first", async () => {
		const bench = await board();
		const waits = NAMES.map((who) => bench.engine.wait(waitOf(who)));
		await bench.engine.inspect(() => undefined);
		await bench.engine.perform(
			NAMES.map((_, index) =>
				saidBy(bench, [
					"maintainer",
					"enroll",
					String(index + 1),
					{ title: "one" },
				]),
			),
		);
		expect((await Promise.all(waits)).map(shown)).toEqual(
			NAMES.map((_, index) => String(index + 1)),
		);
	});

	test("are woken by one task all together, and share more tasks alike", async () => {
		const bench = await board({}, ["1", "2"]);
		const waits = NAMES.map((who) => bench.engine.wait(waitOf(who)));
		const seen = (await Promise.all(waits)).map(shown);
		expect(seen.filter((key) => key === "1")).toHaveLength(20);
		expect(seen.filter((key) => key === "2")).toHaveLength(20);
	});

	test("get what is assigned to them before anything else", async () => {
		const bench = await board({}, ["1", "2", "3"]);
		await does(bench, ["maintainer", "assign", "3", { assignee: "worker-1" }]);
		const waits = ["worker-0", "worker-1"].map((who) =>
			bench.engine.wait(waitOf(who)),
		);
		expect((await Promise.all(waits)).map(shown)).toEqual(["1", "3"]);
	});

	test("alone always gets the best one, however often it asks", async () => {
		const { engine } = await board({}, ["1", "2"]);
		for (let count = 0; count < 3; count++)
			expect(shown(await engine.wait(waitOf("alice")))).toBe("1");
	});

	test("give a task that was shown to another and not taken another chance a second later", async () => {
		const bench = await board({}, ["1", "2"]);
		expect(shown(await bench.engine.wait(waitOf("alice")))).toBe("1");
		expect(shown(await bench.engine.wait(waitOf("bob")))).toBe("2");
		await bench.pass(1_000);
		expect(shown(await bench.engine.wait(waitOf("bob")))).toBe("1");
	});

	test("are two hundred of one account at most, until one of them ends", async () => {
		const { engine } = await board();
		const stops = Array.from({ length: 200 }, () => new AbortController());
		const waits = stops.map(({ signal }) =>
			engine.wait(waitOf("alice", { signal })),
		);
		expect(await engine.wait(waitOf("alice"))).toMatchObject({
			code: "QUOTA_EXCEEDED",
			data: { limit: 200 },
		});
		const bobs = engine.wait(waitOf("bob"));
		stops[0]?.abort();
		await waits[0];
		const later = engine.wait(waitOf("alice"));
		await engine.close();
		const answers = await Promise.all([...waits, bobs, later]);
		expect(answers.map(shown).some((key) => key)).toBe(false);
	});

	test("are ten thousand at most", async () => {
		const { engine } = await board();
		const waits = Array.from({ length: 10_000 }, (_, n) =>
			engine.wait(waitOf("alice", { actor: { id: n % 50, login: "alice" } })),
		);
		const another = { actor: { id: 50, login: "alice" } };
		expect(await engine.wait(waitOf("alice", another))).toMatchObject({
			code: "QUOTA_EXCEEDED",
			data: { limit: 10_000 },
		});
		await engine.close();
		expect((await Promise.all(waits)).map(shown).some((key) => key)).toBe(
			false,
		);
	});
});

test("a wait that cannot look at the branch throws, and those that are parked stay", async () => {
	const bench = makeWaitBench();
	await openBoard(bench);
	let isDown = false;
	const engine = bench.open({
		...bench.store,
		head: async () => {
			if (isDown)
				throw Object.assign(new Error("down"), { code: "STORE_UNAVAILABLE" });
			return bench.store.head();
		},
	});
	const early = await parked(engine, "alice");
	isDown = true;
	await expect(engine.wait(waitOf("bob"))).rejects.toMatchObject({
		code: "STORE_UNAVAILABLE",
	});
	isDown = false;
	expect(await early.now()).toBe("waits");
	await engine.perform([
		saidBy(bench, ["maintainer", "enroll", "7", { title: "x" }]),
	]);
	expect(await early.now()).toBe("7");
});

test("nobody is woken while the board is frozen, and all are once it is not", async () => {
	const bench = await board({ lease: { default: "1m", grace: "20s" } }, ["1"]);
	await does(bench, ["bob", "claim", "1"]);
	await bench.pass(45_000);
	const wait = await parked(bench.engine, "alice");
	const { head } = bench.repository;
	bench.repository.head = null;
	await bench.pass(1);
	expect(bench.engine.frozen).toBeDefined();
	await bench.pass(46_000);
	expect(await wait.now()).toBe("waits");
	bench.repository.head = head;
	expect(await wait.now()).toBe("1");
});

test("waiting asks git nothing", async () => {
	const repository = new MemoryRepository();
	const bench = makeBench(repository);
	await openBoard(bench);
	let asked = 0;
	const waits = makeWaitBench();
	const engine = waits.open({
		...bench.store,
		head: async () => {
			asked++;
			return repository.head;
		},
	});
	const many = Array.from({ length: 500 }, () => engine.wait(waitOf("alice")));
	await new Promise((resolve) => setImmediate(resolve));
	await waits.pass(20_000);
	expect(asked).toBe(1);
	await engine.close();
	await Promise.all(many);
});
