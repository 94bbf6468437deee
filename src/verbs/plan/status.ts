import { z } from "zod";
import type { JsonObject } from "../../core/errors.ts";
import { progressOf } from "../../core/plan/progress.ts";
import { taskRow } from "../task-view.ts";
import { SPOKEN, taskVerb } from "../verb.ts";
import { actionView } from "./action-view.ts";
import { phaseView } from "./phase-view.ts";
import { planOf } from "./planned.ts";

export const status = taskVerb({
	name: "status",
	summary:
		"Shows how the run of the task's plan stands: phases, steps, gates, and what is next.",
	input: z.strictObject({}),
	role: "read",
	doors: SPOKEN,
	examples: ["/status"],
	errors: ["NOT_FOUND"],
	words: ["task"],
	reads: true,
	run({ draft, command, config, task }) {
		const planned = planOf(draft, task);
		if (!planned.ok) return planned;
		const { plan } = planned;
		const { now } = command;
		const { status: run, gates, approvals } = plan.execution;
		return {
			ok: true,
			summary: "status",
			data: {
				task: taskRow(task),
				run,
				risk: plan.risk,
				budget: plan.budget,
				mode: plan.mode,
				progress: progressOf(plan, now) as unknown as JsonObject,
				phases: plan.phases.map((phase) => phaseView(task.key, phase)),
				gates: gates as unknown as readonly JsonObject[],
				approvals: approvals as unknown as readonly JsonObject[],
				next: actionView(task, plan, { config, now, all: true }),
			},
		};
	},
});
