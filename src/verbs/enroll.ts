import { z } from "zod";
import { BATON_LIMITS } from "../core/baton.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { NO_CODE } from "../core/gate.ts";
import { authorize } from "./authorize.ts";
import { date } from "./due.ts";
import { exempt } from "./exempt.ts";
import {
	agentName,
	capability,
	label,
	line,
	priority,
	prose,
	taskKey,
} from "./fields.ts";
import { putOnBoard } from "./new-task.ts";
import { taskView } from "./task-view.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

/** Issue text is cut at 64 KiB by the door; the mark it adds needs a little more. */
const DESCRIPTION_BYTES = 66_000;

/** What a brief says below its title; it may be empty. */
export const description = z.literal("").or(prose(DESCRIPTION_BYTES));

const input = z.strictObject({
	title: line(256),
	description: description.default(""),
	goal: line(BATON_LIMITS.entryLength)
		.optional()
		.describe("Goal of the baton; default: the title"),
	acceptance: z
		.array(line(BATON_LIMITS.entryLength))
		.max(BATON_LIMITS.listEntries)
		.optional(),
	issue: z.int().positive().optional(),
	priority: priority.default("normal"),
	labels: z.array(label).max(100).default([]),
	capabilities: z.array(capability).max(20).default([]),
	blocked_by: z.array(taskKey).max(50).default([]),
	parent: taskKey.optional(),
	due: date.optional(),
	assignee: agentName.optional(),
	model_hint: line(100).optional(),
});

export const enroll = boardVerb({
	name: "enroll",
	summary: "Puts an issue on the board as a task.",
	input,
	role: "triage",
	doors: SPOKEN,
	examples: ["/baton enroll"],
	errors: [
		"VALIDATION",
		"FORBIDDEN",
		"NOT_FOUND",
		"INVALID_TRANSITION",
		"QUOTA_EXCEEDED",
		"CYCLE_DETECTED",
	],
	words: [],
	run({ draft, command, input, config }) {
		const key = command.task;
		if (key === undefined)
			return refuse(
				"VALIDATION",
				"No task was named.",
				"Say it on an issue, or give a key for the new task.",
			);
		const present = draft.task(key);
		if (present?.status === "cancelled") {
			return refuse(
				"INVALID_TRANSITION",
				`Task ${key} was cancelled.`,
				"`reopen` puts it back on the board.",
				{ status: present.status },
			);
		}
		if (present !== undefined)
			return {
				ok: true,
				summary: "already on the board",
				data: {
					said: `Already on the board, as ${present.status}.`,
					task: taskView(draft, present),
				},
			};
		const denied = input.labels.includes(NO_CODE)
			? exemptionDenied(command, config)
			: undefined;
		if (denied !== undefined) return denied;
		const added = putOnBoard(draft, { ...input, key }, { command, config });
		if (!added.ok) return added;
		return {
			ok: true,
			summary: `on the board as ${added.task.status}`,
			data: { task: taskView(draft, added.task) },
		};
	},
});

/** The refusal for naming the label that takes a task's checks away, by somebody who may not. */
export function exemptionDenied(
	command: Command,
	config: BoardConfig,
): Refusal | undefined {
	const denied = authorize(exempt, command, config);
	const needed = denied?.data?.needed;
	return denied === undefined || needed === undefined
		? denied
		: {
				...denied,
				message: `The label \`${NO_CODE}\` takes checks away: that needs ${needed}; ${command.actor.login} has ${command.role}.`,
			};
}
