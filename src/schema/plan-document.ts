import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { isStepId } from "../core/plan/ids.ts";
import {
	ATTEMPT_RESULTS,
	BUDGETS,
	COMPLEXITIES,
	GIT_STRATEGIES,
	MODES,
	type Phase,
	type Plan,
	RISKS,
	RUN_STATUSES,
	STEP_STATUSES,
	type Step,
	TASK_TYPES,
} from "../core/plan/plan.ts";
import { isAgentName } from "../core/task.ts";

const agent = z.string().refine(isAgentName, "is not an agent name");
const instant = z
	.string()
	.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, "is not an instant");
const actor = z.strictObject({ id: z.int(), login: z.string() });
const count = z.int().nonnegative();
const seconds = z.number().nonnegative();
const texts = z.array(z.string());
const phaseId = z.int().min(1).max(999_999);
const stepId = z.string().refine(isStepId, "is not a step id");
const duration = z
	.string()
	.refine(
		(text) => parseDuration(text) !== undefined,
		"is not a duration: use 30s, 10m, 2h or 7d",
	);

const attempt = z.strictObject({
	result: z.enum(ATTEMPT_RESULTS),
	agent,
	actor,
	fence: count,
	started_at: instant,
	ended_at: instant,
	outcome: z.string().optional(),
	files: texts,
	commit: z.string().optional(),
	tokens: count.optional(),
	duration: seconds.optional(),
	error: z.string().optional(),
	evidence: z
		.strictObject({
			proven: z.boolean(),
			insertions: count.optional(),
			deletions: count.optional(),
			exit_code: z.int().optional(),
			output: z.string().optional(),
			warnings: texts,
		})
		.optional(),
});

const step = z.strictObject({
	id: stepId,
	role: agent,
	model: z.string().optional(),
	task: z.string(),
	expected_outcome: z.string().optional(),
	depends_on: z.array(stepId),
	deliverables: texts,
	allowed_paths: texts,
	blocked_paths: texts,
	context_files: texts,
	knowledge: texts,
	command: z.string().optional(),
	timeout: duration.optional(),
	status: z.enum(STEP_STATUSES),
	lease: z
		.strictObject({ agent, actor, acquired_at: instant, expires_at: instant })
		.optional(),
	fence: count,
	attempts: z.array(attempt),
}) satisfies z.ZodType<Step>;

const check = { name: z.string(), app: z.string() };

const phase = z.strictObject({
	id: phaseId,
	name: z.string(),
	steps: z.array(step),
	gate: z
		.strictObject({
			name: z.string(),
			command: z.string().optional(),
			checks: z.array(z.strictObject(check)).optional(),
			timeout: duration,
		})
		.optional(),
	approval: z.strictObject({ reason: z.string() }).optional(),
}) satisfies z.ZodType<Phase>;

const gateResult = z.strictObject({
	phase: phaseId,
	gate: z.string(),
	result: z.enum(["pass", "fail", "override"]),
	proven: z.boolean(),
	attempts: count,
	at: instant,
	agent,
	actor,
	command: z.string().optional(),
	exit_code: z.int().optional(),
	duration: seconds.optional(),
	output: z.string().optional(),
	tree: z.string().optional(),
	sha: z.string().optional(),
	checks: z
		.array(
			z.strictObject({
				...check,
				state: z.string(),
				conclusion: z.string().optional(),
			}),
		)
		.optional(),
	reason: z.string().optional(),
});

const approvalResult = z.strictObject({
	about: z.enum(["phase", "budget"]),
	phase: phaseId,
	result: z.enum(["approve", "feedback", "reject"]),
	attempts: count,
	at: instant,
	agent,
	actor,
	feedback: z.string().optional(),
	used: count.optional(),
	remediation: phaseId.optional(),
});

/** plan.yaml. The order of fields is the order in the file; whether the plan makes sense is `checkPlan`'s to say. */
export const planDocument = z.strictObject({
	format: z.literal(1),
	task_summary: z.string(),
	type: z.enum(TASK_TYPES),
	complexity: z.enum(COMPLEXITIES),
	risk: z.enum(RISKS),
	budget: z.enum(BUDGETS),
	mode: z.enum(MODES),
	git_strategy: z.enum(GIT_STRATEGIES),
	stack: z.array(
		z.strictObject({
			path: z.string(),
			language: z.string(),
			frameworks: texts,
		}),
	),
	phases: z.array(phase),
	explanation: z.array(
		z.strictObject({ rule: z.string(), evidence: z.string() }),
	),
	amendments: z.array(
		z.strictObject({
			id: z.string(),
			at: instant,
			agent,
			actor,
			description: z.string(),
			changes: texts,
		}),
	),
	execution: z.strictObject({
		status: z.enum(RUN_STATUSES),
		started_at: instant.optional(),
		ended_at: instant.optional(),
		reason: z.string().optional(),
		gates: z.array(gateResult),
		approvals: z.array(approvalResult),
		retired: z.strictObject({
			phases: z.array(phaseId),
			steps: z.array(stepId),
		}),
	}),
}) satisfies z.ZodType<Plan>;
