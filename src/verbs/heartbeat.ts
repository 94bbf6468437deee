import { z } from "zod";
import { saidAt } from "../core/command.ts";
import { durationMs } from "../core/duration.ts";
import { addMs, clockTime, later, toMs } from "../core/instant.ts";
import { requireHolder } from "../core/lease.ts";
import { fence } from "./fields.ts";
import { leaseView } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const heartbeat = taskVerb({
	name: "heartbeat",
	summary: "Keeps the lease alive; with half of it left nothing changes.",
	input: z.strictObject({ fence }),
	role: "triage",
	doors: SPOKEN,
	examples: ["/heartbeat"],
	errors: ["LEASE_EXPIRED", "CONFLICT_LOCKED"],
	words: ["task"],
	quiet: true,
	run({ draft, command, config, task }) {
		const when = saidAt(command);
		const held = requireHolder(task, command, when);
		if (!("lease" in held)) return held;
		const lengthMs = durationMs(config.lease.default);
		const { lease } = held;
		const leftMs = toMs(lease.expires_at) - toMs(when);
		if (leftMs * 2 >= lengthMs)
			return { ok: true, summary: "lease still fresh", data: leaseView(task) };
		const renewed = {
			...task,
			lease: {
				...lease,
				expires_at: later(lease.expires_at, addMs(when, lengthMs)),
			},
		};
		draft.setTask(renewed);
		return {
			ok: true,
			summary: `${lease.agent} until ${clockTime(renewed.lease.expires_at)}`,
			data: leaseView(renewed),
		};
	},
});
