import type { OwnTransitions, Status } from "../../core/status.ts";

export type Priority = "urgent" | "high" | "normal" | "low";

/** A task as the `board` verb shows it. */
export interface Card {
	readonly key: string;
	readonly title: string;
	readonly status: Status;
	readonly priority: Priority;
	readonly version: number;
	readonly assignee?: string;
	readonly held_by?: string;
	/** When its lease ends. */
	readonly until?: string;
	readonly blocked_by?: readonly string[];
	readonly parent?: string;
	readonly parked?: boolean;
	readonly due?: string;
	readonly overdue?: boolean;
	readonly labels?: readonly string[];
	/** Why it is held by hand. */
	readonly held?: string;
	readonly attempts?: number;
	readonly not_before?: string;
	readonly waits?: number;
	readonly waits_for?: readonly {
		readonly key: string;
		readonly status: string;
	}[];
	readonly subtasks?: { readonly count: number; readonly open: number };
	readonly plan?: {
		readonly run: string;
		readonly steps: number;
		readonly done: number;
		readonly out: number;
		readonly next?: string;
		/** Steps under a lease, at most ten. */
		readonly holders?: readonly {
			readonly step: string;
			readonly agent: string;
			readonly until: string;
		}[];
	};
	readonly gate?: "passed" | "failed" | "pending" | "overridden";
}

/** A task whose files cannot be read; `title` and `status` are those of its last good version. */
export interface Quarantined {
	readonly key: string;
	readonly reason: string;
	readonly path?: string;
	readonly title?: string;
	readonly status?: Status;
}

/** The answer of the `board` verb. */
export interface BoardAnswer {
	readonly name: string;
	readonly columns: readonly ColumnAnswer[];
	readonly count: number;
	readonly open: number;
	readonly overdue: number;
	readonly head?: string;
	/** At most 200; of the tasks asked for where some were. */
	readonly quarantined?: readonly Quarantined[];
	readonly quarantined_count?: number;
	/** The moves that the board has of its own. */
	readonly transitions?: OwnTransitions;
}

export interface ColumnAnswer {
	readonly status: Status;
	readonly count: number;
	readonly limit?: number;
	readonly full?: boolean;
	readonly overdue: number;
	readonly tasks: readonly Card[];
	/** All of the column in order, where something of it was asked for by name. */
	readonly keys?: readonly string[];
}
