import type { Phase, Plan } from "./plan.ts";

/** An id for a new phase: above every one that was ever given, so that it never means something else. */
export function freshPhaseId(plan: Plan): number {
	const { phases, steps } = plan.execution.retired;
	return (
		1 +
		Math.max(
			0,
			...plan.phases.map(({ id }) => id),
			...phases,
			...steps.map(phaseOfStepId),
		)
	);
}

/** An id for a new step of a phase: its number is above every one that was ever given in that phase. */
export function freshStepId(plan: Plan, phase: Phase): string {
	const given = [
		...phase.steps.map(({ id }) => id),
		...plan.execution.retired.steps.filter(
			(id) => phaseOfStepId(id) === phase.id,
		),
	];
	return `${phase.id}.${1 + Math.max(0, ...given.map(numberOfStepId))}`;
}

/** The phase in a step's id: 2 in `2.13`. NaN when it is no such id. */
export function phaseOfStepId(id: string): number {
	return isStepId(id) ? Number(id.slice(0, id.indexOf("."))) : Number.NaN;
}

/** The number of a step within its phase: 13 in `2.13`. NaN when it is no such id. */
export function numberOfStepId(id: string): number {
	return isStepId(id) ? Number(id.slice(id.indexOf(".") + 1)) : Number.NaN;
}

/** True for two numbers with a dot between them, neither with leading zeros. */
export function isStepId(text: string): boolean {
	return /^[1-9][0-9]{0,5}\.[1-9][0-9]{0,5}$/.test(text);
}
