import { z } from "zod";
import { patchBaton } from "../core/baton.ts";
import { restingStatus, withoutLease } from "../core/ending.ts";
import { type JsonObject, refuse } from "../core/errors.ts";
import { requireHolder } from "../core/lease.ts";
import { agentName, batonPatch, fence, prose, version } from "./fields.ts";
import { addNote, NOTE_LIMITS } from "./note-writing.ts";
import { withSpent } from "./spent.ts";
import { spent } from "./spent-fields.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

export const handoff = taskVerb({
	name: "handoff",
	summary:
		"Passes the task on: drops the lease, assigns the next agent and leaves it a note.",
	input: z.strictObject({
		to: agentName,
		note: prose(NOTE_LIMITS.bytes).optional(),
		baton_patch: batonPatch.optional(),
		...spent,
		fence,
		version,
	}),
	role: "triage",
	doors: SPOKEN,
	examples: [
		'/handoff agent-2 "tests are green, please look at the error texts"',
	],
	errors: [
		"LEASE_EXPIRED",
		"CONFLICT_LOCKED",
		"VALIDATION",
		"QUOTA_EXCEEDED",
		"STALE",
	],
	words: (words) => ({
		...(words[0] === undefined ? {} : { to: words[0] }),
		...(words.length > 1 ? { note: words.slice(1).join(" ") } : {}),
	}),
	payload: "baton_patch",
	run({ draft, command, input, task }) {
		const held = requireHolder(task, command);
		if (!("lease" in held)) return held;
		if (input.note === undefined && input.baton_patch === undefined) {
			return refuse(
				"VALIDATION",
				"`handoff`: the next agent has to be told something.",
				"Add a note in quotes, or a block with a patch of the baton.",
				{ field: "note" },
			);
		}
		if (input.baton_patch !== undefined) {
			const patched = patchBaton(
				draft.baton(task.key),
				input.baton_patch as JsonObject,
			);
			if (!patched.ok) return patched;
			draft.setBaton(task.key, patched.baton);
		}
		const note = addNote(draft, task.key, {
			kind: "handoff",
			body: input.note ?? "The baton tells all.",
			command,
			to: input.to,
		});
		if ("ok" in note) return note;
		const status = restingStatus(draft, task);
		const passed = {
			...withoutLease(withSpent(draft, task, { command, input })),
			status,
			assignee: input.to,
		};
		draft.setTask(passed);
		const stage =
			input.baton_patch === undefined ? {} : { stage: command.agent };
		return {
			ok: true,
			summary: `${command.agent} to ${input.to}`,
			data: { task: taskRow(passed), note: note.id },
			...stage,
		};
	},
});
