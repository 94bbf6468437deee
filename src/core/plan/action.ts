import { type Instant, toMs } from "../instant.ts";
import {
	budgetRefused,
	cancelled,
	type FailedAction,
	gateFailed,
	isWornOut,
	rejected,
	stepsFailed,
	stuck,
	withoutPhases,
	wornOut,
} from "./failure.ts";
import {
	approvalVerdict,
	currentPhase,
	gateVerdict,
	isOverBudget,
	openDependencies,
	standingOf,
	tokenCap,
	tokensUsed,
} from "./phase.ts";
import type { Gate, GateResult, Phase, Plan, Step } from "./plan.ts";

/** A step that is out: who has it and until when. */
export interface StepOut {
	readonly step: string;
	readonly agent: string;
	readonly until: Instant;
}

/** What a run needs next. `message` is one sentence for people; everything in it is in the other fields as well. */
export type Action =
	| {
			readonly action: "DISPATCH";
			readonly phase: number;
			/** At least one; a single one unless all were asked for. */
			readonly steps: readonly Step[];
			readonly message: string;
	  }
	| {
			readonly action: "GATE";
			readonly phase: number;
			readonly gate: Gate;
			/** Verdicts of before that no longer count, or were failures; oldest first. */
			readonly history: readonly GateResult[];
			readonly message: string;
	  }
	| {
			readonly action: "APPROVAL";
			readonly about: "phase" | "budget";
			readonly phase: number;
			readonly reason: string;
			readonly message: string;
	  }
	| {
			readonly action: "WAIT";
			/** `task`: the task itself was taken out of work. */
			readonly why: "not-started" | "steps" | "checks" | "task";
			readonly out: readonly StepOut[];
			readonly message: string;
	  }
	| FailedAction
	| { readonly action: "COMPLETE"; readonly message: string };

/** What the asker wants and knows besides the plan. */
export interface ActionOptions {
	/** Every step that may be handed out now, instead of the first. */
	readonly all?: boolean;
	/** How long after its end a lease is still kept for its holder. */
	readonly graceMs?: number;
	/** True when checks of the pending gate are known to be running. */
	readonly isGateRunning?: boolean;
}

/**
 * What to do next. A function of its arguments alone: whoever asks after an interruption gets the same answer. Every plan
 * has one, and a plan that `checkPlan` finds fault with has one too.
 */
export function actionOf(
	plan: Plan,
	now: Instant,
	options: ActionOptions = {},
): Action {
	const { status } = plan.execution;
	if (status === "planned") return notStarted();
	if (status === "cancelled") return cancelled(plan);
	if (status === "completed") return complete();
	const phase = currentPhase(plan);
	if (phase === undefined)
		return plan.phases.length === 0 ? withoutPhases() : complete();
	switch (standingOf(plan, phase)) {
		case "open":
			return stepAction(plan, phase, { now, options });
		case "gate":
			return gateAction(plan, phase, options);
		default:
			return approvalAction(plan, phase);
	}
}

/** True when a step may be handed out as far as its own state goes: nobody has it, or its lease is over for good. */
function isFree(
	step: Step,
	{ now, graceMs }: { readonly now: Instant; readonly graceMs: number },
): boolean {
	if (step.status === "pending") return true;
	return (
		step.status === "dispatched" &&
		(step.lease === undefined ||
			toMs(now) >= toMs(step.lease.expires_at) + graceMs)
	);
}

function stepAction(
	plan: Plan,
	phase: Phase,
	{ now, options }: { now: Instant; options: ActionOptions },
): Action {
	const failed = phase.steps.filter(({ status }) => status === "failed");
	if (failed.length > 0) return stepsFailed(phase, failed);
	const free = phase.steps.filter((step) =>
		isFree(step, { now, graceMs: options.graceMs ?? 0 }),
	);
	const worn = free.filter(isWornOut);
	if (worn.length > 0) return wornOut(phase, worn);
	const ready = free.filter((step) => openDependencies(plan, step).length < 1);
	if (ready.length > 0)
		return isOverBudget(plan)
			? overBudget(plan, phase)
			: dispatch(phase, options.all === true ? ready : ready.slice(0, 1));
	const out = phase.steps.filter(
		(step) => step.status === "dispatched" && !free.includes(step),
	);
	return out.length > 0 ? waitFor(out) : stuck(plan, phase);
}

function dispatch(phase: Phase, steps: readonly Step[]): Action {
	const message = steps
		.map(({ id, role, command }) =>
			command === undefined
				? `Dispatch agent '${role}' for step ${id}.`
				: `Run the command of step ${id}.`,
		)
		.join(" ");
	return { action: "DISPATCH", phase: phase.id, steps, message };
}

function waitFor(steps: readonly Step[]): Action {
	const out = steps.flatMap(({ id, lease }) =>
		lease === undefined
			? []
			: [{ step: id, agent: lease.agent, until: lease.expires_at }],
	);
	const said = out
		.map(({ step, agent, until }) => `${step} is with ${agent} until ${until}`)
		.join("; ");
	return {
		action: "WAIT",
		why: "steps",
		out,
		message: `Waiting for steps: ${said}.`,
	};
}

function gateAction(plan: Plan, phase: Phase, options: ActionOptions): Action {
	const { gate } = phase;
	if (gate === undefined) return complete();
	if (options.isGateRunning === true)
		return {
			action: "WAIT",
			why: "checks",
			out: [],
			message: `Waiting for the checks of gate '${gate.name}' behind phase ${phase.id}.`,
		};
	const history = plan.execution.gates.filter(({ phase: id }) => {
		return id === phase.id;
	});
	const verdict = gateVerdict(plan, phase);
	if (verdict !== undefined) return gateFailed(plan, phase, verdict);
	return {
		action: "GATE",
		phase: phase.id,
		gate,
		history,
		message: `The gate '${gate.name}' behind phase ${phase.id} is pending.`,
	};
}

function approvalAction(plan: Plan, phase: Phase): Action {
	const reason = phase.approval?.reason ?? "";
	const word = approvalVerdict(plan, phase);
	if (word === undefined)
		return {
			action: "APPROVAL",
			about: "phase",
			phase: phase.id,
			reason,
			message: `Phase ${phase.id} (${phase.name}) waits for a person's approval: ${reason}`,
		};
	return rejected(plan, phase, word);
}

function overBudget(plan: Plan, phase: Phase): Action {
	const reason = `${tokensUsed(plan)} of ${tokenCap(plan)} tokens of the budget '${plan.budget}' are used`;
	const last = plan.execution.approvals.findLast(
		({ about }) => about === "budget",
	);
	if (last?.result === "reject") return budgetRefused(phase, reason);
	return {
		action: "APPROVAL",
		about: "budget",
		phase: phase.id,
		reason,
		message: `Paused: ${reason}. A person has to agree to go on.`,
	};
}

function notStarted(): Action {
	return {
		action: "WAIT",
		why: "not-started",
		out: [],
		message: "The plan is ready and was not started yet.",
	};
}

function complete(): Action {
	return { action: "COMPLETE", message: "Every phase is finished." };
}
