import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BoardRun, dashboardOf } from "../../src/core/dashboard.ts";
import { addMs } from "../../src/core/instant.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { usageOf } from "../../src/core/usage.ts";
import { type Happening, ranThrough } from "../support/plan-run.ts";
import {
	after,
	GATE,
	meant,
	planOf,
	runs as randomRuns,
	type Saying,
	START,
	say,
} from "../support/random-plans.ts";

const DAY_MS = 86_400_000;
const DONE: Happening = { end: "completed" };
/** An hour after the start of every run that is not said to have started otherwise. */
const NOW = addMs(START, 3_600_000);

function run(key: string, plan: Plan, tokens?: BoardRun["task"]["tokens"]) {
	const task = { title: "Log requests", ...(tokens && { tokens }) };
	return { key, task, plan } satisfies BoardRun;
}

/** A plan after everything that was said of it, refusals left out. */
function played(plan: Plan, sayings: readonly Saying[]): Plan {
	let now = START;
	return sayings.reduce((so, said) => {
		now = after(now, said);
		const answer = say(so, meant(so, said, now), now);
		return answer.ok ? answer.plan : so;
	}, plan);
}

const gated = (more: Partial<Plan> = {}) =>
	planOf(
		[
			{ gate: GATE, steps: [{ model: "sonnet" }] },
			{ steps: [{ role: "code-reviewer", model: "opus" }] },
		],
		more,
	);

/** Completed after 9 minutes: a failed attempt of ben's, one red gate, both mended by ann. */
const first = run(
	"t-1",
	ranThrough(gated(), [
		{ step: "1.1", by: "ben", fails: "lost the thread", tokens: 1_000 },
		{ retry: "1.1" },
		{ step: "1.1", tokens: 500 },
		{ exit: 1, phase: 1 },
		{ exit: 0, phase: 1 },
		{ step: "2.1" },
		DONE,
	]),
	{ input: 100, output: 50, cost_usd: 0.4 },
);

/** Under way: its gate passed at once, and a review is out since the fourth minute. */
const second = run(
	"t-2",
	ranThrough(gated({ type: "bug" }), [
		{ step: "1.1", tokens: 200 },
		{ exit: 0, phase: 1 },
		{ take: "2.1", by: "ben" },
	]),
);

describe("an empty board:", () => {
	const empty = dashboardOf([], NOW);

	test("has 14 days of nothing, and no rate or time is made up", () => {
		expect(empty.runs.total).toBe(0);
		expect(empty.throughput).toHaveLength(14);
		expect(empty.throughput.every(({ runs }) => runs === 0)).toBe(true);
		expect(empty.cycle_time_ms).toEqual({ count: 0, median: null, p90: null });
		expect(empty.gates.first_pass_rate).toBeNull();
		expect([empty.agents, empty.types, empty.running]).toEqual([[], [], []]);
	});

	test("used nothing", () => {
		expect(usageOf([])).toMatchObject({ tokens: 0, attempts: 0, by_task: [] });
	});
});

describe("after the first run:", () => {
	const board = dashboardOf([first], NOW);

	test("it is there with its steps, its time and its tokens", () => {
		expect(board.runs).toMatchObject({ total: 1, completed: 1, running: 0 });
		expect(board.throughput.at(-1)).toEqual({
			day: START.slice(0, 10),
			runs: 1,
			steps: 2,
		});
		expect(board.cycle_time_ms).toEqual({
			count: 1,
			median: 600_000,
			p90: 600_000,
		});
		expect(board.types).toEqual([
			{ type: "feature", runs: 1, tokens: 1_500, cost_usd: 0.4 },
		]);
	});

	test("a gate that was red first did not pass at the first try, and its cause is told", () => {
		expect(board.gates).toMatchObject({
			judged: 1,
			first_pass: 0,
			first_pass_rate: 0,
			failures: 1,
			unproven: 0,
			failed: [
				{
					task: "t-1",
					phase: 1,
					gate: "tests",
					cause: "`pytest tests/` ended with 1",
				},
			],
		});
	});

	test("a step that took two attempts is one retry, and nobody's first pass", () => {
		expect(board.retries).toEqual({ steps: 2, retried: 1, retries: 1 });
		expect(board.agents).toEqual([
			{
				agent: "ann",
				steps: 2,
				first_pass: 1,
				failed: 0,
				expired: 0,
				holds: 0,
				worked_ms: 120_000,
				tokens: 500,
			},
			{
				agent: "ben",
				steps: 0,
				first_pass: 0,
				failed: 1,
				expired: 0,
				holds: 0,
				worked_ms: 60_000,
				tokens: 1_000,
			},
		]);
	});
});

describe("several runs:", () => {
	const board = dashboardOf([first, second], NOW);

	test("what runs now shows how far it is and what is out", () => {
		expect(board.running).toEqual([
			{
				task: "t-2",
				summary: "Log every request",
				phase: "Phase 2",
				steps_done: 1,
				steps_total: 2,
				gates_passed: 1,
				gates_total: 1,
				out: [{ step: "2.1", agent: "ben" }],
				elapsed_ms: 3_600_000,
			},
		]);
		expect(board.agents.find(({ agent }) => agent === "ben")).toMatchObject({
			holds: 1,
			steps: 0,
		});
	});

	test("rates are of all gates that were judged, those that never passed among them", () => {
		const red = run(
			"t-3",
			ranThrough(gated(), [
				{ step: "1.1" },
				{ exit: 1, phase: 1 },
				{ end: "cancelled" },
			]),
		);
		const { gates } = dashboardOf([first, second, red], NOW);
		expect(gates).toMatchObject({ judged: 3, first_pass: 1, failures: 2 });
		expect(gates.first_pass_rate).toBeCloseTo(1 / 3);
		expect(gates.failed.map(({ task }) => task)).toEqual(["t-1", "t-3"]);
	});

	test("a pass that was only said is told as unproven", () => {
		const said = run(
			"t-4",
			ranThrough(gated(), [{ step: "1.1" }, { says: "pass", phase: 1 }]),
		);
		expect(dashboardOf([said], NOW).gates).toMatchObject({
			first_pass: 1,
			unproven: 1,
		});
	});

	test("median and nine of ten are of completed runs alone, each a time that was measured", () => {
		const lasting = (minutes: number, status: "completed" | "cancelled") => {
			const plan = gated();
			const ended_at = addMs(START, minutes * 60_000);
			return run(`t-${minutes}`, {
				...plan,
				execution: { ...plan.execution, status, ended_at },
			});
		};
		const minutes = [7, 1, 3, 9, 2, 4, 6, 5, 10, 8];
		const runs = [
			...minutes.map((one) => lasting(one, "completed")),
			lasting(500, "cancelled"),
		];
		expect(dashboardOf(runs, NOW).cycle_time_ms).toEqual({
			count: 10,
			median: 300_000,
			p90: 540_000,
		});
	});

	test("what ended before the 14 days is in no day, and the first day is the thirteenth before today", () => {
		const at = (days: number) =>
			dashboardOf([first], addMs(NOW, days * DAY_MS));
		const counts = (days: number) =>
			at(days).throughput.map(({ runs }) => runs);
		expect(counts(13)).toEqual([1, ...Array.from({ length: 13 }, () => 0)]);
		expect(Math.max(...counts(14))).toBe(0);
		expect(at(14).runs.completed).toBe(1);
	});

	test("tokens told of the task as a whole count where they are more, and are never added", () => {
		const told = (input: number) =>
			dashboardOf([run("t", second.plan, { input, output: 0 })], NOW).types[0]
				?.tokens;
		expect(told(50)).toBe(200);
		expect(told(5_000)).toBe(5_000);
	});
});

test("a plan that was not started is counted as planned, and nowhere else", () => {
	const { started_at: _, ...execution } = gated().execution;
	const planned = { ...execution, status: "planned" as const };
	const board = dashboardOf(
		[run("t-5", { ...gated(), execution: planned })],
		NOW,
	);
	expect(board.runs).toMatchObject({ total: 1, planned: 1, running: 0 });
	expect([board.types, board.running, board.agents]).toEqual([[], [], []]);
});

describe("usage:", () => {
	test("a step run as a command is nobody's attempt", () => {
		const plan = ranThrough(planOf([{ steps: [{ command: "make" }, {}] }]), [
			{ step: "1.1" },
			{ step: "1.2", tokens: 7 },
		]);
		expect(usageOf([run("t", plan)])).toMatchObject({ attempts: 1, told: 1 });
	});

	test("by task, agent, role and model, the largest first, with how many attempts told", () => {
		expect(usageOf([second, first])).toEqual({
			tokens: 1_700,
			of_no_step: 0,
			attempts: 4,
			told: 3,
			by_task: [
				{ name: "t-1", tokens: 1_500, attempts: 3, told: 2, cost_usd: 0.4 },
				{ name: "t-2", tokens: 200, attempts: 1, told: 1 },
			],
			by_agent: [
				{ name: "ben", tokens: 1_000, attempts: 1, told: 1 },
				{ name: "ann", tokens: 700, attempts: 3, told: 2 },
			],
			by_role: [
				{ name: "backend-engineer", tokens: 1_700, attempts: 3, told: 3 },
				{ name: "code-reviewer", tokens: 0, attempts: 1, told: 0 },
			],
			by_model: [
				{ name: "sonnet", tokens: 1_700, attempts: 3, told: 3 },
				{ name: "opus", tokens: 0, attempts: 1, told: 0 },
			],
		});
	});

	test("what was told of a task alone is in no agent's list, and said to be so", () => {
		const whole = usageOf([run("t", second.plan, { input: 900, output: 100 })]);
		expect(whole).toMatchObject({ tokens: 1_000, of_no_step: 800 });
		expect(whole.by_agent[0]?.tokens).toBe(200);
	});

	test("every list adds up to the whole, whatever the plans are like", () => {
		fc.assert(
			fc.property(fc.array(randomRuns, { maxLength: 4 }), (given) => {
				const runs = given.map(([plan, sayings], at) =>
					run(`t-${at}`, played(plan, sayings)),
				);
				const usage = usageOf(runs);
				const sum = (list: typeof usage.by_task) =>
					list.reduce((total, { attempts }) => total + attempts, 0);
				expect(sum(usage.by_task)).toBe(usage.attempts);
				expect(sum(usage.by_agent)).toBe(usage.attempts);
				expect(sum(usage.by_model)).toBe(usage.attempts);
				const { agents, retries, throughput } = dashboardOf(
					runs,
					addMs(NOW, 7 * DAY_MS),
				);
				expect(agents.every((one) => one.first_pass <= one.steps)).toBe(true);
				expect(retries.retried).toBeLessThanOrEqual(retries.retries);
				expect(agents.reduce((total, { steps }) => total + steps, 0)).toBe(
					throughput.reduce((total, { steps }) => total + steps, 0),
				);
			}),
		);
	});
});
