import { openDependencies, wentOnFrom } from "./phase.ts";
import {
	type ApprovalResult,
	type GateResult,
	type Phase,
	PLAN_LIMITS,
	type Plan,
	type Step,
} from "./plan.ts";

/** A verb that leads on from where a run is stuck, and what it is to be said of. */
export interface WayOut {
	readonly verb:
		| "retry"
		| "skip"
		| "gate"
		| "override"
		| "approve"
		| "amend"
		| "cancel"
		| "reopen";
	readonly step?: string;
	readonly phase?: number;
}

/** A run that goes on only by one of the ways out: `reason` says why, in words for people. */
export interface FailedAction {
	readonly action: "FAILED";
	readonly phase?: number;
	readonly steps: readonly string[];
	readonly reason: string;
	readonly waysOut: readonly WayOut[];
	readonly message: string;
}

/** True when a step has had so many attempts that it is not handed out again. */
export function isWornOut({ attempts }: Step): boolean {
	return attempts.length >= PLAN_LIMITS.attemptsPerStep;
}

const FURTHER: readonly WayOut[] = [{ verb: "amend" }, { verb: "cancel" }];

function retries(plan: Plan, phase: Phase): readonly WayOut[] {
	return phase.steps
		.filter((step) => !isWornOut(step) && wentOnFrom(plan, step).length === 0)
		.map(({ id }) => ({ verb: "retry", step: id }));
}

/** Steps of the phase failed. */
export function stepsFailed(
	phase: Phase,
	failed: readonly Step[],
): FailedAction {
	const said = failed.map(({ id, attempts }) => {
		const last = attempts.at(-1);
		const why = last?.error ?? last?.outcome;
		return `step ${id} failed${why === undefined ? "" : `: ${why}`}`;
	});
	return failure(said.join("; "), {
		phase: phase.id,
		steps: failed.map(({ id }) => id),
		waysOut: [
			...failed.flatMap((step): readonly WayOut[] => [
				...(isWornOut(step) ? [] : [{ verb: "retry", step: step.id } as const]),
				{ verb: "skip", step: step.id },
			]),
			...FURTHER,
		],
	});
}

/** Steps had all the attempts they may have. */
export function wornOut(phase: Phase, worn: readonly Step[]): FailedAction {
	const ids = worn.map(({ id }) => id);
	return failure(
		`${ids.map((id) => `step ${id}`).join(", ")} had ${PLAN_LIMITS.attemptsPerStep} attempts`,
		{
			phase: phase.id,
			steps: ids,
			waysOut: [
				...ids.map((step): WayOut => ({ verb: "skip", step })),
				...FURTHER,
			],
		},
	);
}

/** The gate failed on the work as it is now. */
export function gateFailed(
	plan: Plan,
	phase: Phase,
	verdict: GateResult,
): FailedAction {
	return failure(
		`the gate '${verdict.gate}' behind phase ${phase.id} failed: ${causeOf(verdict)}`,
		{
			phase: phase.id,
			waysOut: [
				{ verb: "gate", phase: phase.id },
				...retries(plan, phase),
				{ verb: "override", phase: phase.id },
				...FURTHER,
			],
		},
	);
}

/** Why a gate failed, in a few words: the checks that are not green, the exit code, or what was said. */
export function causeOf(verdict: GateResult): string {
	const red = (verdict.checks ?? []).filter(({ state }) => state !== "green");
	if (red.length > 0)
		return red
			.map(
				({ name, app, state, conclusion }) =>
					`${name} (${app}) is ${conclusion ?? state}`,
			)
			.join("; ");
	if (verdict.exit_code !== undefined)
		return `\`${verdict.command ?? verdict.gate}\` ended with ${verdict.exit_code}`;
	return verdict.reason ?? `said so by ${verdict.actor.login}, without proof`;
}

/** The steps' dependencies cannot be met: only a plan that was edited by hand comes here. */
export function stuck(plan: Plan, phase: Phase): FailedAction {
	const open = phase.steps.filter(({ status }) => status === "pending");
	const said = open.map(
		(step) =>
			`step ${step.id} waits for ${openDependencies(plan, step).join(", ")}`,
	);
	return failure(said.join("; ") || `phase ${phase.id} has no steps`, {
		phase: phase.id,
		steps: open.map(({ id }) => id),
		waysOut: FURTHER,
	});
}

function failure(
	reason: string,
	more: {
		readonly phase?: number;
		readonly steps?: readonly string[];
		readonly waysOut: readonly WayOut[];
	},
): FailedAction {
	const message = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
	return { action: "FAILED", steps: [], ...more, reason, message };
}

/** The run was cancelled. */
export function cancelled({ execution }: Plan): FailedAction {
	const why = execution.reason === undefined ? "" : `: ${execution.reason}`;
	return failure(`the run was cancelled${why}`, {
		waysOut: [{ verb: "reopen" }],
	});
}

/** There is nothing to run: only a plan that was edited by hand comes here. */
export function withoutPhases(): FailedAction {
	return failure("the plan has no phases", { waysOut: FURTHER });
}

/** A person rejected the phase, and nothing was done about it since. */
export function rejected(
	plan: Plan,
	phase: Phase,
	word: ApprovalResult,
): FailedAction {
	const why = word.feedback === undefined ? "" : `: ${word.feedback}`;
	return failure(
		`phase ${phase.id} was rejected by ${word.actor.login}${why}`,
		{
			phase: phase.id,
			waysOut: [
				...retries(plan, phase),
				{ verb: "approve", phase: phase.id },
				...FURTHER,
			],
		},
	);
}

/** The budget is used up, and a person did not agree to another portion. */
export function budgetRefused(phase: Phase, reason: string): FailedAction {
	return failure(`going on was refused: ${reason}`, {
		phase: phase.id,
		waysOut: [{ verb: "approve", phase: phase.id }, ...FURTHER],
	});
}
