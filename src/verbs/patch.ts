import { z } from "zod";
import { patchBaton, unwrapPatch } from "../core/baton.ts";
import type { JsonObject } from "../core/errors.ts";
import { refuse } from "../core/errors.ts";
import { endedOwn, heldByOther, requireHolder } from "../core/lease.ts";
import { batonPatch, fence, line, version } from "./fields.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const patch = taskVerb({
	name: "patch",
	summary:
		"Patches the baton, the hand-off document; decisions are only ever added.",
	input: z.strictObject({
		patch: batonPatch,
		stage: line(60).optional(),
		fence,
		version,
	}),
	role: "triage",
	doors: SPOKEN,
	examples: ["/baton patch", "/patch stage=review"],
	errors: [
		"VALIDATION",
		"CONFLICT_LOCKED",
		"LEASE_EXPIRED",
		"QUOTA_EXCEEDED",
		"STALE",
	],
	words: ["task"],
	payload: "patch",
	run({ draft, command, input, config, task }) {
		const held =
			input.fence !== undefined
				? requireHolder(task, command)
				: (endedOwn(task, command) ?? heldByOther(task, command, config));
		if (held !== undefined && "ok" in held) return held;
		const body = unwrapPatch(input.patch as JsonObject);
		if (Object.keys(body).length === 0) {
			return refuse(
				"VALIDATION",
				"The patch is empty.",
				"Give the fields to change in a block marked yaml or json, right below the command.",
				{ field: "patch" },
			);
		}
		const patched = patchBaton(draft.baton(task.key), body);
		if (!patched.ok) return patched;
		draft.setBaton(task.key, patched.baton);
		const stage = input.stage ?? command.agent;
		return {
			ok: true,
			summary: `${command.agent} changed ${Object.keys(body).sort().join(", ")}`,
			data: { baton: patched.baton as unknown as JsonObject },
			stage,
		};
	},
});
