import { z } from "zod";
import type { AgentRecord } from "../core/agent-record.ts";
import type { Baton } from "../core/baton.ts";
import type { BoardDocument } from "../core/config.ts";
import type { Memory } from "../core/memory.ts";
import { STATUSES } from "../core/status.ts";
import {
	type FollowUp,
	isAgentName,
	isTaskKey,
	NOTE_KINDS,
	type Note,
	PRIORITIES,
	type Task,
	type Tokens,
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

const tokens = z.strictObject({
	input: count,
	output: count,
	cost_usd: z.number().nonnegative().optional(),
}) satisfies z.ZodType<Tokens>;

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
	parked: z.literal(true).optional(),
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
	summary: z.string().optional(),
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
	model_hint: z.string().optional(),
	tokens: tokens.optional(),
	inbox: z.strictObject({ below, seen: z.array(opId) }),
	created_at: instant,
	updated_at: instant,
	started_at: instant.optional(),
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

const followUp = z.strictObject({
	id: z.string(),
	body: z.string(),
	agent,
	actor,
	role: z.string(),
	at: instant,
	acked_at: instant.optional(),
	acked_by: agent.optional(),
}) satisfies z.ZodType<FollowUp>;

const memory = z.strictObject({
	key: z.string(),
	value: z.string(),
	by: agent,
	at: instant,
	expires_at: instant.optional(),
}) satisfies z.ZodType<Memory>;

/** context.yaml and the pages that follow it; what is not a note is on the first. */
export const contextDocument = z.strictObject({
	format: z.literal(FORMAT),
	notes: z.array(note),
	follow_ups: z.array(followUp).optional(),
	memory: z.array(memory).optional(),
	pending_edit: z
		.strictObject({
			title: z.string(),
			description: z.string(),
			by: z.string(),
			at: instant,
		})
		.optional(),
});

/** memory/shared.yaml and memory/agents/<name>.yaml. */
export const memoryDocument = z.strictObject({
	format: z.literal(FORMAT),
	memory: z.array(memory),
});

/** agents/<name>.yaml. */
export const agentDocument = z.strictObject({
	format: z.literal(FORMAT),
	name: agent,
	capabilities: z.array(z.string()).optional(),
	roles: z.array(z.string()).optional(),
	max_leases: z.int().positive().optional(),
	registered_at: instant.optional(),
	stats: z.strictObject({
		claims: count,
		completions: count,
		first_pass: count,
		handled_ms: count,
		handled: count,
		lease_losses: count,
		failures: count,
		tokens,
	}),
}) satisfies z.ZodType<AgentRecord>;

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
