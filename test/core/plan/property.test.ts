import fc from "fast-check";
import { expect, test } from "vitest";
import { ERROR_CODES } from "../../../src/core/errors.ts";
import { addMs, type Instant } from "../../../src/core/instant.ts";
import { type Action, actionOf } from "../../../src/core/plan/action.ts";
import { approvePlan } from "../../../src/core/plan/approvals.ts";
import { checkPlan } from "../../../src/core/plan/check.ts";
import type { WayOut } from "../../../src/core/plan/failure.ts";
import { proveGate } from "../../../src/core/plan/gates.ts";
import type { Plan, Step } from "../../../src/core/plan/plan.ts";
import { progressOf } from "../../../src/core/plan/progress.ts";
import {
	recordStep,
	retryStep,
	skipStep,
} from "../../../src/core/plan/record.ts";
import { retrospectiveOf } from "../../../src/core/plan/retrospective.ts";
import { completePlan, reopenPlan } from "../../../src/core/plan/run.ts";
import { dispatchStep } from "../../../src/core/plan/steps.ts";
import { traceOf } from "../../../src/core/plan/trace.ts";
import { planDocument } from "../../../src/schema/plan-document.ts";
import { parseStoredYaml, printYaml } from "../../../src/store/yaml.ts";
import {
	actOf,
	after,
	CONFIG,
	frozen,
	MAX_STEPS,
	meant,
	proofFor,
	runs,
	type Saying,
	START,
	say,
} from "../../support/random-plans.ts";

const GRACE_MS = 120_000;
const stepsIn = (plan: Plan) => plan.phases.flatMap(({ steps }) => steps);
const isDone = ({ status }: Step) =>
	status === "complete" || status === "skipped";
const byId = (plan: Plan) =>
	new Map(stepsIn(plan).map((step) => [step.id, step]));

/** A plan as it comes back from its file. */
function reread(plan: Plan): Plan {
	const printed = printYaml(planDocument.parse(plan) as never);
	const read = parseStoredYaml(printed);
	if (!read.ok) throw new Error(read.reason);
	return planDocument.parse(read.value);
}

interface Moment {
	readonly before: Plan;
	readonly plan: Plan;
	readonly said: Saying;
	readonly now: Instant;
}

/** Says everything in turn and shows what was accepted. */
function play(
	[start, script]: readonly [Plan, readonly Saying[]],
	look: (moment: Moment) => void,
): { plan: Plan; now: Instant } {
	let plan = frozen(start);
	let now = START;
	for (const wish of script) {
		now = after(now, wish);
		const said = meant(plan, wish, now);
		const answer = say(plan, said, now);
		if (!answer.ok) {
			expect(ERROR_CODES).toContain(answer.code);
			expect(answer.message).toMatch(/\S[.!]$|: .+$/s);
			expect(answer.hint).not.toBe("");
			continue;
		}
		if (!answer.changed) expect(answer.plan).toBe(plan);
		look({ before: plan, plan: frozen(answer.plan), said, now });
		plan = answer.plan;
	}
	return { plan, now };
}

const holds = (look: (moment: Moment) => void, numRuns = 150) =>
	fc.assert(
		fc.property(runs, (run) => void play(run, look)),
		{ numRuns },
	);

test("no step is handed out before its dependencies and its phase", () => {
	holds(({ before, plan }) => {
		const old = byId(before);
		for (const [at, phase] of plan.phases.entries())
			for (const step of phase.steps) {
				if (step.fence === (old.get(step.id)?.fence ?? 0)) continue;
				expect(step.depends_on.every((id) => isDone(old.get(id) as Step))).toBe(
					true,
				);
				expect(
					before.phases
						.slice(0, at)
						.flatMap(({ steps }) => steps)
						.every(isDone),
				).toBe(true);
			}
	});
});

test("ids are unique for ever: none stands twice, and none comes back after it was removed", () => {
	fc.assert(
		fc.property(runs, (run) => {
			const gone = new Set<string>();
			play(run, ({ before, plan }) => {
				const ids = (one: Plan) => [
					...one.phases.map(({ id }) => `phase ${id}`),
					...stepsIn(one).map(({ id }) => id),
				];
				const now = ids(plan);
				expect(new Set(now).size).toBe(now.length);
				for (const id of ids(before)) if (!now.includes(id)) gone.add(id);
				expect(now.filter((id) => gone.has(id))).toEqual([]);
			});
		}),
		{ numRuns: 150 },
	);
});

test("finished steps never change but by a retry of their own, and nothing that was kept is lost", () => {
	holds(({ before, plan, said }) => {
		const next = byId(plan);
		for (const step of stepsIn(before)) {
			const now = next.get(step.id);
			if (now === undefined) {
				expect([step.status, step.attempts]).toEqual(["pending", []]);
				continue;
			}
			expect(now.attempts.slice(0, step.attempts.length)).toEqual(
				step.attempts,
			);
			expect(now.fence).toBeGreaterThanOrEqual(step.fence);
			const isRetried = said.verb === "retry" && now.status === "pending";
			if (!isDone(step) || isRetried) continue;
			// A skipped step may have waited for one that was removed since.
			const same = step.status === "skipped" ? { depends_on: [] } : {};
			expect({ ...now, ...same }).toEqual({ ...step, ...same });
		}
		for (const list of ["gates", "approvals"] as const)
			expect(
				plan.execution[list].slice(0, before.execution[list].length),
			).toEqual(before.execution[list]);
		expect(plan.amendments.slice(0, before.amendments.length)).toEqual(
			before.amendments,
		);
	});
});

test("a phase is left behind only with its gate passed or overridden and its approval given", () => {
	holds(({ before, plan }) => {
		const old = byId(before);
		const begun = plan.phases.findLastIndex(({ steps }) =>
			steps.some(({ id, fence }) => fence > (old.get(id)?.fence ?? 0)),
		);
		for (const phase of before.phases.slice(0, Math.max(0, begun))) {
			const gate = before.execution.gates.findLast(
				(result) => result.phase === phase.id,
			);
			const word = before.execution.approvals.findLast(
				(result) => result.about === "phase" && result.phase === phase.id,
			);
			// A verdict on work that was done again since is none.
			const attempts = phase.steps.flatMap((step) => step.attempts).length;
			if (phase.gate !== undefined) {
				expect(["pass", "override"]).toContain(gate?.result);
				expect(gate?.attempts).toBe(attempts);
			}
			if (phase.approval !== undefined) {
				expect(["approve", "feedback"]).toContain(word?.result);
				expect(word?.attempts).toBe(attempts);
			}
		}
	});
});

test("every plan that comes about is valid, and is the same after a trip through its file", () => {
	fc.assert(
		fc.property(runs, (run) => {
			play(run, ({ plan }) => {
				expect(checkPlan(plan, MAX_STEPS)).toEqual([]);
			});
			const { plan } = play(run, () => {});
			expect(reread(plan)).toEqual(planDocument.parse(plan));
		}),
		{ numRuns: 150 },
	);
});

test("there is always an action, the same after an interruption; COMPLETE only when all is done or skipped", () => {
	holds(({ plan, now }) => {
		const options = { all: true, graceMs: GRACE_MS };
		const action = actionOf(plan, now, options);
		expect(actionOf(reread(plan), now, options)).toEqual(
			JSON.parse(JSON.stringify(action)),
		);
		if (action.action === "COMPLETE") {
			expect(stepsIn(plan).every(isDone)).toBe(true);
			expect(["running", "completed"]).toContain(plan.execution.status);
		}
		if (plan.execution.status === "completed")
			expect(stepsIn(plan).every(isDone)).toBe(true);
	}, 60);
});

test("figures, trace and retrospective can be told of every run", () => {
	holds(({ plan, now }) => {
		const { steps, phases } = progressOf(plan, now);
		expect(steps.done).toBe(steps.complete + steps.skipped);
		expect(steps.done).toBe(
			phases.reduce((sum, phase) => sum + phase.stepsDone, 0),
		);
		const { events } = traceOf(plan, "42");
		const told = events.filter(({ kind }) =>
			["complete", "failed", "expired", "skipped"].includes(kind),
		);
		expect(told).toHaveLength(
			stepsIn(plan).flatMap(({ attempts }) => attempts).length,
		);
		const times = events.map(({ at }) => at);
		expect(times).toEqual([...times].sort());
		const retro = retrospectiveOf(plan, { task: "42", decisions: [], now });
		expect(retro.skipped).toHaveLength(steps.skipped);
	});
});

test("doing what the action names leads to COMPLETE from wherever a run got to", () => {
	fc.assert(
		fc.property(runs, (run) => {
			const reached = play(run, () => {});
			let { plan, now } = reached;
			for (let turn = 0; turn < 300; turn++) {
				if (plan.execution.status === "completed") return;
				[plan, now] = follow(plan, now);
			}
			expect(actionOf(plan, now).action).toBe("COMPLETE");
		}),
		{ numRuns: 150 },
	);
});

/** One turn of somebody who does exactly what the action says. Whatever it names has to be accepted. */
function follow(plan: Plan, now: Instant): [Plan, Instant] {
	const action: Action = actionOf(plan, now, { graceMs: GRACE_MS });
	const act = actOf("cleo", now);
	const accepted = (answer: { ok: boolean; plan?: Plan }): Plan => {
		expect(answer, action.message).toMatchObject({ ok: true });
		return answer.plan as Plan;
	};
	switch (action.action) {
		case "DISPATCH": {
			const step = (action.steps[0] as Step).id;
			const out = dispatchStep(plan, { step, act, config: CONFIG });
			const report = { step, status: "complete" };
			return [accepted(recordStep(accepted(out), { report, act })), now];
		}
		case "GATE": {
			const { phase } = action;
			const proof = proofFor(plan, phase, { isGood: true });
			return [accepted(proveGate(plan, { phase, proof, act })), now];
		}
		case "APPROVAL": {
			const { phase } = action;
			const wish = { phase, result: "approve", act, maxSteps: MAX_STEPS };
			return [accepted(approvePlan(plan, wish)), now];
		}
		case "WAIT":
			expect(action.why).toBe("steps");
			return [plan, addMs(now, 30 * 60_000)];
		case "FAILED":
			return [accepted(wayOut(plan, action.waysOut[0] as WayOut, now)), now];
		case "COMPLETE":
			return [accepted(completePlan(plan, now)), now];
	}
}

function wayOut(plan: Plan, way: WayOut, now: Instant) {
	const act = actOf("cleo", now);
	const { step = "", phase = 0 } = way;
	const config = CONFIG;
	switch (way.verb) {
		case "retry":
			return retryStep(plan, { step, act, config });
		case "skip":
			return skipStep(plan, { step, reason: "Not needed", act, config });
		case "gate": {
			const proof = proofFor(plan, phase, { isGood: true });
			return proveGate(plan, { phase, proof, act });
		}
		case "approve":
			return approvePlan(plan, {
				phase,
				result: "approve",
				act,
				maxSteps: MAX_STEPS,
			});
		case "reopen":
			return reopenPlan(plan);
		default:
			throw new Error(`the first way out is ${way.verb}`);
	}
}
