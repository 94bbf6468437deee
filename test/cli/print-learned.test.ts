import { expect, test } from "vitest";
import type { Look } from "../../src/cli/page.ts";
import { printLearned } from "../../src/cli/print-learned.ts";
import { PLAIN } from "../../src/cli/style.ts";
import { widthOf } from "../../src/cli/text-width.ts";
import {
	type LearnedDocuments,
	nothingLearned,
	withLearned,
} from "../../src/core/learned.ts";
import { learnedFrom } from "../../src/core/learned-from.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { ranThrough } from "../support/plan-run.ts";
import { GATE, planOf } from "../support/random-plans.ts";
import { COMPLETED } from "../support/sample-runs.ts";

const WIDE: Look = { width: 80, ascii: false, style: PLAIN };
const NARROW: Look = { width: 40, ascii: true, style: PLAIN };

function learnedBy(plans: readonly Plan[]): LearnedDocuments {
	return plans.reduce((documents, plan, at) => {
		const learned = learnedFrom(plan, `t-${at}`);
		return learned === undefined ? documents : withLearned(documents, learned);
	}, nothingLearned());
}

test("what a first run taught, and that it is too little to change much", () => {
	expect(
		printLearned(learnedBy([COMPLETED.plan]), WIDE),
	).toBe(`Learned from 1 run

Gates
  pytest tests/
    passed 1, failed 1 in 1 run; last failure: exit code 1
    goes before others that prove as much

Roles
  code-reviewer [opus]
    1 complete, 0 failed, 0 lost, 0 retries in 1 run
  backend-engineer [sonnet]
    1 complete, 1 failed, 0 lost, 1 retry in 1 run

Tokens
  feature: median 12k of 1 run; counts from 3 on

Last runs
  t-0
    feature, completed, 2 steps, 10m 0s, 12k tokens`);
});

test("what the next plan does otherwise is said where it is so", () => {
	const hopeless = ranThrough(
		planOf([{ gate: GATE, steps: [{ model: "sonnet" }] }]),
		[
			{ step: "1.1", fails: "too hard" },
			{ retry: "1.1" },
			{ step: "1.1" },
			{ exit: 1, phase: 1 },
			{ retry: "1.1" },
			{ step: "1.1", fails: "too hard" },
			{ end: "cancelled" },
		],
	);
	const once = printLearned(learnedBy([hopeless]), WIDE);
	expect(once).toContain("changes nothing yet");
	expect(once).toContain("failed often: the next larger model is taken");
	const thrice = printLearned(learnedBy([hopeless, hopeless, hopeless]), WIDE);
	expect(thrice).toContain("passed 0, failed 3 in 3 runs");
	expect(thrice).toContain("goes behind others that prove as much");
});

test("what was only said stands apart, and is given no weight", () => {
	const said = ranThrough(planOf([{ gate: GATE }]), [
		{ step: "1.1" },
		{ says: "pass", phase: 1 },
		{ end: "completed" },
	]);
	const text = printLearned(learnedBy([said]), WIDE);
	expect(text).toContain("passed 0, failed 0 in 1 run; only said: 1");
	expect(text).not.toContain("goes before");
});

test("what was amended away after failing, and what was overridden, is said", () => {
	const gate = { ...GATE, command: "make test" };
	const plan = ranThrough(planOf([{ gate: GATE }]), [
		{ step: "1.1" },
		{ exit: 127, phase: 1 },
		{ amend: { kind: "edit_phase", phase: 1, gate } },
		{ says: "override", phase: 1 },
		{ end: "completed" },
	]);
	const text = printLearned(learnedBy([plan]), { ...WIDE, width: 200 });
	expect(text).toContain(
		"passed 0, failed 1 in 1 run; amended away after failing: 1; last failure: exit code 127",
	);
	expect(text).toContain("passed 0, failed 0 in 1 run; overridden: 1");
});

test("before the first run has ended it says so", () => {
	expect(printLearned(nothingLearned(), WIDE)).toMatch(
		/^Nothing learned yet: no run has ended\.\n/,
	);
});

test("40 cells are enough, and ASCII where there is nothing else", () => {
	const command = `pytest ${"tests/é ".repeat(40)}`;
	const plan = ranThrough(planOf([{ gate: { ...GATE, command } }]), [
		{ step: "1.1" },
		{ exit: 0, phase: 1 },
		{ end: "completed" },
	]);
	const text = printLearned(learnedBy([plan]), NARROW);
	expect(text).toMatch(/^[\x20-\x7e\n]*$/);
	for (const line of text.split("\n"))
		expect(widthOf(line)).toBeLessThanOrEqual(40);
});
