import { isNewLease } from "../lease.ts";
import { checkPlan } from "./check.ts";
import { replacedProofs } from "./kept-proof.ts";
import { currentPhase, hasBegun } from "./phase.ts";
import { type Plan, type Step, stepsOf } from "./plan.ts";

/** A plan may have more steps than the board's limit of now: a limit that was lowered breaks nothing. */
const ANY_NUMBER = Number.MAX_SAFE_INTEGER;

/** What a plan breaks of what has to hold between two states, each as the end of a sentence about its task. */
export function* brokenPlan(
	old: Plan | undefined,
	now: Plan | undefined,
): Iterable<string> {
	if (old === now) return;
	if (now === undefined) return yield "lost its plan";
	const [problem] = checkPlan(now, ANY_NUMBER);
	if (problem !== undefined)
		yield `has a plan that cannot be run: ${problem.at}: ${problem.message}`;
	if (now.execution.status === "completed" && currentPhase(now) !== undefined)
		yield "has a run that is completed before its phases are";
	if (old === undefined) return;
	const steps = new Map(stepsOf(now).map((step) => [step.id, step]));
	const isStarted = old.execution.status !== "planned";
	for (const step of stepsOf(old)) {
		const after = steps.get(step.id);
		if (after !== undefined) yield* brokenStep(step, after);
		else if (step.attempts.length > 0) yield `lost step ${step.id}`;
	}
	// A plan that was cancelled before it was started is taken up again as what it was.
	const hasRun = old.execution.started_at !== undefined;
	if (hasRun && now.execution.status === "planned")
		yield "says of a run that was started that it was not";
	if (isStarted) yield* brokenIds(old, now);
	const kept = (before: readonly unknown[], after: readonly unknown[]) =>
		JSON.stringify(after.slice(0, before.length)) === JSON.stringify(before);
	if (!kept(old.execution.gates, now.execution.gates))
		yield "lost verdicts of its gates";
	if (!kept(old.execution.approvals, now.execution.approvals))
		yield "lost words of those who were asked to approve";
	if (isStarted && !keepsRetired(old, now))
		yield "forgets ids that were removed from its plan";
	if (isStarted && !kept(old.amendments, now.amendments))
		yield "lost amendments of its plan";
}

/** What is gone keeps its id: nothing that comes later takes its place. */
function keepsRetired(old: Plan, now: Plan): boolean {
	const { phases, steps } = now.execution.retired;
	const { retired } = old.execution;
	return (
		retired.phases.every((id) => phases.includes(id)) &&
		retired.steps.every((id) => steps.includes(id))
	);
}

function* brokenStep(old: Step, now: Step): Iterable<string> {
	if (now.fence < old.fence)
		yield `went from fence ${old.fence} to ${now.fence} at step ${now.id}`;
	const isKept =
		JSON.stringify(now.attempts.slice(0, old.attempts.length)) ===
		JSON.stringify(old.attempts);
	if (!isKept) yield `lost attempts at step ${now.id}`;
	if (isNewLease(old.lease, now.lease) && now.fence <= old.fence)
		yield `has a new lease with an old fence at step ${now.id}`;
}

/** What is gone from a run that was started is on record as removed: else its id would come to mean something else. */
function* brokenIds(old: Plan, now: Plan): Iterable<string> {
	const { retired } = now.execution;
	const phases = new Set([
		...now.phases.map(({ id }) => id),
		...retired.phases,
	]);
	const steps = new Set([
		...stepsOf(now).map(({ id }) => id),
		...retired.steps,
	]);
	for (const { id } of old.phases)
		if (!phases.has(id)) yield `lost phase ${id}, and its id is not retired`;
	for (const { id } of stepsOf(old))
		if (!steps.has(id)) yield `lost step ${id}, and its id is not retired`;
}

/**
 * What commands could have made of a plan, but no edit by hand may: nobody proves his own gates or gives the word of others,
 * nor gets around them: a phase that has begun keeps its gate, its approval and its place.
 */
export function* provenByHand(
	old: Plan | undefined,
	now: Plan | undefined,
): Iterable<string> {
	if (now === undefined) return;
	const before = old?.execution;
	const { gates, approvals } = now.execution;
	if (gates.length > (before?.gates.length ?? 0))
		yield "has a verdict on a gate that the same edit brought";
	if (approvals.length > (before?.approvals.length ?? 0))
		yield "has an approval that the same edit brought";
	if (old !== undefined) yield* evadedByHand(old, now);
	const steps = new Map(
		(old === undefined ? [] : stepsOf(old)).map((step) => [step.id, step]),
	);
	for (const { id, attempts } of stepsOf(now))
		if (attempts.length > (steps.get(id)?.attempts.length ?? 0))
			yield `has a result of step ${id} that the same edit brought`;
}

function* evadedByHand(old: Plan, now: Plan): Iterable<string> {
	for (const { phase, proof } of replacedProofs(old, now))
		yield `has another ${proof} behind phase ${phase}, or none, although that has begun`;
	const begun = old.phases.findLastIndex((phase) => hasBegun(old, phase));
	for (const [at, phase] of old.phases.slice(0, begun + 1).entries()) {
		if (!hasBegun(old, phase)) continue;
		if (now.phases.findIndex(({ id }) => id === phase.id) > at)
			yield `has another phase in front of phase ${phase.id}, which has begun`;
	}
}
