import { z } from "zod";
import type { JsonObject } from "../../core/errors.ts";
import type { Tool } from "../tool.ts";
import {
	artifacts,
	batonPatch,
	choice,
	needed,
	text,
} from "../tool-arguments.ts";

const task = { named: "taskId" } as const;
const SCOPE = choice(["task", "agent", "shared"]);

/** What stays with a task, and what is remembered. */
export const writingDown: readonly Tool[] = [
	{
		name: "add_context_item",
		verb: "note",
		about: "Adds a remark that stays with the task.",
		sets: ["worker", "planner", "execute"],
		task,
		arguments: {
			kind: choice(["field", "decision", "note"]),
			body: needed(text()),
		},
		gives: { note: "string" },
	},
	{
		name: "write_memory",
		verb: "remember",
		about:
			"Keeps a fact under a key: with the task, for this agent, or for all. A null value forgets it.",
		sets: ["worker"],
		task: { named: "taskId", isOptional: true },
		arguments: {
			scope: SCOPE,
			key: needed(text()),
			value: { schema: z.string().nullable() },
			ttl: text("such as 7d"),
		},
		gives: { fact: "object" },
		isIdempotent: true,
	},
	{
		name: "read_memory",
		verb: "recall",
		about: "Tells what is remembered, the nearest first.",
		sets: ["worker"],
		task: { named: "taskId", isOptional: true },
		arguments: { key: text(), scope: SCOPE, agent: text() },
		gives: { facts: "array" },
	},
	{
		name: "set_summary",
		verb: "summary",
		about: "Replaces the short account of where the task stands.",
		sets: ["worker"],
		task,
		arguments: { summary: needed(text()) },
		gives: { summary: "string" },
		isIdempotent: true,
	},
	{
		name: "add_artifact",
		verb: "artifact",
		about: "Links what the work produced; do it before complete_task.",
		sets: ["worker", "execute"],
		task,
		arguments: { artifacts: needed(artifacts) },
		gives: { artifacts: "array" },
		isIdempotent: true,
	},
	{
		name: "retract_artifact",
		verb: "retract",
		about: "Takes an artifact back, by its id or its kind and place.",
		sets: ["worker"],
		task,
		arguments: {
			artifact: {
				schema: z.union([
					z.string(),
					z.object({
						kind: z.string(),
						ref: z.string().optional(),
						url: z.string().optional(),
					}),
				]),
			},
			reason: text(),
		},
		gives: { artifact: "string", retracted: "integer" },
		isIdempotent: true,
		says: (saying) => {
			const { artifact, ...input } = saying.input ?? {};
			return typeof artifact === "string"
				? saying
				: { ...saying, input: { ...input, ...(artifact as JsonObject) } };
		},
	},
	{
		name: "get_baton",
		verb: "baton",
		about: "The baton: goal, state, decisions, constraints, open questions.",
		sets: ["worker"],
		task,
		arguments: {},
		gives: { baton: "object" },
	},
	{
		name: "patch_baton",
		verb: "patch",
		about: "Patches the baton, field by field; decision_log only grows.",
		sets: ["worker", "execute"],
		task,
		arguments: { patch: needed(batonPatch), stage: text() },
		gives: { baton: "object" },
	},
	{
		name: "ack_follow_up",
		verb: "ack",
		about: "Says that what a follow-up asked for was dealt with.",
		sets: ["worker"],
		task,
		arguments: { followUpId: text(undefined, "follow_up") },
		gives: { follow_up: "string", open_follow_ups: "integer" },
		isIdempotent: true,
	},
];
