import { z } from "zod";
import {
	type FinishedRun,
	LEARNED_LIMITS,
	type LearnedDocuments,
	type LearnedGate,
	type LearnedRole,
	type LearnedRun,
} from "../core/learned.ts";
import { TASK_TYPES } from "../core/plan/plan.ts";
import { isAgentName, isTaskKey } from "../core/task.ts";

const count = z.int().nonnegative();
const instant = z
	.string()
	.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, "is not an instant");
const name = z.string().min(1).max(LEARNED_LIMITS.nameBytes);

const gate = z
	.strictObject({
		command: name.optional(),
		check: name.optional(),
		app: name.optional(),
		runs: count,
		passed: count,
		failed: count,
		said_passed: count,
		said_failed: count,
		overridden: count,
		unpassed_runs: count,
		replaced_runs: count,
		cause: z.string().max(LEARNED_LIMITS.nameBytes).optional(),
		last_at: instant,
	})
	.refine(
		({ command, check, app }) =>
			command === undefined
				? check !== undefined && app !== undefined
				: check === undefined && app === undefined,
		"is either a command, or a check and its app",
	) satisfies z.ZodType<LearnedGate>;

const role = z.strictObject({
	role: z.string().refine(isAgentName, "is not a role"),
	model: name.optional(),
	runs: count,
	complete: count,
	failed: count,
	expired: count,
	retries: count,
	last_at: instant,
}) satisfies z.ZodType<LearnedRole>;

const run = z.strictObject({
	task: z.string().refine(isTaskKey, "is not a task key"),
	started_at: instant,
	ended_at: instant,
	status: z.enum(["completed", "cancelled"]),
	type: z.enum(TASK_TYPES),
	steps: count,
	retries: count,
	amendments: count,
	duration_ms: count,
	tokens: count.optional(),
}) satisfies z.ZodType<FinishedRun>;

const format = z.literal(1);
const gates = z.array(gate).max(LEARNED_LIMITS.gates);
const roles = z.array(role).max(LEARNED_LIMITS.roles);

/** learned/gates.yaml, learned/roles.yaml and learned/runs.yaml. The order of fields is the order in the file. */
export const learnedGatesDocument = z.strictObject({
	format,
	gates,
}) satisfies z.ZodType<LearnedDocuments["gates"]>;
export const learnedRolesDocument = z.strictObject({
	format,
	roles,
}) satisfies z.ZodType<LearnedDocuments["roles"]>;
export const learnedRunsDocument = z.strictObject({
	format,
	runs: z.array(run).max(LEARNED_LIMITS.runs),
}) satisfies z.ZodType<LearnedDocuments["runs"]>;

/** What one run taught, as the input of the command that ends it carries it. */
export const learnedRun = z.strictObject({
	run,
	gates,
	roles,
}) satisfies z.ZodType<LearnedRun>;
