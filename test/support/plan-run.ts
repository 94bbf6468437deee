import { addMs } from "../../src/core/instant.ts";
import { amendPlan } from "../../src/core/plan/amend.ts";
import type { PlanChange } from "../../src/core/plan/change.ts";
import { overrideGate, proveGate, sayGate } from "../../src/core/plan/gates.ts";
import type { Changed } from "../../src/core/plan/lookup.ts";
import type { GateCheckResult, Plan } from "../../src/core/plan/plan.ts";
import { recordStep, retryStep, skipStep } from "../../src/core/plan/record.ts";
import { cancelPlan, completePlan } from "../../src/core/plan/run.ts";
import { dispatchStep, expireStep } from "../../src/core/plan/steps.ts";
import { actOf, CONFIG, SHA, START } from "./random-plans.ts";

/** One thing that happens in a run. */
export type Happening =
	| {
			/** Taken, and recorded a minute later. */
			readonly step: string;
			readonly by?: "ann" | "ben";
			readonly fails?: string;
			readonly tokens?: number;
	  }
	| { readonly take: string; readonly by?: "ann" | "ben" }
	| { readonly expire: string }
	| { readonly retry: string }
	| { readonly skip: string }
	| { readonly exit: number; readonly phase: number }
	| { readonly checks: readonly GateCheckResult[]; readonly phase: number }
	| { readonly says: "pass" | "fail" | "override"; readonly phase: number }
	| { readonly amend: PlanChange }
	| { readonly end: "completed" | "cancelled" };

const GRACE_MS = 24 * 3_600_000;

/** A plan after what happened to it, one thing a minute from its start on, by the rules themselves. A refusal throws. */
export function ranThrough(
	plan: Plan,
	happenings: readonly Happening[],
	start = plan.execution.started_at ?? START,
): Plan {
	let now = start;
	const pass = (ms: number) => {
		now = addMs(now, ms);
		return now;
	};
	return happenings.reduce((so, one) => {
		pass("expire" in one ? GRACE_MS : 60_000);
		if (!("step" in one)) return happened(so, one, now);
		const { by = "ann", step, fails, tokens } = one;
		const taken = happened(so, { take: step, by }, now);
		return changed(
			recordStep(taken, {
				report: {
					step,
					...(fails === undefined
						? { status: "complete" }
						: { status: "failed", error: fails }),
					...(tokens === undefined ? {} : { tokens }),
				},
				act: actOf(by, pass(60_000)),
			}),
			one,
		);
	}, plan);
}

function happened(
	plan: Plan,
	one: Exclude<Happening, { readonly step: string }>,
	now: string,
): Plan {
	const act = actOf(("by" in one ? one.by : undefined) ?? "ann", now);
	const config = CONFIG;
	return changed(answer(), one);
	function answer() {
		if ("take" in one)
			return dispatchStep(plan, { step: one.take, act, config });
		if ("expire" in one)
			return expireStep(plan, { step: one.expire, config, now });
		if ("retry" in one)
			return retryStep(plan, { step: one.retry, act, config });
		if ("skip" in one)
			return skipStep(plan, { step: one.skip, reason: "No need", act, config });
		if ("amend" in one)
			return amendPlan(plan, {
				...{ description: "Otherwise", changes: [one.amend] },
				...{ act, maxSteps: 50 },
			});
		if ("end" in one)
			return one.end === "completed"
				? completePlan(plan, now)
				: cancelPlan(plan, { now });
		const { phase } = one;
		if ("says" in one)
			return one.says === "override"
				? overrideGate(plan, { phase, reason: "Known", act })
				: sayGate(plan, {
						...{ phase, act },
						result: one.says,
						allowUnproven: true,
					});
		const command =
			plan.phases.find(({ id }) => id === phase)?.gate?.command ?? "";
		const proof =
			"exit" in one
				? { command, exit_code: one.exit }
				: { sha: SHA, checks: one.checks };
		return proveGate(plan, { phase, proof, act });
	}
}

function changed(answer: { readonly ok: boolean }, what: Happening): Plan {
	if (!answer.ok)
		throw new Error(`${JSON.stringify(what)}: ${JSON.stringify(answer)}`);
	return (answer as Changed).plan;
}
