import { z } from "zod";
import { countFor } from "../core/agent-stats.ts";
import { failedAttempt } from "../core/expiry.ts";
import { requireHolder } from "../core/lease.ts";
import { fence, line, version } from "./fields.ts";
import { remark } from "./note-writing.ts";
import { withSpent } from "./spent.ts";
import { spent } from "./spent-fields.ts";
import { taskRow } from "./task-view.ts";
import { illegal } from "./transition.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const fail = taskVerb({
	name: "fail",
	summary:
		"Gives the attempt up: the task waits and is tried again, or is put aside when it cannot succeed.",
	input: z.strictObject({
		reason: line(500),
		retryable: z
			.boolean()
			.default(true)
			.describe("false: nobody else would succeed either"),
		...spent,
		fence,
		version,
	}),
	role: "triage",
	doors: SPOKEN,
	examples: [
		'/fail "the tests need a network"',
		'/fail "the file it is about does not exist" retryable=false',
	],
	errors: [
		"LEASE_EXPIRED",
		"CONFLICT_LOCKED",
		"INVALID_TRANSITION",
		"VALIDATION",
		"STALE",
	],
	words: ["reason"],
	run({ draft, command, input, config, task }) {
		if (task.status !== "in_progress")
			return illegal(draft, task, "ready", "fail");
		const held = requireHolder(task, command);
		if (!("lease" in held)) return held;
		// The reason goes with the next claim; whoever makes it should still know.
		const note = remark(draft, task.key, {
			body: `Failed: ${input.reason}`,
			command,
		});
		const failed = failedAttempt(
			draft,
			withSpent(draft, task, { command, input }),
			{
				at: command.now,
				reason: input.reason,
				config,
				final: !input.retryable,
			},
		);
		draft.setTask(failed);
		countFor(draft, command.agent, { failures: 1 });
		return {
			ok: true,
			summary: `${command.agent} gave up, ${failed.status}`,
			data: {
				task: taskRow(failed),
				attempts: failed.attempts,
				...(failed.not_before === undefined
					? {}
					: { not_before: failed.not_before }),
				...note,
			},
		};
	},
});
