import { z } from "zod";
import { type Json, refuse } from "../../core/errors.ts";
import { readGivenPlan } from "../../core/plan/given.ts";
import { progressOf } from "../../core/plan/progress.ts";
import { planFull } from "../../core/plan/size.ts";
import { isOpen } from "../../core/status.ts";
import { version } from "../fields.ts";
import { wayTo } from "../transition.ts";
import { SPOKEN, taskVerb } from "../verb.ts";
import { planView } from "./plan-view.ts";
import { unnamedStatus } from "./status-checks.ts";

export const plan = taskVerb({
	name: "plan",
	summary:
		"Gives the task a plan, or another one while it was not started: the one in the block below, else one made by rules.",
	input: z.strictObject({
		plan: z.json().optional().describe("The whole plan"),
		version,
	}),
	role: "write",
	doors: SPOKEN,
	examples: ["/plan", "/plan risk=HIGH agents=backend-engineer,code-reviewer"],
	errors: ["INVALID_TRANSITION", "VALIDATION", "QUOTA_EXCEEDED", "STALE"],
	words: ["task"],
	payload: "plan",
	answers: true,
	run({ draft, command, input, config, task }) {
		if (!isOpen(task.status))
			return refuse(
				"INVALID_TRANSITION",
				`Task ${task.key} is ${task.status}; a plan is for work that is ahead.`,
				"Reopen the task first.",
				{ status: task.status },
			);
		if (task.lease !== undefined)
			return refuse(
				"CONFLICT_LOCKED",
				`Task ${task.key} is being worked on by ${task.lease.agent} as a whole.`,
				"Plan it once the lease was given back.",
				{ holder: task.lease.agent, until: task.lease.expires_at },
			);
		const present = draft.plan(task.key);
		if (present !== undefined && present.execution.status !== "planned")
			return refuse(
				"INVALID_TRANSITION",
				`The plan of task ${task.key} was started already.`,
				task.status === "in_progress"
					? "`/amend` changes a plan that runs."
					: `It goes on where it stood once the task is in progress again, and \`/amend\` changes it then. ${wayTo(draft, task, "in_progress")}`,
				{ run: present.execution.status, status: task.status },
			);
		if (input.plan === undefined)
			return refuse(
				"VALIDATION",
				"`plan`: there is no plan in it.",
				"Give the plan in a yaml block right below the command.",
				{ field: "plan" },
			);
		const given = readGivenPlan(input.plan as Json, {
			maxSteps: config.limits.plan_steps,
			summary: task.title,
		});
		if (!given.ok) return given;
		const strange = unnamedStatus(given.plan, config);
		if (strange !== undefined) return strange;
		const full = planFull(given.plan, "planned");
		if (full !== undefined) return full;
		draft.setPlan(task.key, given.plan);
		const { steps } = progressOf(given.plan, command.now);
		return {
			ok: true,
			summary: `${given.plan.phases.length} phases, ${steps.total} steps`,
			data: planView(task, given.plan, command.now),
		};
	},
});
