import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

async function told(bench: Bench): Promise<JsonObject> {
	const [answer] = await bench.engine.perform([say(bench, "bob", "metrics")]);
	if (answer?.ok !== true) throw new Error("metrics was refused");
	return answer.data;
}

test("a board without work has nothing to divide by", async () => {
	const bench = makeBench();
	await openBoard(bench);
	expect(await told(bench)).toMatchObject({
		lead_time_ms: { p50: null, p90: null, count: 0 },
		cycle_time_ms: { p50: null, p90: null, count: 0 },
		first_pass_rate: null,
		lease_losses: 0,
		tokens: { input: 0, output: 0 },
		tokens_by_agent: [],
	});
});

test("days, times and what was lost are counted from the board alone", async () => {
	const bench = makeBench();
	const keys = ["1", "2", "3", "4", "5"];
	await openBoard(bench, { review: "never" }, keys);
	const held = async (key: string, minutes: number, last: string) => {
		await bench.engine.perform([say(bench, "alice", "claim", { task: key })]);
		bench.advance(minutes * MINUTE_MS);
		const input: JsonObject = last === "fail" ? { reason: "why" } : {};
		await bench.engine.perform([
			say(bench, "alice", last, { task: key, input }),
		]);
	};
	await held("1", 1, "done");
	await held("2", 2, "done");
	bench.advance(DAY_MS);
	await held("3", 6, "done");
	await held("4", 1, "fail");
	await bench.engine.perform([say(bench, "bob", "claim", { task: "5" })]);
	bench.advance(12 * MINUTE_MS);
	await bench.engine.perform([bench.appSays("expire", {}, "5")]);
	const before = await bench.store.head();
	const metrics = await told(bench);
	expect(await bench.store.head()).toBe(before);
	expect(metrics).toMatchObject({
		counts: { done: 3, ready: 2 },
		cycle_time_ms: { p50: 2 * MINUTE_MS, p90: 6 * MINUTE_MS, count: 3 },
		lead_time_ms: { p50: 3 * MINUTE_MS, p90: DAY_MS + 9 * MINUTE_MS, count: 3 },
		completions: 3,
		first_pass_rate: 1,
		lease_losses: 1,
		failures: 1,
		failed_attempts: 2,
		dead_letters: 0,
	});
	const days = metrics.throughput as readonly JsonObject[];
	expect(days).toHaveLength(14);
	expect(days.slice(-2)).toEqual([
		{ day: "2026-11-20", done: 2 },
		{ day: "2026-11-21", done: 1 },
	]);
});

test("work done longer ago than the days shown counts in the times and not in the days", async () => {
	const bench = makeBench();
	await openBoard(bench, { review: "never" }, ["1"]);
	await bench.engine.perform([
		say(bench, "alice", "claim", { task: "1" }),
		say(bench, "alice", "done", { task: "1" }),
	]);
	bench.advance(14 * DAY_MS);
	const metrics = await told(bench);
	const days = metrics.throughput as readonly JsonObject[];
	expect(days.every(({ done }) => done === 0)).toBe(true);
	expect(metrics.lead_time_ms).toEqual({ p50: 0, p90: 0, count: 1 });
});
