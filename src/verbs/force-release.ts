import { z } from "zod";
import { restingStatus } from "../core/ending.ts";
import { refuse } from "../core/errors.ts";
import { leaseDropped } from "../core/expiry.ts";
import { line, version } from "./fields.ts";
import { remark } from "./note-writing.ts";
import { takeAwayStep } from "./plan/take-away-step.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const forceRelease = taskVerb({
	name: "force-release",
	summary:
		"Takes the lease away from whoever holds it; costs no attempt unless it had ended, and the reason stays as a note.",
	input: z.strictObject({ reason: line(500), version }),
	role: "maintain",
	doors: SPOKEN,
	examples: [
		'/force-release "its machine is gone for good"',
		'/force-release "its machine is gone" step=1.2',
	],
	errors: ["INVALID_TRANSITION", "NOT_FOUND", "VALIDATION", "STALE"],
	words: ["reason"],
	step: "optional",
	run({ draft, command, input, config, task, step }) {
		if (step !== undefined)
			return takeAwayStep(draft, { task, step, command, input });
		const { lease } = task;
		if (lease === undefined)
			return refuse(
				"INVALID_TRANSITION",
				`Nobody holds task ${task.key}.`,
				"There is no lease to take away; `/show` tells where the task stands.",
				{ status: task.status },
			);
		const free = leaseDropped(draft, task, { now: command.now, config });
		const status =
			free.status === "dead_letter" ? free.status : restingStatus(draft, free);
		const rested = { ...free, status };
		draft.setTask(rested);
		const note = remark(draft, task.key, {
			body: `Lease of ${lease.agent} taken away: ${input.reason}`,
			command,
		});
		return {
			ok: true,
			summary: `taken from ${lease.agent} by ${command.agent}, ${status}`,
			data: { task: taskRow(rested), taken_from: lease.agent, ...note },
		};
	},
});
