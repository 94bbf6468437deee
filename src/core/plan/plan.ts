import type { Actor } from "../actor.ts";
import type { Instant } from "../instant.ts";
import type { Lease } from "../task.ts";

export const TASK_TYPES = [
	"feature",
	"bug",
	"refactor",
	"docs",
	"migration",
	"test",
	"review",
	"analysis",
	"other",
] as const;
export type TaskType = (typeof TASK_TYPES)[number];

export const COMPLEXITIES = ["light", "medium", "heavy"] as const;
export type Complexity = (typeof COMPLEXITIES)[number];

export const RISKS = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type Risk = (typeof RISKS)[number];

export const BUDGETS = ["lean", "standard", "full"] as const;
export type Budget = (typeof BUDGETS)[number];

export const MODES = ["direct", "phased", "investigative"] as const;
export type Mode = (typeof MODES)[number];

export const GIT_STRATEGIES = [
	"commit-per-agent",
	"branch-per-agent",
	"none",
] as const;
export type GitStrategy = (typeof GIT_STRATEGIES)[number];

export const STEP_STATUSES = [
	"pending",
	"dispatched",
	"complete",
	"failed",
	"skipped",
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** What a directory of the repository is built with; `path` is `.` at the top. */
export interface StackEntry {
	readonly path: string;
	readonly language: string;
	readonly frameworks: readonly string[];
}

/** One decision of the planner: the rule that decided and what in the text or the files it rests on. */
export interface Explanation {
	readonly rule: string;
	readonly evidence: string;
}

/** A check run by name, and the slug of the App that has to report it. */
export interface GateCheck {
	readonly name: string;
	readonly app: string;
}

/** What has to hold behind a phase: a command that ends with 0, or named checks that succeed. `timeout` is a duration. */
export interface Gate {
	readonly name: string;
	readonly command?: string | undefined;
	readonly checks?: readonly GateCheck[] | undefined;
	readonly timeout: string;
}

/** Why a person has to agree before the phase is left behind; asked once its steps and its gate are through. */
export interface Approval {
	readonly reason: string;
}

/** What a door found out about a result: the commit was looked at (`proven`), or the step's command was run. */
export interface Evidence {
	readonly proven: boolean;
	readonly insertions?: number | undefined;
	readonly deletions?: number | undefined;
	readonly exit_code?: number | undefined;
	/** The end of what the command printed. */
	readonly output?: string | undefined;
	readonly warnings: readonly string[];
}

export const ATTEMPT_RESULTS = [
	"complete",
	"failed",
	"expired",
	"skipped",
] as const;
export type AttemptResult = (typeof ATTEMPT_RESULTS)[number];

/** One go at a step, kept for good. `error` is also the reason why it was skipped. */
export interface Attempt {
	readonly result: AttemptResult;
	readonly agent: string;
	readonly actor: Actor;
	/** The fence it was done under. */
	readonly fence: number;
	readonly started_at: Instant;
	readonly ended_at: Instant;
	readonly outcome?: string | undefined;
	readonly files: readonly string[];
	readonly commit?: string | undefined;
	readonly tokens?: number | undefined;
	/** Seconds, as the worker told them. */
	readonly duration?: number | undefined;
	readonly error?: string | undefined;
	readonly evidence?: Evidence | undefined;
}

/** One piece of work for one worker. A step with a `command` is run as it is and needs no agent. */
export interface Step {
	/** `<phase id>.<number>`: never renumbered and never used again. */
	readonly id: string;
	readonly role: string;
	readonly model?: string | undefined;
	readonly task: string;
	readonly expected_outcome?: string | undefined;
	/** Ids of steps of the same or an earlier phase. */
	readonly depends_on: readonly string[];
	readonly deliverables: readonly string[];
	readonly allowed_paths: readonly string[];
	readonly blocked_paths: readonly string[];
	readonly context_files: readonly string[];
	readonly knowledge: readonly string[];
	readonly command?: string | undefined;
	/** How long its lease lasts unless asked otherwise, or its command may run: a duration such as `30m`. */
	readonly timeout?: string | undefined;
	readonly status: StepStatus;
	readonly lease?: Lease | undefined;
	/** Rises by one with every claim of this step. */
	readonly fence: number;
	readonly attempts: readonly Attempt[];
}

/** A part of the plan. The order of phases is the order of the list; ids only tell them apart. */
export interface Phase {
	readonly id: number;
	readonly name: string;
	readonly steps: readonly Step[];
	readonly gate?: Gate | undefined;
	readonly approval?: Approval | undefined;
}

/** How one check of a gate stood when it was looked at. */
export interface GateCheckResult extends GateCheck {
	readonly state: string;
	readonly conclusion?: string | undefined;
}

/** One verdict on a gate, kept for good. It counts while no attempt of its phase has come after it. */
export interface GateResult {
	readonly phase: number;
	readonly gate: string;
	readonly result: "pass" | "fail" | "override";
	/** False when it was only said. */
	readonly proven: boolean;
	/** How many attempts the steps of the phase had at that time. */
	readonly attempts: number;
	readonly at: Instant;
	readonly agent: string;
	readonly actor: Actor;
	readonly command?: string | undefined;
	readonly exit_code?: number | undefined;
	/** Seconds the command ran. */
	readonly duration?: number | undefined;
	/** The end of what it printed. */
	readonly output?: string | undefined;
	/** The hash of the tree it ran on. */
	readonly tree?: string | undefined;
	/** The commit whose checks were looked at. */
	readonly sha?: string | undefined;
	readonly checks?: readonly GateCheckResult[] | undefined;
	/** Why it was overridden, or what the one who said it had to add. */
	readonly reason?: string | undefined;
}

/** A person's word on a phase, or on going on beyond the budget. On a phase it counts as long as a gate's result does. */
export interface ApprovalResult {
	readonly about: "phase" | "budget";
	readonly phase: number;
	readonly result: "approve" | "feedback" | "reject";
	readonly attempts: number;
	readonly at: Instant;
	readonly agent: string;
	readonly actor: Actor;
	readonly feedback?: string | undefined;
	/** Tokens that were used by then; told of a word on the budget. */
	readonly used?: number | undefined;
	/** The phase that was added for the feedback. */
	readonly remediation?: number | undefined;
}

/** A change of the plan that was accepted, with a line for each thing that became different. */
export interface Amendment {
	readonly id: string;
	readonly at: Instant;
	readonly agent: string;
	readonly actor: Actor;
	readonly description: string;
	readonly changes: readonly string[];
}

export const RUN_STATUSES = [
	"planned",
	"running",
	"completed",
	"cancelled",
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What happened to the plan as a whole; what happened to a step stands with the step. */
export interface Execution {
	readonly status: RunStatus;
	readonly started_at?: Instant | undefined;
	readonly ended_at?: Instant | undefined;
	/** Why it was cancelled. */
	readonly reason?: string | undefined;
	readonly gates: readonly GateResult[];
	readonly approvals: readonly ApprovalResult[];
	/** Ids of what was removed, so that they never come to mean something else. */
	readonly retired: {
		readonly phases: readonly number[];
		readonly steps: readonly string[];
	};
}

/** A task's plan and how its run stands (protocol section 6). Field order here is the order in plan.yaml. */
export interface Plan {
	readonly format: 1;
	readonly task_summary: string;
	readonly type: TaskType;
	readonly complexity: Complexity;
	readonly risk: Risk;
	readonly budget: Budget;
	readonly mode: Mode;
	readonly git_strategy: GitStrategy;
	readonly stack: readonly StackEntry[];
	readonly phases: readonly Phase[];
	readonly explanation: readonly Explanation[];
	readonly amendments: readonly Amendment[];
	readonly execution: Execution;
}

/** What is to be said of a new step; everything else starts empty. */
export type StepDraft = Pick<Step, "role" | "task"> &
	Partial<Omit<Step, "id" | "status" | "lease" | "fence" | "attempts">>;

/** Hard limits in entries and UTF-8 bytes. The number of steps is the board's own limit. */
export const PLAN_LIMITS = {
	phases: 100,
	amendments: 100,
	explanation: 1_000,
	stack: 1_000,
	listEntries: 100,
	attemptsPerStep: 30,
	verdictsPerPhase: 50,
	nameBytes: 200,
	textBytes: 4_096,
} as const;

/** Tokens a run may use before a person has to agree to another such portion. */
export const BUDGET_TOKENS: Readonly<Record<Budget, number>> = {
	lean: 50_000,
	standard: 500_000,
	full: 2_000_000,
};

/** How long a gate's command or checks may take unless the gate says otherwise. */
export const DEFAULT_GATE_TIMEOUT = "1h";

/** A step that nobody has worked on, with its fields in the order of the file. */
export function newStep(id: string, draft: StepDraft): Step {
	return {
		id,
		role: draft.role,
		...(draft.model === undefined ? {} : { model: draft.model }),
		task: draft.task,
		...(draft.expected_outcome === undefined
			? {}
			: { expected_outcome: draft.expected_outcome }),
		depends_on: draft.depends_on ?? [],
		deliverables: draft.deliverables ?? [],
		allowed_paths: draft.allowed_paths ?? [],
		blocked_paths: draft.blocked_paths ?? [],
		context_files: draft.context_files ?? [],
		knowledge: draft.knowledge ?? [],
		...(draft.command === undefined ? {} : { command: draft.command }),
		...(draft.timeout === undefined ? {} : { timeout: draft.timeout }),
		status: "pending",
		fence: 0,
		attempts: [],
	};
}

/** The execution of a plan that was not started. */
export function newExecution(): Execution {
	return {
		status: "planned",
		gates: [],
		approvals: [],
		retired: { phases: [], steps: [] },
	};
}

/** All steps, in the order of the plan. */
export function stepsOf(plan: Plan): readonly Step[] {
	return plan.phases.flatMap(({ steps }) => steps);
}

/** True for a step that needs no more work. */
export function isFinished({ status }: Pick<Step, "status">): boolean {
	return status === "complete" || status === "skipped";
}
