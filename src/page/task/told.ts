import type { Baton } from "../../core/baton.ts";
import type { ApprovalResult, GateResult } from "../../core/plan/plan.ts";
import type { Progress } from "../../core/plan/progress.ts";
import type { Brief, FollowUp, Note, Task } from "../../core/task.ts";

/** A task's state, with what follows from it, as `show` tells it. */
export type TaskTold = Omit<Task, "inbox" | "format"> & {
	readonly open_blockers: readonly string[];
	readonly children: readonly string[];
};

/** The answer of `show`, with `part=brief`. */
export interface ShowTold {
	readonly task: TaskTold;
	readonly baton: Baton;
	readonly brief: Brief;
	/** Why the task is set apart, if it is; what is told is its last good version then. */
	readonly quarantined?: string;
}

/** The answer of `show at=`: how the task was. */
export interface PastTold {
	readonly as_of: {
		readonly commit: string;
		readonly at: string;
		readonly subject: string;
	};
	readonly task: Omit<TaskTold, "open_blockers" | "children">;
	readonly baton: Baton;
}

/** A note as answers tell it. */
export type NoteTold = Omit<Note, "actor">;

/** A follow-up as `show part=follow_ups` tells it. */
export type FollowUpTold = FollowUp;

/** A remembered fact, as `recall` tells it; without its value where that would be too much for one answer. */
export interface FactTold {
	readonly scope: "task" | "agent" | "shared";
	readonly key: string;
	readonly value?: string;
	readonly by: string;
	readonly at: string;
	readonly expires_at?: string;
}

/** One patch of the baton, and the baton right after it. */
export interface PatchTold {
	readonly commit: string;
	readonly at: string;
	/** The step, or what the caller called it. */
	readonly stage: string;
	readonly agent?: string;
	readonly actor: string;
	readonly patch: Readonly<Record<string, unknown>>;
	readonly baton: Baton;
}

/** A step of a plan as `status` tells it: lists that are empty are left out, and attempts are counted. */
export interface StepTold {
	readonly id: string;
	readonly role: string;
	readonly model?: string;
	readonly task: string;
	readonly expected_outcome?: string;
	readonly depends_on?: readonly string[];
	readonly deliverables?: readonly string[];
	readonly allowed_paths?: readonly string[];
	readonly command?: string;
	readonly status: "pending" | "dispatched" | "complete" | "failed" | "skipped";
	readonly attempts?: number;
	readonly held_by?: string;
	readonly until?: string;
}

/** A phase of a plan as `status` tells it. */
export interface PhaseTold {
	readonly id: number;
	readonly name: string;
	readonly steps: readonly StepTold[];
	readonly gate?: {
		readonly name: string;
		readonly command?: string;
		readonly checks?: readonly {
			readonly name: string;
			readonly app: string;
		}[];
	};
	readonly approval?: { readonly reason: string };
}

/** The answer of `status`. */
export interface PlanTold {
	readonly run: "planned" | "running" | "completed" | "cancelled";
	readonly risk: string;
	readonly budget: string;
	readonly mode: string;
	readonly progress: Progress;
	readonly phases: readonly PhaseTold[];
	readonly gates: readonly GateResult[];
	readonly approvals: readonly ApprovalResult[];
	readonly next: { readonly action: string; readonly message?: string };
}
