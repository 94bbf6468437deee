import type { Actor } from "./actor.ts";
import type { Instant } from "./instant.ts";
import type { Memory } from "./memory.ts";
import type { Status } from "./status.ts";

/** An issue number (`42`) or, where there is no GitHub, a slug (`task-logging-a3f9`). */
export type TaskKey = string;

export const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** The exclusive, expiring right of one worker to a task. Its fence is the task's. */
export interface Lease {
	readonly agent: string;
	readonly actor: Actor;
	readonly acquired_at: Instant;
	readonly expires_at: Instant;
}

/** Something the work produced or refers to, by reference and never by content. */
export interface Artifact {
	readonly id: string;
	readonly kind: string;
	readonly ref?: string;
	readonly url?: string;
	readonly hash?: string;
	readonly title?: string;
	readonly by: string;
	readonly at: Instant;
	readonly retracted?: boolean;
}

/** The commit that holds a task's work, and where it was found. */
export interface Head {
	readonly branch?: string | undefined;
	readonly pull_request?: number | undefined;
	/** Full name of the commit. */
	readonly sha: string;
	readonly state: "open" | "closed" | "merged";
}

/** What a task was completed on: the commit and how each check stood, or who overrode the gates and why. */
export interface RecordedChecks {
	readonly sha?: string | undefined;
	readonly results: readonly {
		readonly name: string;
		readonly app: string;
		readonly state: string;
		readonly conclusion?: string | undefined;
	}[];
	readonly overridden_by?: Actor | undefined;
	readonly reason?: string | undefined;
}

/** What models were given and gave back, and what that cost. */
export interface Tokens {
	readonly input: number;
	readonly output: number;
	readonly cost_usd?: number | undefined;
}

/**
 * Op ids that took effect: everything at or below the marks, and those listed. GitHub's comment and event ids only rise,
 * so a mark stands for all ids under it; callers' keys (`k…`) have no order and are kept by number.
 */
export interface Inbox {
	readonly below: { readonly comment: number; readonly event: number };
	readonly seen: readonly string[];
}

/** The state of a task as task.yaml keeps it (protocol section 4). Field order here is the order in the file. */
export interface Task {
	readonly format: 1;
	readonly key: TaskKey;
	readonly issue?: number;
	readonly title: string;
	readonly status: Status;
	readonly held?: string;
	/** Waits until its last child ends. */
	readonly parked?: true | undefined;
	readonly priority: Priority;
	readonly version: number;
	readonly labels: readonly string[];
	readonly assignee?: string;
	readonly capabilities: readonly string[];
	readonly blocked_by: readonly TaskKey[];
	readonly parent?: TaskKey;
	readonly due?: string;
	readonly reviewer?: string;
	readonly reason?: string;
	readonly attempts: number;
	readonly not_before?: Instant;
	readonly lease?: Lease;
	readonly fence: number;
	/** A short account of where it stands. */
	readonly summary?: string;
	readonly deliverable?: string;
	readonly artifacts: readonly Artifact[];
	readonly head?: Head;
	readonly checks?: RecordedChecks;
	/** For whoever runs models: which one this is worth. */
	readonly model_hint?: string;
	readonly tokens?: Tokens;
	readonly inbox: Inbox;
	readonly created_at: Instant;
	readonly updated_at: Instant;
	/** When it was claimed first. */
	readonly started_at?: Instant | undefined;
	readonly completed_at?: Instant;
	readonly completed_by?: Actor & { readonly agent: string };
}

/** Title and description, as last accepted. */
export interface Brief {
	readonly title: string;
	readonly description: string;
}

export const NOTE_KINDS = ["field", "decision", "note", "handoff"] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/** A remark that stays with the task for good; `handoff` is an instruction to whoever works next. */
export interface Note {
	readonly id: string;
	readonly kind: NoteKind;
	readonly body: string;
	readonly agent: string;
	readonly actor: Actor;
	readonly role: string;
	readonly at: Instant;
	/** The agent a hand-off is meant for. */
	readonly to?: string;
}

/** Something that has to change before the task is done; open until somebody says that it was dealt with. */
export interface FollowUp {
	readonly id: string;
	readonly body: string;
	readonly agent: string;
	readonly actor: Actor;
	readonly role: string;
	readonly at: Instant;
	readonly acked_at?: Instant | undefined;
	/** The agent that said so. */
	readonly acked_by?: string | undefined;
}

/** An edit of a brief by somebody who may not make it: kept until it is taken or the text changes again. */
export interface PendingEdit {
	readonly title: string;
	readonly description: string;
	readonly by: string;
	readonly at: Instant;
}

/** What was said about a task and has to be at hand when it is worked on. */
export interface TaskContext {
	readonly notes: readonly Note[];
	readonly follow_ups: readonly FollowUp[];
	/** In key order. */
	readonly memory: readonly Memory[];
	readonly pending_edit?: PendingEdit | undefined;
}

/** True for a text that may name a task: it also names a folder, so nothing else is allowed in it. */
export function isTaskKey(text: string): boolean {
	return /^[1-9][0-9]{0,9}$/.test(text) || /^[a-z][a-z0-9-]{0,62}$/.test(text);
}

/** True for a text that may name an agent. */
export function isAgentName(text: string): boolean {
	return /^[a-z0-9][a-z0-9-]{0,62}$/.test(text);
}
