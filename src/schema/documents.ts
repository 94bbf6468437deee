import { z } from "zod";
import type { Baton } from "../core/baton.ts";
import type { BoardDocument } from "../core/config.ts";
import { STATUSES } from "../core/status.ts";
import {
	isAgentName,
	isTaskKey,
	NOTE_KINDS,
	type Note,
	PRIORITIES,
	type Task,
} from "../core/task.ts";
import { boardConfig } from "./config.ts";

/** The format of every document written by this version. A higher one makes the board read-only. */
export const FORMAT = 1;

const key = z.string().refine(isTaskKey, "is not a task key");
const agent = z.string().refine(isAgentName, "is not an agent name");
const instant = z
	.string()
	.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, "is not an instant");
const count = z.int().nonnegative();
const actor = z.strictObject({ id: z.int(), login: z.string() });
const below = z.strictObject({ comment: count, event: count });
const sha = z.string().regex(/^[0-9a-f]{40}$/);
const opId = z.string().regex(/^[a-z0-9:]{1,80}$/);

const artifact = z.strictObject({
	id: z.string(),
	kind: z.string(),
	ref: z.string().optional(),
	url: z.string().optional(),
	hash: z.string().optional(),
	title: z.string().optional(),
	by: agent,
	at: instant,
	retracted: z.boolean().optional(),
});

/** task.yaml. The order of fields is the order in the file. */
export const taskDocument = z.strictObject({
	format: z.literal(FORMAT),
	key,
	issue: z.int().positive().optional(),
	title: z.string(),
	status: z.enum(STATUSES),
	held: z.string().optional(),
	priority: z.enum(PRIORITIES),
	version: count,
	labels: z.array(z.string()),
	assignee: agent.optional(),
	capabilities: z.array(z.string()),
	blocked_by: z.array(key),
	parent: key.optional(),
	due: z.string().optional(),
	reviewer: agent.optional(),
	reason: z.string().optional(),
	attempts: count,
	not_before: instant.optional(),
	lease: z
		.strictObject({ agent, actor, acquired_at: instant, expires_at: instant })
		.optional(),
	fence: count,
	deliverable: z.string().optional(),
	artifacts: z.array(artifact),
	head: z
		.strictObject({
			branch: z.string().optional(),
			pull_request: z.int().positive().optional(),
			sha,
			state: z.enum(["open", "closed", "merged"]),
		})
		.optional(),
	checks: z
		.strictObject({
			sha: sha.optional(),
			results: z.array(
				z.strictObject({
					name: z.string(),
					app: z.string(),
					state: z.string(),
					conclusion: z.string().optional(),
				}),
			),
			overridden_by: actor.optional(),
			reason: z.string().optional(),
		})
		.optional(),
	inbox: z.strictObject({ below, seen: z.array(opId) }),
	created_at: instant,
	updated_at: instant,
	completed_at: instant.optional(),
	completed_by: z
		.strictObject({ id: z.int(), login: z.string(), agent })
		.optional(),
}) satisfies z.ZodType<Task>;

/** baton.yaml: the eight fields behind the format. */
export const batonDocument = z.strictObject({
	format: z.literal(FORMAT),
	goal: z.string(),
	current_state: z.array(z.string()).optional(),
	decision_log: z.array(z.string()).optional(),
	open_questions: z.array(z.string()).optional(),
	constraints: z.array(z.string()).optional(),
	artifacts: z
		.array(
			z.strictObject({
				id: z.string(),
				type: z.string(),
				hash: z.string().optional(),
			}),
		)
		.optional(),
	work_scope: z.array(z.string()).optional(),
	acceptance: z.array(z.string()).optional(),
}) satisfies z.ZodType<Baton>;

const note = z.strictObject({
	id: z.string(),
	kind: z.enum(NOTE_KINDS),
	body: z.string(),
	agent,
	actor,
	role: z.string(),
	at: instant,
	to: agent.optional(),
}) satisfies z.ZodType<Note>;

/** context.yaml and the pages that follow it. */
export const notesDocument = z.strictObject({
	format: z.literal(FORMAT),
	notes: z.array(note),
});

/** board.yaml. */
export const boardDocument = z.strictObject({
	format: z.literal(FORMAT),
	rules: z.literal(1),
	name: z.string(),
	config: boardConfig,
	inbox: z.strictObject({
		below,
		since: instant.optional(),
		seen: z.array(opId),
	}),
}) satisfies z.ZodType<BoardDocument>;
