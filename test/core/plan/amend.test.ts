import { describe, expect, test } from "vitest";
import type { JsonObject, Refusal } from "../../../src/core/errors.ts";
import { actionOf } from "../../../src/core/plan/action.ts";
import { adoptPlan, amendPlan } from "../../../src/core/plan/amend.ts";
import { approvePlan } from "../../../src/core/plan/approvals.ts";
import {
	addPhaseOf,
	addStepOf,
	type PlanChange,
	readChanges,
} from "../../../src/core/plan/change.ts";
import { proveGate } from "../../../src/core/plan/gates.ts";
import type { Changed } from "../../../src/core/plan/lookup.ts";
import {
	newExecution,
	type Phase,
	PLAN_LIMITS,
	type Plan,
	stepsOf,
} from "../../../src/core/plan/plan.ts";
import { recordStep, retryStep } from "../../../src/core/plan/record.ts";
import { dispatchStep } from "../../../src/core/plan/steps.ts";
import {
	actOf,
	CONFIG,
	GATE,
	planOf,
	START,
} from "../../support/random-plans.ts";

const act = actOf("ann");
const config = CONFIG;
const maxSteps = 10;
const draft = { role: "dba", task: "Migrate" };

function done(answer: { readonly ok: boolean }): Plan {
	expect(answer).toMatchObject({ ok: true });
	return (answer as Changed).plan;
}

const amend = (plan: Plan, ...changes: PlanChange[]) =>
	amendPlan(plan, { description: "Need it", changes, act, maxSteps });
const out = (plan: Plan, step: string) =>
	done(dispatchStep(plan, { step, act, config }));
const worked = (plan: Plan, step: string) =>
	done(
		recordStep(out(plan, step), { report: { step, status: "complete" }, act }),
	);
const idsOf = (plan: Plan) => stepsOf(plan).map(({ id }) => id);
const plan = planOf([{ gate: GATE, steps: [{}, { depends_on: ["1.1"] }] }, {}]);

describe("an amendment", () => {
	test("is on record with who, when, why and what became different", () => {
		const answer = amend(
			plan,
			{ kind: "add_phase", name: "Migration", steps: [draft] },
			{
				kind: "edit_step",
				step: "1.2",
				fields: { task: "Else", depends_on: [] },
			},
			{ kind: "edit_plan", fields: { budget: "full" } },
		);
		expect(answer).toMatchObject({
			amendment: {
				id: "amend-1",
				at: START,
				agent: "ann",
				description: "Need it",
				changes: [
					"added phase 3 (Migration)",
					"edited task, depends_on of step 1.2",
					"edited budget of the plan",
				],
			},
			plan: { budget: "full", amendments: [{ id: "amend-1" }] },
		});
	});

	test("is made whole or not at all", () => {
		const answer = amend(
			plan,
			{ kind: "remove_step", step: "1.2" },
			{ kind: "remove_step", step: "8.8" },
		);
		expect(answer).toMatchObject({ code: "NOT_FOUND" });
	});

	test("needs a description and something to change", () => {
		expect(amend(plan)).toMatchObject({ code: "VALIDATION" });
		const changes: PlanChange[] = [{ kind: "remove_step", step: "1.2" }];
		expect(
			amendPlan(plan, { description: " ", changes, act, maxSteps }),
		).toMatchObject({ code: "VALIDATION" });
	});

	test("puts a phase where it is told: behind the present one unless said, last before the start", () => {
		const phase = {
			kind: "add_phase",
			name: "M",
			steps: [draft, { ...draft, depends_on: ["+1"] }],
		} as const;
		const order = (answer: Changed | Refusal) =>
			done(answer).phases.map(({ id }) => id);
		expect(order(amend(plan, phase))).toEqual([1, 3, 2]);
		expect(order(amend(plan, { ...phase, after: 2 }))).toEqual([1, 2, 3]);
		expect(order(amend(plan, { ...phase, after: 0 }))).toEqual([3, 1, 2]);
		expect(order(amend({ ...plan, execution: newExecution() }, phase))).toEqual(
			[1, 2, 3],
		);
		expect(amend(plan, { ...phase, after: 7 })).toMatchObject({
			code: "NOT_FOUND",
		});
		expect(
			stepsOf(done(amend(plan, phase))).find(({ id }) => id === "3.2")
				?.depends_on,
		).toEqual(["3.1"]);
	});

	test("puts a step where it is told, and moves it within its phase only", () => {
		const add = { kind: "add_step", phase: 1, step: draft } as const;
		expect(idsOf(done(amend(plan, add)))).toEqual(["1.1", "1.2", "1.3", "2.1"]);
		expect(idsOf(done(amend(plan, { ...add, after: "1.1" })))).toEqual([
			"1.1",
			"1.3",
			"1.2",
			"2.1",
		]);
		expect(
			idsOf(done(amend(plan, { kind: "move_step", step: "1.2" }))),
		).toEqual(["1.2", "1.1", "2.1"]);
		expect(
			idsOf(
				done(amend(plan, { kind: "move_step", step: "1.1", after: "1.2" })),
			),
		).toEqual(["1.2", "1.1", "2.1"]);
		expect(
			amend(plan, { kind: "move_step", step: "1.1", after: "2.1" }),
		).toMatchObject({ code: "NOT_FOUND" });
		expect(
			amend(plan, { kind: "move_step", step: "1.1", after: "1.1" }),
		).toMatchObject({ code: "NOT_FOUND" });
	});

	test("that would make an invalid plan is refused with the place", () => {
		expect(
			amend(plan, {
				kind: "edit_step",
				step: "1.1",
				fields: { depends_on: ["1.2"] },
			}),
		).toMatchObject({ code: "CYCLE_DETECTED" });
		expect(amend(plan, { kind: "remove_step", step: "2.1" })).toMatchObject({
			code: "VALIDATION",
			message: expect.stringContaining("phases[1].steps"),
		});
		expect(
			amend(plan, {
				kind: "add_step",
				phase: 1,
				step: { role: "Not a role", task: "x" },
			}),
		).toMatchObject({
			message: expect.stringContaining("phases[0].steps[2].role"),
		});
		expect(
			amend(plan, {
				kind: "edit_phase",
				phase: 1,
				gate: { name: "x", timeout: "1h" },
			}),
		).toMatchObject({ code: "VALIDATION" });
		const steps = Array.from({ length: 8 }, () => draft);
		expect(
			amend(plan, { kind: "add_phase", name: "Big", steps }),
		).toMatchObject({ code: "QUOTA_EXCEEDED" });
	});

	test("touches nothing that is out, done or over", () => {
		const half = worked(plan, "1.1");
		for (const change of [
			{ kind: "edit_step", step: "1.1", fields: { task: "Else" } },
			{ kind: "remove_step", step: "1.1" },
			{ kind: "move_step", step: "1.1", after: "1.2" },
			{ kind: "remove_phase", phase: 1 },
			{ kind: "move_phase", phase: 1, after: 2 },
		] as const)
			expect(amend(half, change)).toMatchObject({ code: "INVALID_TRANSITION" });
		expect(
			amend(out(plan, "1.1"), {
				kind: "edit_step",
				step: "1.1",
				fields: { task: "Else" },
			}),
		).toMatchObject({ code: "INVALID_TRANSITION" });
		const over = worked(planOf([{}, {}]), "1.1");
		expect(
			amend(over, { kind: "add_step", phase: 1, step: draft }),
		).toMatchObject({ code: "INVALID_TRANSITION" });
		expect(
			amend(over, { kind: "edit_phase", phase: 1, name: "Else" }),
		).toMatchObject({ code: "INVALID_TRANSITION" });
	});

	test("does not remove a step with attempts, since those would go with it", () => {
		const failed = done(
			recordStep(out(plan, "1.1"), {
				report: { step: "1.1", status: "failed" },
				act,
			}),
		);
		const again = done(retryStep(failed, { step: "1.1", act, config }));
		expect(amend(again, { kind: "remove_step", step: "1.1" })).toMatchObject({
			code: "INVALID_TRANSITION",
			data: { attempts: 1 },
		});
	});

	test("does not take away a gate or an approval that is being waited for", () => {
		const waits = worked(worked(plan, "1.1"), "1.2");
		expect(
			amend(waits, { kind: "edit_phase", phase: 1, gate: null }),
		).toMatchObject({ code: "GATE_FAILED" });
		expect(
			done(
				amend(waits, {
					kind: "edit_phase",
					phase: 1,
					gate: { ...GATE, command: "npm test" },
				}),
			).phases[0]?.gate?.command,
		).toBe("npm test");
		const asked = worked(planOf([{ approval: { reason: "Look" } }]), "1.1");
		expect(
			amend(asked, { kind: "edit_phase", phase: 1, approval: null }),
		).toMatchObject({ code: "GATE_FAILED" });
		expect(
			done(
				amend(plan, { kind: "edit_phase", phase: 1, gate: null, name: "Made" }),
			).phases[0],
		).not.toHaveProperty("gate");
	});

	describe("of a phase that has begun", () => {
		const both = planOf([
			{ gate: GATE, approval: { reason: "Look" }, steps: [{}, {}] },
			{},
		]);
		const half = worked(both, "1.1");
		const full = worked(half, "1.2");
		const red = done(
			proveGate(full, {
				phase: 1,
				proof: { command: GATE.command, exit_code: 1 },
				act,
			}),
		);
		const green = done(
			proveGate(red, {
				phase: 1,
				proof: { command: GATE.command, exit_code: 0 },
				act,
			}),
		);
		const rejected = done(
			approvePlan(green, { result: "reject", act, maxSteps }),
		);
		const states = {
			taken: out(both, "1.1"),
			half,
			full,
			red,
			green,
			rejected,
		};
		const more = { kind: "add_step", phase: 1, step: draft } as const;
		const less = { kind: "remove_step", step: "1.3" } as const;
		const without = (proof: "gate" | "approval") =>
			({ kind: "edit_phase", phase: 1, [proof]: null }) as const;

		test.each(Object.entries(states))(
			"keeps both proofs, whatever else is amended: %s",
			(_, so) => {
				for (const proof of ["gate", "approval"] as const) {
					const opened = done(amend(so, more));
					for (const answer of [
						amend(so, more, without(proof), less),
						amend(so, without(proof), more),
						amend(opened, without(proof)),
						amend(opened, less, more, without(proof)),
						amend(opened, { kind: "remove_phase", phase: 1 }),
						amend(opened, {
							kind: "move_phase",
							phase: 1,
							after: 2,
						}),
					])
						expect(["GATE_FAILED", "INVALID_TRANSITION"]).toContain(
							answer.ok || answer.code,
						);
					expect(amend(opened, without(proof))).toMatchObject({
						code: "GATE_FAILED",
						hint: expect.stringContaining(
							proof === "gate" ? "`/override`" : "`/approve`",
						),
					});
				}
			},
		);

		test("is not emptied, and nothing goes in front of it", () => {
			expect(amend(half, { kind: "remove_step", step: "1.1" })).toMatchObject({
				code: "INVALID_TRANSITION",
			});
			expect(
				amend(half, {
					...{ kind: "add_phase", name: "First", steps: [draft] },
					after: 0,
				}),
			).toMatchObject({ code: "INVALID_TRANSITION" });
			const rest = done(amend(half, { kind: "remove_step", step: "1.2" }));
			expect(actionOf(rest, START)).toMatchObject({ action: "GATE", phase: 1 });
		});

		test("that gets another proof is named to whoever judges that, and the change is on record", () => {
			const gate = {
				name: "x",
				checks: [{ name: "lint", app: "evil" }],
				timeout: "1h",
			};
			const approval = { reason: "Glance" };
			const other = { kind: "edit_phase", phase: 1, gate, approval } as const;
			for (const so of [half, done(amend(full, more))]) {
				const twice = done(amend(so, more, { ...other, approval: undefined }));
				expect(amend(so, more, { ...other, gate: undefined })).toMatchObject({
					replaced: [{ phase: 1, proof: "approval" }],
				});
				expect(amend(twice, other)).toMatchObject({
					replaced: [{ phase: 1, proof: "approval" }],
				});
				expect(amend(so, other)).toMatchObject({
					replaced: [
						{ phase: 1, proof: "gate" },
						{ phase: 1, proof: "approval" },
					],
					plan: { phases: [{ gate, approval }, {}] },
					amendment: {
						changes: [
							"edited gate, approval of phase 1",
							"replaced the gate of phase 1, which had begun: 'tests' (pytest tests/, within 1h) became 'x' (lint from evil, within 1h)",
							"replaced the approval of phase 1, which had begun: 'Look' became 'Glance'",
						],
					},
				});
			}
		});

		test("may be named otherwise, be told the same again, and get a proof it had none of", () => {
			const { gate, approval } = both.phases[0] as Phase;
			const same = {
				kind: "edit_phase",
				phase: 1,
				name: "Made",
				gate,
				approval,
			};
			expect(amend(half, same as PlanChange)).toMatchObject({
				ok: true,
				replaced: [],
				amendment: { changes: ["edited name, gate, approval of phase 1"] },
			});
			const bare = worked(planOf([{ steps: [{}, {}] }, {}]), "1.1");
			expect(
				done(amend(bare, { kind: "edit_phase", phase: 1, gate: GATE }))
					.phases[0],
			).toMatchObject({ gate: GATE });
		});

		test("that is still ahead keeps nothing: it is planned anew", () => {
			const ahead = planOf([{}, { gate: GATE, approval: { reason: "Look" } }]);
			const so = worked(ahead, "1.1");
			const none = { kind: "edit_phase", phase: 2, gate: null, approval: null };
			expect(done(amend(so, none as PlanChange)).phases[1]).not.toHaveProperty(
				"gate",
			);
		});
	});

	test("after the last step gives a run that seemed complete more to do", () => {
		const all = worked(planOf([{}]), "1.1");
		expect(actionOf(all, START)).toMatchObject({ action: "COMPLETE" });
		const more = done(
			amend(all, { kind: "add_phase", name: "M", steps: [draft] }),
		);
		expect(actionOf(more, START)).toMatchObject({ steps: [{ id: "2.1" }] });
	});

	test("beyond so many is QUOTA_EXCEEDED", () => {
		const amendment = {
			id: "a",
			at: START,
			agent: "ann",
			actor: act.actor,
			description: "x",
			changes: [],
		};
		const amendments = Array.from(
			{ length: PLAN_LIMITS.amendments },
			() => amendment,
		);
		expect(
			amend({ ...plan, amendments }, { kind: "remove_step", step: "1.2" }),
		).toMatchObject({ code: "QUOTA_EXCEEDED" });
	});
});

describe("changes as they are written", () => {
	test("on a command line", () => {
		expect(
			addPhaseOf("Migration:backend-engineer--python", {
				description: "Add the table",
			}),
		).toEqual({
			kind: "add_phase",
			name: "Migration",
			steps: [{ role: "backend-engineer--python", task: "Add the table" }],
		});
		expect(addStepOf("1:code-reviewer:Check it: all of it")).toEqual({
			kind: "add_step",
			phase: 1,
			step: { role: "code-reviewer", task: "Check it: all of it" },
		});
		for (const wrong of ["1:code-reviewer", "one:a:b", "", "1::x"])
			expect(addStepOf(wrong)).toBeUndefined();
		const nameless = addPhaseOf("Migration", { description: "x" });
		expect(amend(plan, nameless)).toMatchObject({
			code: "VALIDATION",
			message: expect.stringContaining("role"),
		});
	});

	test("in YAML or JSON, each of them", () => {
		const written = [
			{ add_phase: { name: "M", steps: [draft], gate: "npm test", after: 2 } },
			{ edit_phase: { phase: 1, gate: null, approval: "Look" } },
			{ remove_phase: 2 },
			{ move_phase: { phase: 2, after: 0 } },
			{ add_step: { phase: 1, ...draft, depends_on: [1.1] } },
			{ edit_step: { step: 1.2, task: "Else" } },
			{ remove_step: 1.2 },
			{ move_step: { step: "1.2" } },
			{ edit_plan: { risk: "high" } },
		];
		expect(readChanges(written)).toEqual({
			ok: true,
			changes: [
				{
					kind: "add_phase",
					name: "M",
					steps: [draft],
					gate: { name: "npm test", command: "npm test", timeout: "1h" },
					after: 2,
				},
				{
					kind: "edit_phase",
					phase: 1,
					gate: null,
					approval: { reason: "Look" },
				},
				{ kind: "remove_phase", phase: 2 },
				{ kind: "move_phase", phase: 2, after: 0 },
				{ kind: "add_step", phase: 1, step: { ...draft, depends_on: ["1.1"] } },
				{ kind: "edit_step", step: "1.2", fields: { task: "Else" } },
				{ kind: "remove_step", step: "1.2" },
				{ kind: "move_step", step: "1.2" },
				{ kind: "edit_plan", fields: { risk: "HIGH" } },
			],
		});
	});

	test("wrongly are told of with their places", () => {
		const answer = readChanges([
			{ add_step: { phase: 1, role: "a" } },
			{ drop: 1 },
			{ remove_step: "1.1", remove_phase: 1 },
			{ move_phase: { phase: 1 } },
			3,
		]);
		const found = (
			answer.ok ? [] : answer.data?.problems
		) as readonly JsonObject[];
		expect(found.map(({ at }) => at)).toEqual([
			"changes[0].add_step.task",
			"changes[1].drop",
			"changes[2]",
			"changes[3].move_phase.after",
			"changes[4]",
		]);
		expect(readChanges({ add_step: {} })).toMatchObject({ code: "VALIDATION" });
	});
});

describe("a plan that was edited by hand after its export", () => {
	const planned: Plan = { ...plan, execution: newExecution() };
	const given: Plan = { ...planned, phases: planned.phases.slice(0, 1) };
	const adopt = (old: Plan, next: Plan) =>
		adoptPlan(old, { given: next, act, maxSteps });

	test("takes the place of one that was not started; ids of what is gone are not used again", () => {
		const next = done(adopt(planned, given));
		expect(next.execution.retired).toEqual({ phases: [2], steps: ["2.1"] });
		expect(next.amendments).toHaveLength(1);
		const more = done(
			amend(next, { kind: "add_phase", name: "M", steps: [draft] }),
		);
		expect(more.phases.map(({ id }) => id)).toEqual([1, 3]);
		expect(adopt(planned, planned)).toMatchObject({ changed: false });
	});

	test("does not take the place of one that runs", () => {
		expect(adopt(plan, given)).toMatchObject({ code: "INVALID_TRANSITION" });
	});
});
