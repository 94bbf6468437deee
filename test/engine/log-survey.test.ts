import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { MAX_COMMITS, surveyLog } from "../../src/engine/log-survey.ts";
import { Engine } from "../../src/engine/perform.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import { stage } from "../support/staging.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function says(
	bench: Bench,
	who: string,
	verb: string,
	task?: string,
	input: JsonObject = {},
): Promise<JsonObject> {
	const [answer] = await bench.engine.perform([
		say(bench, who, verb, {
			input,
			role: "admin",
			...(task === undefined ? {} : { task }),
		}),
	]);
	if (answer?.ok !== true) throw new Error(JSON.stringify(answer));
	return answer.data;
}

/** A promise, and what fulfils it. */
function later() {
	let resolve = () => {};
	const promise = new Promise<void>((fulfil) => {
		resolve = fulfil;
	});
	return { promise, resolve: () => resolve() };
}

/** Three days: a claim and a block on the first, a lost lease and a failure on the second, the block's end on the third. */
async function threeDays(): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, { review: "never" }, ["1", "2", "3"]);
	await says(bench, "alice", "claim", "1", { for: "1h" });
	await says(bench, "maintainer", "block", "2", { reason: "the vendor" });
	bench.advance(DAY_MS);
	await bench.engine.perform([bench.appSays("expire", {}, "1")]);
	await says(bench, "bob", "claim", "3");
	await says(bench, "bob", "heartbeat", "3", { tokens: "100/20", cost: 0.5 });
	await says(bench, "bob", "fail", "3", { reason: "why" });
	bench.advance(DAY_MS + HOUR_MS);
	await says(bench, "maintainer", "unblock", "2");
	return bench;
}

const daysOf = (metrics: JsonObject) =>
	(metrics.by_day as readonly JsonObject[]).slice(-3);

/** The same store, which tells how many commits of its log were read. */
function counted(store: Store): { store: Store; read: () => number } {
	let read = 0;
	return {
		read: () => read,
		store: {
			...store,
			async *log(from) {
				for await (const record of store.log(from)) {
					read++;
					yield record;
				}
			},
		},
	};
}

const NOW = "2026-11-22T20:00:00.000Z";
const WISH = {
	day: "2026-11-09",
	now: NOW,
	keeper: makeBench().identity.committer(0),
};

describe("metrics tell from the log", () => {
	test("what was claimed, lost, failed and used on each day", async () => {
		const bench = await threeDays();
		const metrics = await says(bench, "bob", "metrics");
		const none = { tokens: 0, cost_usd: 0 };
		expect(daysOf(metrics)).toEqual([
			{
				...{ day: "2026-11-20", done: 0, created: 3 },
				...{ claims: 1, lease_losses: 0, failures: 0, ...none },
			},
			{
				...{ day: "2026-11-21", done: 0, created: 0, claims: 1 },
				...{ lease_losses: 1, failures: 1, tokens: 120, cost_usd: 0.5 },
			},
			{
				...{ day: "2026-11-22", done: 0, created: 0 },
				...{ claims: 0, lease_losses: 0, failures: 0, ...none },
			},
		]);
		expect(metrics).toMatchObject({
			days: 14,
			from: "2026-11-09T00:00:00.000Z",
			whole_from: "2026-11-09T00:00:00.000Z",
			time_blocked_ms: { p50: 2 * DAY_MS + HOUR_MS, count: 1 },
		});
	});

	test("only what was within the days, however much is known of others", async () => {
		const bench = await threeDays();
		const two = async () => {
			const found = await says(bench, "bob", "metrics", undefined, { days: 2 });
			expect(found.by_day).toHaveLength(2);
			expect(found.by_day).toMatchObject([{ claims: 1 }, { claims: 0 }]);
			// From the midnight at which the first of the two days began.
			expect(found.time_blocked_ms).toMatchObject({
				p50: DAY_MS + 20 * HOUR_MS,
			});
		};
		await two();
		await says(bench, "bob", "metrics", undefined, { days: 90 });
		await two();
	});

	test("the same whether all of it is read at once or day by day", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["1", "2"]);
		for (let day = 0; day < 5; day++) {
			await says(bench, "maintainer", "block", "1", { reason: "a while" });
			await says(bench, "alice", "claim", "2", { for: "24h" });
			bench.advance(7 * HOUR_MS);
			await says(bench, "maintainer", "unblock", "1");
			await says(bench, "bob", "metrics", undefined, { days: (day % 3) + 1 });
			await says(bench, "alice", "release", "2");
			bench.advance(DAY_MS);
		}
		const step = await says(bench, "bob", "metrics");
		const [whole] = await bench
			.replica()
			.perform([say(bench, "bob", "metrics")]);
		expect(whole).toMatchObject({ ok: true, data: step });
		expect(step.time_blocked_ms).toMatchObject({ p50: 5 * 7 * HOUR_MS });
	});

	test("also what edits by hand moved, and nothing that a time by hand says", async () => {
		const bench = await threeDays();
		const base = await bench.store.version(await bench.store.head());
		const path = base.tree
			.list("tasks")
			.flatMap((hash) =>
				base.tree.list(`tasks/${hash}`).map((key) => `tasks/${hash}/${key}`),
			)
			.find((folder) => folder.endsWith("/1"));
		const text = Buffer.from(
			base.tree.get(`${path}/task.yaml`) ?? new Uint8Array(),
		).toString();
		const edit = stage(
			base,
			{
				[`${path}/task.yaml`]: text.replace(
					/^status: .*$/m,
					'status: "blocked"',
				),
			},
			"by hand\n\nBaton-Now: 1999-01-01T00:00:00.000Z\n",
		);
		await bench.store.append(base.oid, [edit]);
		const part = await surveyLog(openMemoryStore(bench.repository), {
			...{ head: edit.oid, ...WISH },
		});
		expect(part.turns.at(-1)).toEqual({
			task: "1",
			at: NOW,
			isBlocked: true,
		});
	});
});

describe("the log is gone through", () => {
	test("once: the next time only the commits since are read", async () => {
		const bench = await threeDays();
		const { store, read } = counted(openMemoryStore(bench.repository));
		const ask = async () =>
			surveyLog(store, {
				...{ head: (await store.head()) ?? "", ...WISH },
			});
		const first = await ask();
		expect(read()).toBe(first.commits);
		await says(bench, "bob", "claim", "2");
		const before = read();
		const next = await ask();
		expect(read() - before).toBe(2);
		expect(next.commits).toBe(first.commits + 1);
		await ask();
		expect(read() - before).toBe(2);
	});

	test("no further than so many commits, and says from which day on it is whole", async () => {
		const bench = await threeDays();
		const store = openMemoryStore(bench.repository);
		const head = (await store.head()) ?? "";
		const wish = { head, ...WISH };
		const part = await surveyLog(store, wish, 3);
		expect(part).toMatchObject({ commits: 3, wholeFrom: "2026-11-22" });
		expect(MAX_COMMITS).toBeGreaterThan(part.commits);
		expect((await surveyLog(store, wish)).wholeFrom <= wish.day).toBe(true);
	});

	test("anew where the branch was written anew", async () => {
		const bench = await threeDays();
		const store = openMemoryStore(bench.repository);
		const log: string[] = [];
		for await (const { oid } of store.log((await store.head()) ?? ""))
			log.push(oid);
		const ask = (head: string | undefined) =>
			surveyLog(store, { head: head ?? "", ...WISH });
		const whole = await ask(log[0]);
		const back = await ask(log[1]);
		expect(back.turns).toEqual(whole.turns.slice(0, -1));
		expect(back.commits).toBe(whole.commits - 1);
	});

	test("to the same end by single objects as by whole versions", async () => {
		const bench = await threeDays();
		const far = openMemoryStore(bench.repository);
		const near = { ...far, objects: bench.repository };
		const ask = async (store: Store) =>
			surveyLog(store, {
				...{ head: (await store.head()) ?? "", ...WISH },
			});
		const found = await ask(near);
		expect(found).toEqual(await ask({ ...far }));
		const gone = { read: async () => undefined };
		expect(await ask({ ...far, objects: gone })).toEqual(found);
	});

	test("while commands go on", async () => {
		const bench = await threeDays();
		const inner = openMemoryStore(bench.repository);
		const [held, reached] = [later(), later()];
		let isHeld = false;
		const store: Store = {
			...inner,
			async *log(from) {
				for await (const record of inner.log(from)) {
					if (isHeld) {
						reached.resolve();
						await held.promise;
					}
					yield record;
				}
			},
		};
		const engine = new Engine({
			...{ store, identity: bench.identity, nowMs: bench.nowMs },
			...{ build: "test", pause: async () => undefined },
			onDefect: (error) => {
				throw error;
			},
		});
		await engine.inspect(() => undefined);
		isHeld = true;
		const asked = engine.perform([say(bench, "bob", "metrics")]);
		await reached.promise;
		const claim = say(bench, "bob", "claim", { task: "2" });
		expect(await engine.perform([claim])).toMatchObject([{ ok: true }]);
		isHeld = false;
		held.resolve();
		const [metrics] = await asked;
		expect(metrics?.ok && daysOf(metrics.data)[2]).toMatchObject({ claims: 1 });
		await engine.close();
	});
});
