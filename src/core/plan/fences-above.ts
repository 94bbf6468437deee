import { type Plan, type Step, stepsOf } from "./plan.ts";

/**
 * The plan with the fences of its steps above those they had in other states of it, wherever a step differs: what anybody
 * holds from such a state does not pass for current. The same plan when nothing differs.
 */
export function fencesAbove(plan: Plan, others: readonly Plan[]): Plan {
	const elsewhere = others.flatMap(stepsOf);
	const raised = (step: Step): Step => {
		const different = elsewhere.filter(
			(other) =>
				other.id === step.id && JSON.stringify(other) !== JSON.stringify(step),
		);
		const highest = Math.max(-1, ...different.map(({ fence }) => fence));
		return highest < step.fence ? step : { ...step, fence: highest + 1 };
	};
	const phases = plan.phases.map((phase) => ({
		...phase,
		steps: phase.steps.map(raised),
	}));
	const isSame = JSON.stringify(phases) === JSON.stringify(plan.phases);
	return isSame ? plan : { ...plan, phases };
}
