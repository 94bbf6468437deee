import type { z } from "zod";
import type { Role } from "../core/actor.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import type { ErrorCode, JsonObject, Refusal } from "../core/errors.ts";
import type { Task, TaskKey } from "../core/task.ts";

/** Where a verb can be said. `agent`: by MCP, HTTP and the command line; `cli`: by the command line's own form of it; `app`: only Baton itself says it. */
export type DoorName = "comment" | "agent" | "cli" | "app";

/** What a run is given: the board to read and write, the command, and its input as the schema returned it. */
export interface Run<I> {
	readonly draft: Draft;
	readonly command: Command;
	readonly input: I;
	readonly config: BoardConfig;
}

/** A run of a verb about one task, which exists and can be read. */
export interface TaskRun<I> extends Run<I> {
	readonly task: Task;
	/** The step of its plan that is addressed, for a verb that takes one. */
	readonly step?: string | undefined;
}

/**
 * What came of it. `summary` completes the commit subject and holds no text of a person's; `data` is the answer.
 * `stage` names the step of work a baton patch belongs to.
 */
export interface Outcome {
	readonly ok: true;
	readonly summary: string;
	readonly data: JsonObject;
	readonly stage?: string;
	/** The task it turned out to be about, where the command named none. */
	readonly task?: TaskKey;
}

interface VerbDescription<I> {
	readonly name: string;
	/** One sentence, for help. */
	readonly summary: string;
	/** Strict: unknown fields are refused. */
	readonly input: z.ZodType<I>;
	readonly role: Role;
	readonly doors: readonly DoorName[];
	/** Slash commands as people type them; the first is the usage line. */
	readonly examples: readonly string[];
	readonly errors: readonly ErrorCode[];
	/** Names of the fields that bare words fill, in order; `task` takes a word only if it names one. */
	readonly words?:
		| readonly string[]
		| ((words: readonly string[]) => Record<string, unknown>);
	/** The field that a fenced block below the command fills. */
	readonly payload?: string;
	/** Whether it can be about a step of the task's plan; absent for one that cannot. */
	readonly step?: "needed" | "optional";
	/** True for a verb that only reads: it never makes a commit. */
	readonly reads?: boolean;
	/** True for a verb whose effect comes with something to read: a comment then gets a reply, not only a receipt. */
	readonly answers?: boolean;
	/** Facts that the engine gathers before the run, put into `input.facts`. */
	readonly gathers?:
		| "history"
		| "verification"
		| "feed"
		| "presence"
		| "log"
		| "survey"
		| "apart"
		| "state";
	/** True for a verb whose commits leave versions alone. */
	readonly quiet?: boolean;
}

export interface BoardVerb<I> extends VerbDescription<I> {
	readonly target: "board";
	run(run: Run<I>): Outcome | Refusal;
}

export interface TaskVerb<I> extends VerbDescription<I> {
	readonly target: "task";
	run(run: TaskRun<I>): Outcome | Refusal;
}

/** One operation, defined once: slash help, CLI, MCP tools and HTTP routes are made from it. */
export type Verb<I = unknown> = BoardVerb<I> | TaskVerb<I>;

/** Declares a verb about the board; the input's type comes from its schema. */
export function boardVerb<I>(verb: Omit<BoardVerb<I>, "target">): Verb {
	return { ...verb, target: "board" } as Verb;
}

/** Declares a verb about one task; the input's type comes from its schema. */
export function taskVerb<I>(verb: Omit<TaskVerb<I>, "target">): Verb {
	return { ...verb, target: "task" } as Verb;
}

/** The doors that people and agents speak through. */
export const SPOKEN: readonly DoorName[] = ["comment", "agent"];
