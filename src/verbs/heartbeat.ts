import { z } from "zod";
import { saidAt } from "../core/command.ts";
import { durationMs } from "../core/duration.ts";
import { addMs, clockTime, later, toMs } from "../core/instant.ts";
import { requireHolder } from "../core/lease.ts";
import { fence } from "./fields.ts";
import { openFollowUps } from "./follow-ups.ts";
import { keepStep } from "./plan/keep-step.ts";
import { withSpent } from "./spent.ts";
import { spent } from "./spent-fields.ts";
import { leaseView } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const heartbeat = taskVerb({
	name: "heartbeat",
	summary:
		"Keeps the lease alive and tells what was used; with half of the lease left and nothing used nothing changes.",
	input: z.strictObject({ ...spent, fence }),
	role: "triage",
	doors: SPOKEN,
	examples: ["/heartbeat", "/heartbeat tokens=1200/300 cost=0.02"],
	errors: ["LEASE_EXPIRED", "CONFLICT_LOCKED", "NOT_FOUND", "VALIDATION"],
	words: ["task"],
	step: "optional",
	quiet: true,
	run({ draft, command, input, config, task, step }) {
		if (step !== undefined)
			return keepStep(draft, { task, step, command, config, input });
		const when = saidAt(command);
		const held = requireHolder(task, command, when);
		if (!("lease" in held)) return held;
		const lengthMs = durationMs(config.lease.default);
		const { lease } = held;
		const told = withSpent(draft, task, { command, input });
		// Whoever is at work looks here again and again: it is how a holder learns that something was asked for.
		const open_follow_ups = openFollowUps(draft.context(task.key)).length;
		const leftMs = toMs(lease.expires_at) - toMs(when);
		if (leftMs * 2 >= lengthMs && told === task)
			return {
				ok: true,
				summary: "lease still fresh",
				data: { ...leaseView(task), open_follow_ups },
			};
		const renewed = {
			...told,
			lease: {
				...lease,
				expires_at: later(lease.expires_at, addMs(when, lengthMs)),
			},
		};
		draft.setTask(renewed);
		return {
			ok: true,
			summary: `${lease.agent} until ${clockTime(renewed.lease.expires_at)}`,
			data: { ...leaseView(renewed), open_follow_ups },
		};
	},
});
