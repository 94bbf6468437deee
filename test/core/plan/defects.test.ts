import { describe, expect, test } from "vitest";
import { addMs } from "../../../src/core/instant.ts";
import { actionOf } from "../../../src/core/plan/action.ts";
import { amendPlan } from "../../../src/core/plan/amend.ts";
import { approvePlan } from "../../../src/core/plan/approvals.ts";
import type { PlanChange } from "../../../src/core/plan/change.ts";
import { checkPlan } from "../../../src/core/plan/check.ts";
import { proveGate, sayGate } from "../../../src/core/plan/gates.ts";
import type { Changed } from "../../../src/core/plan/lookup.ts";
import { type Plan, stepsOf } from "../../../src/core/plan/plan.ts";
import {
	recordStep,
	retryStep,
	skipStep,
} from "../../../src/core/plan/record.ts";
import {
	cancelPlan,
	completePlan,
	startPlan,
} from "../../../src/core/plan/run.ts";
import { dispatchStep } from "../../../src/core/plan/steps.ts";
import {
	actOf,
	CONFIG,
	GATE,
	planOf,
	START,
} from "../../support/random-plans.ts";

/** What the tool that went before got wrong, by the numbers of its report. Each is a way to lose or to fake work. */

const act = actOf("ann");
const config = CONFIG;
const maxSteps = 200;

function done(answer: { readonly ok: boolean }): Plan {
	expect(answer).toMatchObject({ ok: true });
	return (answer as Changed).plan;
}

/** The plan after a step was handed out and came back. */
function worked(plan: Plan, step: string, status = "complete"): Plan {
	const out = done(dispatchStep(plan, { step, act, config }));
	return done(recordStep(out, { report: { step, status }, act }));
}

const amended = (plan: Plan, ...changes: PlanChange[]) =>
	amendPlan(plan, { description: "More to do", changes, act, maxSteps });
const draft = { role: "backend-engineer", task: "More" };
const red = { command: GATE.command, exit_code: 1 };
const green = { command: GATE.command, exit_code: 0 };
const two = planOf([{ gate: GATE }, {}]);

describe("4: a gate", () => {
	const ready = worked(two, "1.1");

	test("that does not exist advances nothing", () => {
		expect(
			sayGate(ready, { phase: 99, result: "pass", allowUnproven: true, act }),
		).toMatchObject({ code: "NOT_FOUND", data: { phases: [1, 2] } });
	});

	test("that is not the pending one advances nothing, and says what is pending", () => {
		const said = { result: "pass", allowUnproven: true, act };
		expect(sayGate(two, { phase: 1, ...said })).toMatchObject({
			code: "INVALID_TRANSITION",
			message: expect.stringContaining("phase 1 (Phase 1) has open steps"),
		});
		expect(sayGate(ready, { phase: 2, ...said })).toMatchObject({
			code: "INVALID_TRANSITION",
			message: expect.stringContaining("waits for its gate"),
		});
	});

	test("revives neither a cancelled nor a failed run", () => {
		const gone = done(cancelPlan(ready, { now: START }));
		expect(proveGate(gone, { phase: 1, proof: green, act })).toMatchObject({
			code: "INVALID_TRANSITION",
		});
		const failed = worked(two, "1.1", "failed");
		expect(proveGate(failed, { phase: 1, proof: green, act })).toMatchObject({
			code: "INVALID_TRANSITION",
		});
	});
});

describe("5: complete", () => {
	test("is refused while a step is open, whichever it is", () => {
		expect(completePlan(two, START)).toMatchObject({
			code: "INVALID_TRANSITION",
			data: { action: "DISPATCH" },
		});
		const last = done(
			proveGate(worked(two, "1.1"), { phase: 1, proof: green, act }),
		);
		expect(completePlan(last, START)).toMatchObject({ ok: false });
		expect(completePlan(worked(last, "2.1"), START)).toMatchObject({
			ok: true,
			plan: { execution: { status: "completed" } },
		});
	});

	test("is refused while a gate is pending or red", () => {
		const ready = worked(planOf([{ gate: GATE }]), "1.1");
		expect(completePlan(ready, START)).toMatchObject({ code: "GATE_FAILED" });
		const failed = done(proveGate(ready, { phase: 1, proof: red, act }));
		expect(completePlan(failed, START)).toMatchObject({ code: "GATE_FAILED" });
	});
});

describe("6: a result", () => {
	const record = (plan: Plan, step: string, by = act, role?: string) =>
		recordStep(plan, { report: { step, status: "complete", role }, act: by });

	test("is not taken for a step that was never dispatched", () => {
		expect(record(two, "1.1")).toMatchObject({ code: "LEASE_EXPIRED" });
	});

	test("is not taken for a step of a later phase, which cannot be dispatched either", () => {
		expect(record(two, "2.1")).toMatchObject({ code: "LEASE_EXPIRED" });
		expect(dispatchStep(two, { step: "2.1", act, config })).toMatchObject({
			code: "INVALID_TRANSITION",
		});
	});

	test("is not taken from another worker, nor for another role", () => {
		const out = done(dispatchStep(two, { step: "1.1", act, config }));
		expect(record(out, "1.1", actOf("ben"))).toMatchObject({
			code: "CONFLICT_LOCKED",
			data: { holder: "ann" },
		});
		expect(record(out, "1.1", act, "code-reviewer")).toMatchObject({
			code: "VALIDATION",
			data: { role: "backend-engineer" },
		});
	});

	test("is not overwritten by another one", () => {
		const failed = worked(two, "1.1", "failed");
		expect(record(failed, "1.1")).toMatchObject({
			code: "INVALID_TRANSITION",
			hint: expect.stringContaining("retry"),
		});
	});
});

describe("7: a run that failed goes on", () => {
	test("by a retry of the step, whose failed attempt stays", () => {
		const failed = worked(two, "1.1", "failed");
		expect(actionOf(failed, START)).toMatchObject({
			action: "FAILED",
			steps: ["1.1"],
			waysOut: [
				{ verb: "retry", step: "1.1" },
				{ verb: "skip" },
				{ verb: "amend" },
				{ verb: "cancel" },
			],
		});
		const again = done(retryStep(failed, { step: "1.1", act, config }));
		expect(actionOf(again, START)).toMatchObject({ action: "DISPATCH" });
		const attempts = stepsOf(worked(again, "1.1"))[0]?.attempts;
		expect(attempts?.map(({ result }) => result)).toEqual([
			"failed",
			"complete",
		]);
	});

	test("by leaving the step out, or by an amendment and leaving it out", () => {
		const failed = worked(two, "1.1", "failed");
		const skipped = done(
			skipStep(failed, { step: "1.1", reason: "Done by hand", act, config }),
		);
		expect(actionOf(skipped, START)).toMatchObject({ action: "GATE" });
		const more = done(
			amended(failed, { kind: "add_step", phase: 1, step: draft }),
		);
		const rest = done(
			skipStep(more, { step: "1.1", reason: "No", act, config }),
		);
		expect(actionOf(rest, START)).toMatchObject({
			action: "DISPATCH",
			steps: [{ id: "1.2" }],
		});
	});

	test("after any number of red gates", () => {
		let plan = worked(two, "1.1");
		for (let n = 0; n < 4; n++) {
			plan = done(proveGate(plan, { phase: 1, proof: red, act }));
			expect(actionOf(plan, START)).toMatchObject({ action: "FAILED" });
		}
		plan = done(proveGate(plan, { phase: 1, proof: green, act }));
		expect(actionOf(plan, START)).toMatchObject({ steps: [{ id: "2.1" }] });
	});

	test("after a rejected approval", () => {
		const ready = worked(planOf([{ approval: { reason: "Look" } }]), "1.1");
		const say = (plan: Plan, result: string) =>
			approvePlan(plan, { result, act, maxSteps });
		const rejected = done(say(ready, "reject"));
		expect(actionOf(rejected, START)).toMatchObject({ action: "FAILED" });
		const again = done(retryStep(rejected, { step: "1.1", act, config }));
		expect(actionOf(worked(again, "1.1"), START)).toMatchObject({
			action: "APPROVAL",
		});
		expect(actionOf(done(say(rejected, "approve")), START)).toMatchObject({
			action: "COMPLETE",
		});
	});
});

test("8: a cancelled run hands out nothing, records nothing, and does not come back to life by itself", () => {
	const out = done(dispatchStep(two, { step: "1.1", act, config }));
	const gone = done(cancelPlan(out, { reason: "Not needed", now: START }));
	expect(actionOf(gone, START)).toMatchObject({
		action: "FAILED",
		reason: "the run was cancelled: Not needed",
		waysOut: [{ verb: "reopen" }],
	});
	const report = { step: "1.1", status: "complete" };
	for (const answer of [
		dispatchStep(gone, { step: "1.1", act, config }),
		recordStep(gone, { report, act }),
		skipStep(gone, { step: "1.1", reason: "No", act, config }),
		retryStep(gone, { step: "1.1", act, config }),
		amended(gone, { kind: "add_step", phase: 1, step: draft }),
		completePlan(gone, START),
		startPlan(gone, START),
	])
		expect(answer).toMatchObject({ code: "INVALID_TRANSITION" });
});

test("9: results of four steps side by side are all kept, whatever order they come in", () => {
	const four = planOf([{ steps: [{}, {}, {}, {}] }]);
	const ids = ["1.1", "1.2", "1.3", "1.4"];
	const all = actionOf(four, START, { all: true });
	expect(all).toMatchObject({ steps: ids.map((id) => ({ id })) });
	const out = ids.reduce(
		(plan, step) => done(dispatchStep(plan, { step, act, config })),
		four,
	);
	const back = ["1.3", "1.1", "1.4", "1.2"].reduce(
		(plan, step) =>
			done(recordStep(plan, { report: { step, status: "complete" }, act })),
		out,
	);
	expect(stepsOf(back).map(({ status }) => status)).toEqual(
		ids.map(() => "complete"),
	);
	expect(actionOf(back, START)).toMatchObject({ action: "COMPLETE" });
});

test("10: a second step added to a phase has an id of its own, and so has one added after a removal", () => {
	const add: PlanChange = { kind: "add_step", phase: 2, step: draft };
	const twice = done(amended(done(amended(two, add)), add));
	const idsOf = (plan: Plan) => plan.phases[1]?.steps.map(({ id }) => id);
	expect(idsOf(twice)).toEqual(["2.1", "2.2", "2.3"]);
	const gone = done(amended(twice, { kind: "remove_step", step: "2.3" }));
	expect(idsOf(done(amended(gone, add)))).toEqual(["2.1", "2.2", "2.4"]);
});

describe("11: a phase added while a later one runs", () => {
	const three = planOf([{}, {}, { steps: [{}, {}] }, {}]);
	const inThird = worked(worked(worked(three, "1.1"), "2.1"), "3.1");
	const phase = {
		kind: "add_phase",
		name: "Migration",
		steps: [draft],
	} as const;

	test("does not go in front of what has begun, and says where it may go", () => {
		for (const after of [0, 1, 2])
			expect(amended(inThird, { ...phase, after })).toMatchObject({
				code: "INVALID_TRANSITION",
				hint: "The earliest place is behind phase 3.",
			});
	});

	test("renumbers nothing and makes no finished step come again", () => {
		const more = done(amended(inThird, phase));
		expect(more.phases.map(({ id }) => id)).toEqual([1, 2, 3, 5, 4]);
		expect(actionOf(more, START)).toMatchObject({ steps: [{ id: "3.2" }] });
		const next = worked(more, "3.2");
		expect(actionOf(next, START)).toMatchObject({ steps: [{ id: "5.1" }] });
		expect(stepsOf(next).filter(({ fence }) => fence === 1)).toHaveLength(4);
	});
});

test("12: a phase or step that goes away leaves a valid plan: what waited for it waits for what it waited for", () => {
	const chain = planOf([
		{},
		{ steps: [{ depends_on: ["1.1"] }, { depends_on: ["2.1"] }] },
		{ steps: [{ depends_on: ["2.2"] }] },
	]);
	const without = done(amended(chain, { kind: "remove_phase", phase: 2 }));
	expect(checkPlan(without, maxSteps)).toEqual([]);
	expect(stepsOf(without).at(-1)?.depends_on).toEqual(["1.1"]);
	const shorter = done(amended(chain, { kind: "remove_step", step: "2.1" }));
	expect(stepsOf(shorter)[1]).toMatchObject({ id: "2.2", depends_on: ["1.1"] });
	expect(
		amended(chain, { kind: "move_phase", phase: 3, after: 1 }),
	).toMatchObject({
		code: "VALIDATION",
		message: expect.stringContaining("of a later phase"),
	});
});

test("13: a gate that failed keeps its history when it passes and when its steps are done again", () => {
	const failed = done(
		proveGate(worked(two, "1.1"), { phase: 1, proof: red, act }),
	);
	const again = done(retryStep(failed, { step: "1.1", act, config }));
	const ready = worked(again, "1.1");
	expect(actionOf(ready, START)).toMatchObject({
		action: "GATE",
		history: [{ result: "fail", exit_code: 1 }],
	});
	const passed = done(proveGate(ready, { phase: 1, proof: green, act }));
	expect(passed.execution.gates.map(({ result }) => result)).toEqual([
		"fail",
		"pass",
	]);
});

test("starting again wipes nothing that was done", () => {
	const half = worked(two, "1.1");
	expect(startPlan(half, addMs(START, 1))).toEqual({
		ok: true,
		changed: false,
		plan: half,
	});
});
