import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import {
	aPhase,
	aPlan,
	aStep,
	openPlanned,
	TESTS,
} from "./plan/planned-board.ts";

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
	expect(metrics.lead_time_ms).toEqual({
		...{ p50: 0, p75: 0, p90: 0, p95: 0 },
		count: 1,
	});
});

test("the days are as many as asked for, from one to ninety", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	const ask = async (days: number) => {
		const [answer] = await bench.engine.perform([
			say(bench, "bob", "metrics", { input: { days } }),
		]);
		return answer?.ok === true ? answer.data : answer?.code;
	};
	const month = (await ask(30)) as JsonObject;
	expect(month.throughput).toHaveLength(30);
	expect(month.by_day).toHaveLength(30);
	expect(month).toMatchObject({ days: 30, from: "2026-10-22T00:00:00.000Z" });
	expect((month.by_day as JsonObject[]).at(-1)).toMatchObject({
		...{ day: "2026-11-20", created: 1, claims: 0 },
	});
	expect(await ask(0)).toBe("VALIDATION");
	expect(await ask(91)).toBe("VALIDATION");
});

test("each agent is told of as its record has it, the one that completed most first", async () => {
	const bench = makeBench();
	await openBoard(bench, { review: "never" }, ["1", "2"]);
	await bench.engine.perform([
		say(bench, "alice", "claim", { task: "2" }),
		say(bench, "bob", "claim", { task: "1" }),
	]);
	bench.advance(MINUTE_MS);
	await bench.engine.perform([
		say(bench, "bob", "done", { task: "1", input: { tokens: "100/50" } }),
	]);
	expect((await told(bench)).by_agent).toEqual([
		{
			...{ agent: "bob", claims: 1, completions: 1, first_pass: 1 },
			...{ first_pass_rate: 1, lease_losses: 0, failures: 0 },
			...{ mean_handle_ms: MINUTE_MS, tokens: { input: 100, output: 50 } },
		},
		expect.objectContaining({
			...{ agent: "alice", claims: 1, mean_handle_ms: null },
		}),
	]);
});

test("gates count from their first verdict on, and steps by the role that did them", async () => {
	const board = await openPlanned({
		plan: aPlan([aPhase([aStep("backend"), aStep("writer")], { gate: TESTS })]),
	});
	const ended = (step: string, status: string) =>
		board.done("record", {
			step,
			input:
				status === "failed"
					? { status, error: "no words" }
					: { status, outcome: "it", tokens: "400/100" },
		});
	for (const step of ["1.1", "1.2"]) await board.done("claim", { step });
	board.bench.advance(MINUTE_MS);
	await ended("1.1", "complete");
	await ended("1.2", "failed");
	await board.done("retry", { step: "1.2" });
	await board.done("claim", { step: "1.2" });
	await ended("1.2", "complete");
	for (const exit_code of [1, 0])
		await board.done("gate", {
			input: { facts: { command: TESTS.command, exit_code } },
		});
	const metrics = await board.done("metrics");
	expect(metrics.by_role).toEqual([
		{
			...{ role: "backend", steps: 1, attempts: 1, first_pass: 1 },
			...{ failed: 0, expired: 0, worked_ms: MINUTE_MS, tokens: 500 },
		},
		{
			...{ role: "writer", steps: 1, attempts: 2, first_pass: 0 },
			...{ failed: 1, expired: 0, worked_ms: MINUTE_MS, tokens: 500 },
		},
	]);
	expect(metrics.gates).toMatchObject({
		...{ judged: 1, first_pass: 0, first_pass_rate: 0, failures: 1 },
		failed: [{ task: "42", gate: "tests" }],
		done: { judged: 0, passed: 0, overridden: 0 },
	});
});

test("an override is a gate of a task that was looked at and did not pass", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	const input = { reason: "the runner is down" };
	await bench.engine.perform([
		say(bench, "maintainer", "override", { task: "1", role: "admin", input }),
	]);
	expect((await told(bench)).gates).toMatchObject({
		...{ judged: 0, first_pass_rate: null },
		done: { judged: 1, passed: 0, overridden: 1 },
	});
});
