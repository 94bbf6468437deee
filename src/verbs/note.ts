import { z } from "zod";
import { endedOwn } from "../core/lease.ts";
import { fence, prose, version } from "./fields.ts";
import { addNote, NOTE_LIMITS } from "./note-writing.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

const kinds = ["field", "decision", "note"] as const;

export const note = taskVerb({
	name: "note",
	summary:
		"Adds a remark that stays with the task: a field, a decision or a note.",
	input: z.strictObject({
		kind: z.enum(kinds).default("note"),
		body: prose(NOTE_LIMITS.bytes),
		fence,
		version,
	}),
	role: "triage",
	doors: SPOKEN,
	examples: [
		'/note "the cache is cold after a deploy"',
		'/note decision "keep the old endpoint for a release"',
	],
	errors: ["VALIDATION", "LEASE_EXPIRED", "QUOTA_EXCEEDED", "STALE"],
	words: (words) => {
		const isKind =
			words.length > 1 && (kinds as readonly string[]).includes(words[0] ?? "");
		const body = (isKind ? words.slice(1) : words).join(" ");
		return { ...(isKind ? { kind: words[0] } : {}), body };
	},
	run({ draft, command, input, task }) {
		const ended = endedOwn(task, command);
		if (ended !== undefined) return ended;
		const added = addNote(draft, task.key, {
			kind: input.kind,
			body: input.body,
			command,
		});
		if ("ok" in added) return added;
		return {
			ok: true,
			summary: `${input.kind} ${added.id} by ${command.agent}`,
			data: { note: added.id, kind: added.kind },
		};
	},
});
