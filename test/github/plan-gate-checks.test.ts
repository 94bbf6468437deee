import { expect, test } from "vitest";
import type { Role } from "../../src/core/actor.ts";
import {
	type GateCheck,
	newExecution,
	newStep,
	type Plan,
} from "../../src/core/plan/plan.ts";
import { boardConfig } from "../../src/schema/config.ts";
import { gateByChecks } from "../../src/verbs/plan/gate-checks.ts";
import { APP } from "../support/bench.ts";

const SHA = "a".repeat(40);
const NOW = "2026-11-20T19:00:00.000Z";
const TEST: GateCheck = { name: "test", app: "ci" };

/** A plan that waits with a gate. */
function waiting(checks: readonly GateCheck[] | undefined): Plan {
	const step = newStep("1.1", { role: "backend-engineer", task: "Do it" });
	const gate = {
		name: "ci",
		timeout: "1h",
		...(checks === undefined ? { command: "make test" } : { checks }),
	};
	return {
		format: 1,
		...{ task_summary: "x", type: "feature", complexity: "light", risk: "LOW" },
		...{ budget: "lean", mode: "direct", git_strategy: "none" },
		...{ stack: [], explanation: [], amendments: [] },
		phases: [
			{ id: 1, name: "Work", steps: [{ ...step, status: "complete" }], gate },
		],
		execution: { ...newExecution(), status: "running", started_at: NOW },
	};
}

function judged(
	role: Role,
	more: { conclusion?: string; guarded?: boolean; plan?: Plan } = {},
) {
	const {
		conclusion = "success",
		guarded = false,
		plan = waiting([TEST]),
	} = more;
	return gateByChecks(plan, {
		phase: 1,
		facts: {
			head: { sha: SHA, branch: "task/7-x", state: "open" },
			...{ guarded, merged_before: false },
			checks: [{ id: 1, ...TEST, status: "completed", conclusion, sha: SHA }],
		},
		command: {
			verb: "gate",
			input: {},
			actor: APP,
			agent: "baton",
			role,
			opId: "k1",
			now: NOW,
		},
		config: boardConfig.parse({}),
	});
}

test("a green check passes the gate, also by the app's own look", () => {
	for (const role of ["triage", "maintain", "app"] as const)
		expect(judged(role)).toMatchObject({
			ok: true,
			result: { result: "pass", proven: true },
		});
});

test("what the checks themselves rest on is for a maintainer to look at, and not for the app", () => {
	expect(judged("maintain", { guarded: true }).ok).toBe(true);
	for (const role of ["triage", "write", "app"] as const)
		expect(judged(role, { guarded: true })).toMatchObject({
			ok: false,
			code: "GATE_FAILED",
		});
});

test("a red check fails the gate whatever the head changes", () => {
	expect(judged("app", { guarded: true, conclusion: "failure" })).toMatchObject(
		{
			ok: true,
			result: { result: "fail" },
		},
	);
});

test("a gate without checks is not settled by looking, and the refusal says so", () => {
	expect(judged("maintain", { plan: waiting(undefined) })).toMatchObject({
		ok: false,
		code: "GATE_FAILED",
		message: expect.stringContaining("names no checks"),
	});
});
