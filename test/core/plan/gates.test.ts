import { describe, expect, test } from "vitest";
import { actionOf } from "../../../src/core/plan/action.ts";
import { approvePlan } from "../../../src/core/plan/approvals.ts";
import {
	overrideGate,
	proveGate,
	sayGate,
} from "../../../src/core/plan/gates.ts";
import { bytesOf, type Changed } from "../../../src/core/plan/lookup.ts";
import {
	PLAN_LIMITS,
	type Plan,
	stepsOf,
} from "../../../src/core/plan/plan.ts";
import { recordStep, retryStep } from "../../../src/core/plan/record.ts";
import { dispatchStep } from "../../../src/core/plan/steps.ts";
import {
	actOf,
	CHECKED,
	CONFIG,
	GATE,
	planOf,
	SHA,
	START,
} from "../../support/random-plans.ts";

const act = actOf("ann");
const config = CONFIG;

function done(answer: { readonly ok: boolean }): Plan {
	expect(answer).toMatchObject({ ok: true });
	return (answer as Changed).plan;
}

function worked(plan: Plan, step: string): Plan {
	const out = done(dispatchStep(plan, { step, act, config }));
	return done(recordStep(out, { report: { step, status: "complete" }, act }));
}

const local = worked(planOf([{ gate: GATE }, {}]), "1.1");
const hosted = worked(planOf([{ gate: CHECKED }, {}]), "1.1");
const run = (exit_code: number, more: object = {}) => ({
	phase: 1,
	proof: { command: GATE.command, exit_code, ...more },
	act,
});
const seen = (state: string, name = "test", app = "github-actions") => ({
	phase: 1,
	proof: { sha: SHA, checks: [{ name, app, state }] },
	act,
});

describe("a gate is proven", () => {
	test("by its command: what ran, how it ended, how long, the end of the output and the tree are kept", () => {
		const proof = { duration: 0.4, output: "5 passed", tree: SHA };
		const answer = proveGate(local, run(0, proof));
		expect(answer).toMatchObject({
			result: {
				phase: 1,
				gate: "tests",
				result: "pass",
				proven: true,
				attempts: 1,
				at: START,
				agent: "ann",
				command: GATE.command,
				exit_code: 0,
				...proof,
			},
		});
		expect(actionOf(done(answer), START)).toMatchObject({
			steps: [{ id: "2.1" }],
		});
	});

	test("by another command not at all", () => {
		const proof = { command: "true", exit_code: 0 };
		expect(proveGate(local, { phase: 1, proof, act })).toMatchObject({
			code: "VALIDATION",
			message: "The gate behind phase 1 runs `pytest tests/`, not `true`.",
		});
		expect(proveGate(hosted, { phase: 1, proof, act })).toMatchObject({
			code: "VALIDATION",
		});
	});

	test("red, with the cause in the action and the gate itself among the ways out", () => {
		const failed = done(proveGate(local, run(2)));
		expect(actionOf(failed, START)).toMatchObject({
			action: "FAILED",
			reason:
				"the gate 'tests' behind phase 1 failed: `pytest tests/` ended with 2",
			waysOut: [
				{ verb: "gate", phase: 1 },
				{ verb: "retry", step: "1.1" },
				{ verb: "override", phase: 1 },
				{ verb: "amend" },
				{ verb: "cancel" },
			],
		});
	});

	test("by the named checks of the named App, and a red one says which", () => {
		expect(proveGate(hosted, seen("green"))).toMatchObject({
			result: { result: "pass", proven: true, sha: SHA },
		});
		const failed = done(proveGate(hosted, seen("red")));
		expect(actionOf(failed, START)).toMatchObject({
			reason:
				"the gate 'ci' behind phase 1 failed: test (github-actions) is red",
		});
		expect(proveGate(local, seen("green"))).toMatchObject({
			code: "VALIDATION",
		});
	});

	test.each([
		["pending", seen("pending")],
		["missing", seen("missing")],
		["stale", seen("stale")],
		["of another App", seen("green", "test", "evil")],
		["of another name", seen("green", "t\u0435st")],
	])("by a check that is %s neither way: nothing is recorded", (_, proof) => {
		expect(proveGate(hosted, proof)).toMatchObject({
			code: "GATE_FAILED",
			message: expect.stringContaining(
				"test (github-actions) did not succeed there yet",
			),
		});
	});

	test("while its checks run the action is to wait", () => {
		expect(actionOf(hosted, START, { isGateRunning: true })).toMatchObject({
			action: "WAIT",
			why: "checks",
		});
		expect(actionOf(hosted, START)).toMatchObject({
			action: "GATE",
			gate: { name: "ci" },
		});
	});

	test("for the work as it is: what is done again has to be proven again", () => {
		const guarded = worked(
			planOf([{ gate: GATE, approval: { reason: "Look" } }]),
			"1.1",
		);
		const passed = done(proveGate(guarded, run(0)));
		expect(actionOf(passed, START)).toMatchObject({ action: "APPROVAL" });
		const again = worked(
			done(retryStep(passed, { step: "1.1", act, config })),
			"1.1",
		);
		expect(actionOf(again, START)).toMatchObject({
			action: "GATE",
			history: [{ result: "pass" }],
		});
	});

	test("and keeps no more than the end of a long output, whole characters of it", () => {
		const output = `start${"\u00e9".repeat(5_000)}`;
		const answer = proveGate(local, run(0, { output }));
		const kept = answer.ok ? (answer.result.output ?? "") : "";
		expect(output.endsWith(kept)).toBe(true);
		expect(bytesOf(kept)).toBe(PLAN_LIMITS.textBytes);
	});
});

describe("a verdict that is only said", () => {
	const wish = (result: string, allowUnproven = true) => ({
		phase: 1,
		result,
		allowUnproven,
		act,
	});

	test("is taken where the board allows it, and marked as not proven", () => {
		expect(sayGate(local, wish("pass"))).toMatchObject({
			result: { result: "pass", proven: false },
		});
		expect(sayGate(local, wish("pass", false))).toMatchObject({
			code: "GATE_FAILED",
		});
	});

	test("is pass or fail and nothing else", () => {
		for (const word of ["ok", "PASS", "override"])
			expect(sayGate(local, wish(word))).toMatchObject({
				code: "VALIDATION",
				data: { allowed: ["pass", "fail"] },
			});
	});

	test("as fail tells who said so", () => {
		const failed = done(sayGate(local, wish("fail")));
		expect(actionOf(failed, START)).toMatchObject({
			reason: expect.stringContaining("said so by ann, without proof"),
		});
	});

	test("is no longer kept when it failed too often; an override still leads on", () => {
		let plan = local;
		for (let n = 0; n < PLAN_LIMITS.verdictsPerPhase; n++)
			plan = done(sayGate(plan, wish("fail")));
		expect(sayGate(plan, wish("fail"))).toMatchObject({
			code: "QUOTA_EXCEEDED",
		});
		expect(overrideGate(plan, { phase: 1, reason: " ", act })).toMatchObject({
			code: "VALIDATION",
		});
		const passed = done(overrideGate(plan, { phase: 1, reason: "Flaky", act }));
		expect(passed.execution.gates.at(-1)).toMatchObject({
			result: "override",
			proven: false,
			reason: "Flaky",
		});
		expect(actionOf(passed, START)).toMatchObject({ action: "DISPATCH" });
	});
});

describe("an approval", () => {
	const asked = worked(
		planOf([
			{
				gate: CHECKED,
				approval: { reason: "High risk" },
				steps: [{ model: "opus", allowed_paths: ["app/"] }],
			},
			{},
		]),
		"1.1",
	);
	const ready = done(proveGate(asked, seen("green")));
	const say = (plan: Plan, result: string, feedback?: string, maxSteps = 200) =>
		approvePlan(plan, { result, feedback, act: actOf("ben"), maxSteps });

	test("is asked for behind the gate, with its reason", () => {
		expect(actionOf(asked, START)).toMatchObject({ action: "GATE" });
		expect(actionOf(ready, START)).toMatchObject({
			action: "APPROVAL",
			about: "phase",
			phase: 1,
			reason: "High risk",
		});
		expect(say(asked, "approve")).toMatchObject({ code: "INVALID_TRANSITION" });
	});

	test("lets the phase pass, and only once", () => {
		const next = done(say(ready, "approve"));
		expect(actionOf(next, START)).toMatchObject({ steps: [{ id: "2.1" }] });
		expect(say(next, "approve")).toMatchObject({ code: "INVALID_TRANSITION" });
	});

	test("with feedback puts a phase of remediation right behind, for the same worker and behind the same gate", () => {
		const answer = say(ready, "feedback", "Name the fields");
		expect(answer).toMatchObject({
			result: { result: "feedback", remediation: 3 },
			remediation: {
				id: 3,
				name: "Remediation",
				gate: CHECKED,
				steps: [
					{
						id: "3.1",
						role: "backend-engineer",
						model: "opus",
						task: "Name the fields",
						allowed_paths: ["app/"],
					},
				],
			},
		});
		const plan = done(answer);
		expect(plan.phases.map(({ id }) => id)).toEqual([1, 3, 2]);
		expect(actionOf(plan, START)).toMatchObject({ steps: [{ id: "3.1" }] });
		expect(stepsOf(plan)[0]?.status).toBe("complete");
	});

	test("with feedback needs the feedback, and room for the phase", () => {
		expect(say(ready, "feedback")).toMatchObject({ code: "VALIDATION" });
		expect(say(ready, "feedback", "More", 2)).toMatchObject({
			code: "QUOTA_EXCEEDED",
		});
		expect(say(ready, "maybe")).toMatchObject({ code: "VALIDATION" });
	});

	test("that is refused stops the run with the reason, and may be given after all", () => {
		const rejected = done(say(ready, "reject", "Wrong file"));
		expect(actionOf(rejected, START)).toMatchObject({
			action: "FAILED",
			reason: "phase 1 was rejected by ben: Wrong file",
			waysOut: [
				{ verb: "retry", step: "1.1" },
				{ verb: "approve", phase: 1 },
				{ verb: "amend" },
				{ verb: "cancel" },
			],
		});
		expect(actionOf(done(say(rejected, "approve")), START)).toMatchObject({
			action: "DISPATCH",
		});
	});

	test("of another phase than the pending one is refused", () => {
		const wish = { result: "approve", act, maxSteps: 9 };
		expect(approvePlan(ready, { ...wish, phase: 2 })).toMatchObject({
			code: "INVALID_TRANSITION",
		});
		expect(approvePlan(ready, { ...wish, phase: 9 })).toMatchObject({
			code: "NOT_FOUND",
		});
		expect(approvePlan(ready, { ...wish, phase: 1 })).toMatchObject({
			ok: true,
		});
	});
});
