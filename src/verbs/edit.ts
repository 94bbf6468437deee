import { z } from "zod";
import { type Refusal, refuse } from "../core/errors.ts";
import { NO_CODE } from "../core/gate.ts";
import type { Task } from "../core/task.ts";
import { authorize } from "./authorize.ts";
import { settlePending, writeBrief } from "./brief-edit.ts";
import { clearable, date, due as dueVerb } from "./due.ts";
import { description, exemptionDenied } from "./enroll.ts";
import {
	agentName,
	capability,
	fence,
	label,
	line,
	priority,
	version,
} from "./fields.ts";
import { require } from "./require.ts";
import { setPriority } from "./set-priority.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, type TaskRun, taskVerb } from "./verb.ts";

const input = z.strictObject({
	pending: z
		.enum(["accept", "dismiss"])
		.optional()
		.describe("What becomes of the edit that somebody below triage proposed"),
	title: line(256).optional(),
	description: description.optional(),
	priority: priority.optional(),
	labels: z.array(label).max(100).optional(),
	capabilities: z.array(capability).max(20).optional(),
	due: clearable(date).optional(),
	model_hint: clearable(line(100)).optional(),
	reviewer: clearable(agentName).optional(),
	fence,
	version,
});

type Edit = z.output<typeof input>;

export const edit = taskVerb({
	name: "edit",
	summary:
		"Changes what the task says of itself, or takes an edit that was proposed; what has a verb of its own needs that verb's role.",
	input,
	role: "triage",
	doors: SPOKEN,
	examples: [
		"/edit accept",
		"/edit dismiss",
		'/edit title="Log every request" reviewer=bob',
		"/edit due=none",
	],
	errors: [
		"VALIDATION",
		"FORBIDDEN",
		"NOT_FOUND",
		"LEASE_EXPIRED",
		"QUOTA_EXCEEDED",
		"STALE",
	],
	words: ["pending"],
	run(run) {
		const { draft, input, task } = run;
		const { pending, fence: _fence, version: _version, ...fields } = input;
		const count = Object.values(fields).filter(
			(value) => value !== undefined,
		).length;
		if ((pending === undefined) === (count === 0))
			return refuse(
				"VALIDATION",
				count === 0
					? "`edit`: nothing is said to change."
					: "`edit`: a proposed edit is taken or dismissed by itself.",
				"Give fields such as `title=`, or else `accept` or `dismiss`.",
				{ field: "pending" },
			);
		if (pending !== undefined) return settlePending(draft, task, pending);
		const denied = needsMore(run);
		if (denied !== undefined) return denied;
		const edited = withFields(task, fields);
		draft.setTask(edited);
		const { title, description: text } = input;
		if (title !== undefined || text !== undefined)
			writeBrief(draft, edited, {
				...draft.brief(task.key),
				...(title === undefined ? {} : { title }),
				...(text === undefined ? {} : { description: text }),
			});
		return {
			ok: true,
			summary: draft.changed
				? `changes ${Object.keys(fields).sort().join(", ")}`
				: "says what it said before",
			data: { task: taskRow(draft.task(task.key) ?? edited) },
		};
	},
});

/** Rights that go beyond those to edit: of what a field's own verb asks for, nothing is given away here. */
function needsMore({
	command,
	config,
	input,
	task,
}: TaskRun<Edit>): Refusal | undefined {
	const changesExemption =
		input.labels !== undefined &&
		input.labels.includes(NO_CODE) !== task.labels.includes(NO_CODE);
	const verbs = [
		...(input.priority === undefined ? [] : [setPriority]),
		...(input.capabilities === undefined ? [] : [require]),
		...(input.due === undefined ? [] : [dueVerb]),
	];
	for (const verb of verbs) {
		const denied = authorize(verb, command, config);
		if (denied !== undefined) return denied;
	}
	return changesExemption ? exemptionDenied(command, config) : undefined;
}

/** The task with what was said; null takes a field away. Title and description are the brief's, which is written apart. */
function withFields(
	task: Task,
	said: Omit<Edit, "pending" | "fence" | "version">,
): Task {
	const { title: _title, description: _text, ...fields } = said;
	const { labels, capabilities } = fields;
	const changed = {
		...task,
		...fields,
		...(labels === undefined ? {} : { labels: [...new Set(labels)] }),
		...(capabilities === undefined
			? {}
			: { capabilities: [...new Set(capabilities)] }),
	};
	// Fields stay in their order: only then is what says the same as before seen to be no change.
	const present = Object.entries(changed).filter(([, value]) => value !== null);
	return Object.fromEntries(present) as unknown as Task;
}
