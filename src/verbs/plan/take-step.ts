import { profileOf } from "../../core/agent.ts";
import { countFor } from "../../core/agent-stats.ts";
import type { Command } from "../../core/command.ts";
import type { BoardConfig } from "../../core/config.ts";
import type { Draft } from "../../core/draft.ts";
import { type JsonObject, type Refusal, refuse } from "../../core/errors.ts";
import { clockTime } from "../../core/instant.ts";
import { isStepHolder } from "../../core/plan/lease.ts";
import { findStep } from "../../core/plan/lookup.ts";
import type { Plan, Step } from "../../core/plan/plan.ts";
import { dispatchStep } from "../../core/plan/steps.ts";
import type { Task } from "../../core/task.ts";
import { briefOf } from "../brief.ts";
import { lacking } from "../lacking.ts";
import { leasesFull } from "../live-leases.ts";
import type { Outcome } from "../verb.ts";
import { planOf, settled } from "./planned.ts";
import { stepView } from "./step-view.ts";

/** What is asked for: which step, by whom, and how the asker was chosen. */
export interface StepWish {
	readonly task: Task;
	readonly step: string;
	readonly command: Command;
	readonly config: BoardConfig;
	/** The role the worker was chosen for, if it was said. */
	readonly role?: string | undefined;
	readonly for?: string | undefined;
}

/** The one way to a step's lease, for `claim`, `claim-next` and `dispatched`. Said again by the holder it renews. */
export function takeStep(draft: Draft, wish: StepWish): Outcome | Refusal {
	const { task, command, config } = wish;
	const planned = planOf(draft, task);
	if (!planned.ok) return planned;
	const refusal =
		notUnderWay(task) ?? whyNotBy(draft, { ...wish, plan: planned.plan });
	if (refusal !== undefined) return refusal;
	const taken = dispatchStep(planned.plan, {
		step: wish.step,
		role: wish.role,
		for: wish.for,
		act: command,
		config,
	});
	if (!taken.ok) return taken;
	const { step, lease } = taken;
	const isNew = step.fence !== fenceBefore(planned.plan, step);
	if (isNew) countFor(draft, command.agent, { claims: 1 });
	return settled(draft, task, {
		made: taken,
		summary: `${lease.agent} holds the lease until ${clockTime(lease.expires_at)}`,
		data: {
			status: "dispatched",
			step_id: step.id,
			...stepLeaseView(step),
			step: stepView(task.key, step),
			context: briefOf(draft, task, command),
		},
	});
}

/** What a claim of a step answers: its fence and its lease. */
export function stepLeaseView({ fence, lease }: Step): JsonObject {
	if (lease === undefined) return {};
	const { agent, acquired_at, expires_at } = lease;
	return { fence, agent, acquired_at, expires_at };
}

/** The refusal for a task whose steps cannot be worked on as it stands, if so. */
export function notUnderWay({ key, status, held }: Task): Refusal | undefined {
	if (status === "in_progress") return undefined;
	const why = held === undefined ? "" : `: ${held}`;
	return refuse(
		"INVALID_TRANSITION",
		`Task ${key} is ${status}${why}; its steps are worked on while it is in progress.`,
		status === "ready"
			? "`/start` starts the plan, or goes on with it."
			: "`/show` tells what the task waits for.",
		{ status },
	);
}

/** The refusal for an agent that may not take the step, whoever else may. */
function whyNotBy(
	draft: Draft,
	{ plan, task, step: id, command, config }: StepWish & { readonly plan: Plan },
): Refusal | undefined {
	const found = findStep(plan, id);
	if (!found.ok) return found;
	const { step } = found;
	if (step.lease !== undefined && isStepHolder(step.lease, command))
		return undefined;
	if (!playsRole(profileOf(draft, command.agent).roles, step.role))
		return refuse(
			"FORBIDDEN",
			`Step ${id} asks for the role ${step.role}, which ${command.agent} does not play.`,
			"Leave it to an agent of that role; an agent states its roles with `/register`, within what config allows it.",
			{ role: step.role },
		);
	return lacking(draft, task, command) ?? leasesFull(draft, command, config);
}

/** True for an agent that plays every role, having named none, or this one with or without its flavour. */
export function playsRole(roles: readonly string[], role: string): boolean {
	const base = role.split("--")[0] as string;
	return roles.length === 0 || roles.includes(role) || roles.includes(base);
}

function fenceBefore(plan: Plan, { id }: Step): number | undefined {
	const found = findStep(plan, id);
	return found.ok ? found.step.fence : undefined;
}
