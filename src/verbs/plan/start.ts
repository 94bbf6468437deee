import { z } from "zod";
import type { Draft } from "../../core/draft.ts";
import { type Json, type Refusal, refuse } from "../../core/errors.ts";
import { adoptPlan } from "../../core/plan/amend.ts";
import { readGivenPlan } from "../../core/plan/given.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { reopenPlan, startPlan } from "../../core/plan/run.ts";
import { planFull } from "../../core/plan/size.ts";
import type { Task } from "../../core/task.ts";
import { version } from "../fields.ts";
import { taskRow } from "../task-view.ts";
import { illegal } from "../transition.ts";
import { type Outcome, SPOKEN, type TaskRun, taskVerb } from "../verb.ts";
import { wipFull } from "../wip.ts";
import { actionView } from "./action-view.ts";
import { planOf } from "./planned.ts";

const startInput = z.strictObject({
	plan: z
		.json()
		.optional()
		.describe("The plan as it was edited since it was made"),
	version,
});

type StartRun = TaskRun<z.output<typeof startInput>>;

export const start = taskVerb({
	name: "start",
	summary:
		"Starts the task's plan, or goes on with it: from then on its steps are what is claimed.",
	input: startInput,
	role: "write",
	doors: SPOKEN,
	examples: ["/start"],
	errors: [
		"INVALID_TRANSITION",
		"NOT_FOUND",
		"WIP_EXCEEDED",
		"VALIDATION",
		"STALE",
	],
	words: ["task"],
	payload: "plan",
	answers: true,
	run(run) {
		const { draft, command, task } = run;
		const planned = planOf(draft, task);
		if (!planned.ok) return planned;
		const refusal = whyNotStarted(draft, task);
		if (refusal !== undefined) return refusal;
		const edited = withEdits(run, planned.plan);
		if (!edited.ok) return edited;
		// A task that is open again after its run had ended goes on with it where it stood.
		const { plan } = reopenPlan(edited.plan);
		const started = startPlan(plan, command.now);
		return started.ok ? underWay(run, started.plan) : started;
	},
});

function underWay({ draft, command, config, task }: StartRun, plan: Plan) {
	draft.setPlan(task.key, plan);
	const { reason: _reason, not_before: _wait, ...rest } = task;
	const isUnderWay = task.status === "in_progress";
	const moved: Task = isUnderWay
		? task
		: {
				...rest,
				status: "in_progress",
				started_at: task.started_at ?? command.now,
			};
	draft.setTask(moved);
	const { now } = command;
	return {
		ok: true,
		summary: `${plan.phases.length} phases, by ${command.agent}`,
		data: {
			task: taskRow(moved),
			...actionView(moved, plan, { config, now }),
		},
	} satisfies Outcome;
}

/** A plan that runs is under way already: starting it again changes nothing. */
function whyNotStarted(draft: Draft, task: Task): Refusal | undefined {
	const { key, status, lease } = task;
	if (lease !== undefined)
		return refuse(
			"CONFLICT_LOCKED",
			`Task ${key} is being worked on by ${lease.agent} as a whole.`,
			"Start its plan once the lease was given back.",
			{ holder: lease.agent, until: lease.expires_at },
		);
	if (status === "in_progress") return undefined;
	return status === "ready"
		? (wipFull(draft, "review") ?? wipFull(draft, "in_progress"))
		: illegal(draft, task, "in_progress", "start");
}

/** The plan with what somebody made of it since; of one that was started before, edits are refused. */
function withEdits(
	{ input, config, command, task }: StartRun,
	plan: Plan,
): { readonly ok: true; readonly plan: Plan } | Refusal {
	if (input.plan === undefined) return { ok: true, plan };
	const maxSteps = config.limits.plan_steps;
	const given = readGivenPlan(input.plan as Json, {
		maxSteps,
		summary: task.title,
	});
	if (!given.ok) return given;
	return (
		planFull(given.plan, "planned") ??
		adoptPlan(plan, { given: given.plan, act: command, maxSteps })
	);
}
