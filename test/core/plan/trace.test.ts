import { expect, test } from "vitest";
import { addMs } from "../../../src/core/instant.ts";
import { amendPlan } from "../../../src/core/plan/amend.ts";
import { proveGate } from "../../../src/core/plan/gates.ts";
import type { Changed } from "../../../src/core/plan/lookup.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { progressLine, progressOf } from "../../../src/core/plan/progress.ts";
import {
	recordStep,
	retryStep,
	skipStep,
} from "../../../src/core/plan/record.ts";
import {
	renderRetrospective,
	retrospectiveOf,
} from "../../../src/core/plan/retrospective.ts";
import { completePlan } from "../../../src/core/plan/run.ts";
import { dispatchStep } from "../../../src/core/plan/steps.ts";
import { renderTrace, traceOf } from "../../../src/core/plan/trace.ts";
import {
	actOf,
	CONFIG,
	GATE,
	planOf,
	SHA,
	START,
} from "../../support/random-plans.ts";

const config = CONFIG;
const at = (seconds: number) => addMs(START, seconds * 1_000);
const act = (seconds: number) => actOf("ann", at(seconds));

function done(answer: { readonly ok: boolean }): Plan {
	expect(answer).toMatchObject({ ok: true });
	return (answer as Changed).plan;
}

const take = (plan: Plan, step: string, seconds: number) =>
	done(dispatchStep(plan, { step, act: act(seconds), config }));

/** A run with a failed attempt, a red gate, an amendment and a skip: 287 seconds from start to end. */
function finished(): Plan {
	const reviewer = { role: "code-reviewer" };
	let plan = take(
		planOf([
			{ gate: GATE, steps: [{ allowed_paths: ["app/"] }] },
			{ steps: [reviewer, reviewer] },
		]),
		"1.1",
		10,
	);
	plan = done(
		recordStep(plan, {
			report: {
				step: "1.1",
				status: "failed",
				error: "No module\nnamed x",
				tokens: 100,
			},
			act: act(40),
		}),
	);
	plan = take(
		done(retryStep(plan, { step: "1.1", act: act(41), config })),
		"1.1",
		50,
	);
	plan = done(
		recordStep(plan, {
			report: {
				step: "1.1",
				status: "complete",
				outcome: "Added it",
				files: ["README.md"],
				commit: SHA,
				tokens: 50,
			},
			act: act(170),
		}),
	);
	const proof = { command: GATE.command, exit_code: 1 };
	plan = done(proveGate(plan, { phase: 1, proof, act: act(180) }));
	plan = done(
		proveGate(plan, {
			phase: 1,
			proof: { ...proof, exit_code: 0 },
			act: act(200),
		}),
	);
	plan = done(
		amendPlan(plan, {
			description: "Shorter",
			changes: [{ kind: "edit_step", step: "2.1", fields: { task: "Read" } }],
			act: act(210),
			maxSteps: 9,
		}),
	);
	plan = take(plan, "2.1", 220);
	plan = done(
		recordStep(plan, {
			report: { step: "2.1", status: "complete" },
			act: act(260),
		}),
	);
	plan = done(
		skipStep(plan, {
			step: "2.2",
			reason: "One review will do",
			act: act(270),
			config,
		}),
	);
	return done(completePlan(plan, at(287)));
}

const run = finished();

test("the figures of a run are those of its line", () => {
	const progress = progressOf(run, at(9_999));
	expect(progressLine(progress)).toBe(
		"Steps: 3/3 | Gates passed: 1 | Elapsed: 287s",
	);
	expect(progress).toMatchObject({
		steps: {
			total: 3,
			done: 3,
			complete: 2,
			skipped: 1,
			failed: 0,
			dispatched: 0,
			pending: 0,
		},
		gates: { total: 1, passed: 1, failures: 1, firstTry: 0 },
		phases: [
			{
				id: 1,
				state: "passed",
				stepsDone: 1,
				stepsTotal: 1,
				gate: "pass",
				workedMs: 150_000,
			},
			{
				id: 2,
				state: "passed",
				stepsDone: 2,
				stepsTotal: 2,
				gate: "none",
				workedMs: 40_000,
			},
		],
		slowest: [
			{ step: "1.1", workedMs: 150_000 },
			{ step: "2.1", workedMs: 40_000 },
		],
		retries: 1,
		tokens: { used: 150, cap: 500_000 },
	});
});

test("a run under way counts up to now, and phases whose turn has not come wait", () => {
	const half = take(planOf([{ gate: GATE }, {}]), "1.1", 10);
	expect(progressOf(half, at(25))).toMatchObject({
		elapsedMs: 25_000,
		phases: [
			{ state: "open", gate: "pending", workedMs: 15_000 },
			{ state: "waiting" },
		],
	});
	const planned = {
		...half.execution,
		status: "planned" as const,
		started_at: undefined,
	};
	expect(progressOf({ ...half, execution: planned }, at(25)).elapsedMs).toBe(0);
});

test("the trace has every event once, in the order of time", () => {
	const { events } = traceOf(run, "task-logging-a3f9");
	expect(
		events.map(({ kind, step, result }) =>
			[kind, step ?? result].filter(Boolean).join(" "),
		),
	).toEqual([
		"started",
		"dispatched 1.1",
		"failed 1.1",
		"dispatched 1.1",
		"complete 1.1",
		"gate fail",
		"gate pass",
		"amended",
		"dispatched 2.1",
		"complete 2.1",
		"skipped 2.2",
		"completed",
	]);
	expect(events[4]).toMatchObject({
		at: at(170),
		agent: "ann",
		commit: SHA,
		tokens: 50,
		detail: "Added it",
	});
	expect(events[5]).toMatchObject({
		phase: 1,
		proven: true,
		detail: "`pytest tests/` ended with 1",
	});
});

test("a trace is printed one line for each event, whatever the texts hold", () => {
	const printed = renderTrace(traceOf(run, "42"), (text) => text.toUpperCase());
	expect(
		printed.split("\n").filter((line) => line.startsWith("- ")),
	).toHaveLength(12);
	expect(printed).toContain(
		"failed · step 1.1 · backend-engineer · by ANN: NO MODULE NAMED X",
	);
});

test("the retrospective tells what took longest, retries, failed gates with their causes, decisions and tokens", () => {
	const wish = {
		task: "42",
		decisions: ["One JSON line a request"],
		now: at(9_999),
	};
	expect(
		renderRetrospective(retrospectiveOf(run, wish)),
	).toBe(`# Retrospective: 42

Log every request

Steps: 3/3 | Gates passed: 1 | Elapsed: 287s
Retries: 1 | Tokens: 150 | Gates at the first try: 0/1 | Status: completed

## What took longest

- 1.1 backend-engineer: 150s
- 2.1 code-reviewer: 40s

## Retries

- 1.1 backend-engineer: 1 (No module named x)

## Failed gates

- phase 1, tests: \`pytest tests/\` ended with 1

## Skipped

- 2.2: One review will do

## Amendments

- Shorter

## Decisions

- One JSON line a request

## Roles

- backend-engineer: 1 step, 2 attempts, 1 failure, 150s, 150 tokens
- code-reviewer: 2 steps, 1 attempt, 0 failures, 40s, 0 tokens

## Warnings

- step 1.1: outside the paths of the step: README.md
`);
});
