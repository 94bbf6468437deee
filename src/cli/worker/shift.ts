import type { TaskKey } from "../../core/task.ts";
import type { BoardDoor } from "../../engine/board-door.ts";
import type { RunningChild } from "./run-child.ts";
import type { WorkOptions } from "./work-options.ts";

/** Everything a worker works with, from its start to its end. */
export interface Shift {
	readonly door: BoardDoor;
	readonly options: WorkOptions;
	/** Who works; the account's own agent unless given. */
	readonly agent: string | undefined;
	readonly nowMs: () => number;
	/** Tells a person what goes on, line by line. */
	readonly tell: (text: string) => void;
	/** Takes a line that a command printed, where several run side by side. */
	readonly print: Record<"out" | "err", (line: string) => void>;
	/** Aborted when no more tasks are to be taken. */
	readonly noMore: AbortSignal;
	/** Takes no more tasks, and lets what runs go on. */
	readonly stop: () => void;
	/** Aborted when the commands that run are to be ended as well. */
	readonly endAll: AbortSignal;
	/** The commands that run now. */
	readonly running: Set<RunningChild>;
	/** What the board is frozen by, where this process would know. */
	readonly frozen?: (() => string | undefined) | undefined;
	/** The directory for the files of commands. */
	readonly workRoom: string;
	readonly directory: string;
	/** What commands find in their environment besides what is told of their task. */
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The prompt of a step, where this machine can make one. */
	readonly promptOf?:
		| ((task: TaskKey, step: string) => Promise<string>)
		| undefined;
}

/** A task, or a step of its plan, that is held under a lease. */
export interface Held {
	readonly task: TaskKey;
	readonly step?: string | undefined;
	/** As it is called: `42`, or `42/1.1`. */
	readonly address: string;
	readonly title: string;
	readonly agent: string;
	readonly fence: number;
	/** How long the lease was given for, and when it ends by this machine's clock unless it is renewed. */
	readonly lengthMs: number;
	readonly endsAtMs: number;
	/** How far the board's clock is ahead of this machine's. */
	readonly boardAheadMs: number;
	/** The commit of the claim, where it is known: what was said since is behind it. */
	readonly commit?: string | undefined;
}

/** What became of a task that was taken. */
export type Outcome =
	| "done"
	| "failed"
	| "blocked"
	| "given back"
	/** The lease was gone before the end was told. */
	| "lost"
	/** It was held to the end, and the board did not take how it ended. */
	| "not reported"
	| "ended by the command";

/** Where a lease is found (protocol section 1), such as `owner/repo/board:42@7`. */
export function leaseIdOf({ door }: Shift, { address, fence }: Held): string {
	const { owner, repo, board } = door.place;
	return `${owner}/${repo}/${board}:${address}@${fence}`;
}
