import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Look } from "../../src/cli/page.ts";
import { printDashboard } from "../../src/cli/print-dashboard.ts";
import { PLAIN, styleFor } from "../../src/cli/style.ts";
import { widthOf } from "../../src/cli/text-width.ts";
import { type BoardRun, dashboardOf } from "../../src/core/dashboard.ts";
import { addMs } from "../../src/core/instant.ts";
import { ranThrough } from "../support/plan-run.ts";
import { GATE, planOf, START } from "../support/random-plans.ts";
import { COMPLETED, RUNNING } from "../support/sample-runs.ts";

const NOW = addMs(START, 3_600_000);
const WIDE: Look = { width: 80, ascii: false, style: PLAIN };
const NARROW: Look = { width: 40, ascii: true, style: PLAIN };
const printed = (runs: readonly BoardRun[], look = WIDE) =>
	printDashboard(dashboardOf(runs, NOW), look);
const widest = (text: string) => Math.max(...text.split("\n").map(widthOf));

test("the whole dashboard, 80 cells wide", () => {
	expect(printed([COMPLETED, RUNNING])).toBe(`Dashboard: 2 runs
  1 running, 1 completed

Running now
  t-2: Log every request
    █████░░░░░ 1/2 steps
    for 1h 0m, gates passed: 1/1
    phase: Phase 2
    out: 2.1 with ben

Throughput, last 14 days
  runs   ▁▁▁▁▁▁▁▁▁▁▁▁▁█  1, peak 1
  steps  ▁▁▁▁▁▁▁▁▁▁▁▁▁█  3, peak 3

Cycle time
  median  10m 0s
  p90     10m 0s
  of 1 completed run

Gates
  █████░░░░░ 50% at the first try
  1 of 2 gates

Failed gates (1)
  task-logging-a3f9, phase 1: tests
    \`pytest tests/\` ended with 1

Retries
  1 of 3 steps tried again, 1 retry

Agents
  agent steps first    time tokens failed lost holds
  ann       3   67%   3m 0s    700      0    0     0
  ben       0     -  57m 0s    12k      1    0     1

Tokens by type
  feature   ████████ 12k, 1 run, $0.40
  bug       █░░░░░░░ 200, 1 run`);
});

test("40 cells of signs: nothing is wider, and nothing but ASCII is shown", () => {
	const text = printed([COMPLETED, RUNNING], NARROW);
	expect(widest(text)).toBeLessThanOrEqual(40);
	expect(text).toMatch(/^[\x20-\x7e\n]*$/);
	expect(text).toContain("_____________#");
	expect(text).toContain("#####----- 50% at the first try");
	expect(text).not.toContain("holds");
});

describe("before the first run:", () => {
	test("the dashboard says so, and what to do", () => {
		expect(printed([])).toBe(`No runs yet.
  Plan one: baton plan "<task>"
  Start it: baton execute start`);
	});

	test("a plan that was not started is no run", () => {
		const { started_at: _, ...execution } = planOf([{}]).execution;
		const plan = {
			...planOf([{}]),
			execution: { ...execution, status: "planned" as const },
		};
		expect(
			printed([{ ...COMPLETED, plan }]),
		).toBe(`No run was started yet, 1 plan waiting.
  Start one: baton execute start`);
	});

	test("a run that just began has data, and no rate of anything that did not happen", () => {
		const text = printed([{ ...RUNNING, plan: planOf([{}]) }]);
		expect(text).toContain("no run was completed yet");
		expect(text).toContain("no gate was judged yet");
		expect(text).toContain("no step was tried yet");
		expect(text).not.toMatch(/NaN|undefined|null|Infinity|Agents/);
	});
});

test("what only was said to pass is shown as that", () => {
	const plan = ranThrough(planOf([{ gate: GATE }]), [
		{ step: "1.1" },
		{ says: "pass", phase: 1 },
	]);
	expect(printed([{ ...RUNNING, plan }])).toContain(
		"1 verdict passed without proof",
	);
});

test("long lists are shortened, and say so", () => {
	const many = Array.from({ length: 12 }, (_, at) => ({
		...RUNNING,
		key: `t-${at}`,
	}));
	expect(printed(many)).toContain("and 2 more: see --json");
});

test("colours come through the style alone, and change no line's words", () => {
	const style = styleFor({ isTerminal: true, env: {} });
	const coloured = printed([COMPLETED, RUNNING], { ...WIDE, style });
	expect(coloured).toContain("\u001b[");
	const codes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
	expect(coloured.replace(codes, "")).toBe(printed([COMPLETED, RUNNING]));
});

test("whatever people write steers no terminal and widens no line", () => {
	const text = fc.string({ unit: "binary", minLength: 1, maxLength: 300 });
	fc.assert(
		fc.property(text, fc.constantFrom(WIDE, NARROW), (said, look) => {
			const plan = ranThrough(
				planOf([{ name: said, gate: { ...GATE, name: said, command: said } }], {
					task_summary: said,
				}),
				[{ step: "1.1" }, { exit: 1, phase: 1 }],
			);
			const page = printed([{ ...RUNNING, key: said, plan }], look);
			expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
			expect(widest(page)).toBeLessThanOrEqual(look.width);
		}),
	);
});
