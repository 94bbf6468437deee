import { roleCovers } from "../core/actor.ts";
import type { BoardReader } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import { type Changes, Draft } from "../core/draft.ts";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { isKnown, isOpId, remember } from "../core/inbox.ts";
import { renewed } from "../core/lease.ts";
import type { TaskKey } from "../core/task.ts";
import { authorize } from "./authorize.ts";
import { findVerb } from "./index.ts";
import { invalidInput } from "./invalid-input.ts";
import { misnamed, misplacedStep, namedTask, outrun } from "./named-task.ts";
import { renewSteps } from "./plan/renew-steps.ts";
import { forbidden } from "./transition.ts";
import type { Outcome, Verb } from "./verb.ts";

/** What a command came to. Without `changes` there is nothing to commit. */
export interface Accepted {
	readonly ok: true;
	readonly verb: string;
	/** The task it was about. */
	readonly task?: TaskKey;
	/** That task's version after the command. */
	readonly version?: number;
	readonly summary: string;
	readonly stage?: string;
	readonly data: JsonObject;
	readonly changes?: Changes;
}

/** The op id is in the board already: the effect was had, and the first answer is in the log. */
export interface AlreadyDone {
	readonly ok: "known";
	readonly verb: string;
	readonly task?: TaskKey;
	readonly opId: string;
	/** False when only the marks say so: it was read over, and nobody can tell whether it had an effect. */
	readonly isRecorded: boolean;
}

export type Decision = Accepted | AlreadyDone | Refusal;

/** When there will be a board, where an app works for the repository. */
export const OPENED_BY_APP =
	"It is opened when the app starts on this repository.";

/**
 * The whole of Baton's judgement: a pure function of the board and the command. The same two arguments give the same
 * decision on any machine at any time, which is what replay, simulation and verification rest on.
 */
export function decide(board: BoardReader, command: Command): Decision {
	const verb = findVerb(command.verb);
	if (verb === undefined)
		return refuse(
			"VALIDATION",
			"There is no such command.",
			"`/baton help` lists them all.",
		);
	const { board: document, problem } = board;
	if (problem !== undefined) {
		return refuse(
			"VALIDATION",
			`The board cannot be worked on: ${problem}.`,
			"Nothing is written to it until board.yaml on its branch can be read by this version.",
		);
	}
	if (document === undefined && verb.name !== "configure") {
		return refuse("NOT_FOUND", "There is no board here yet.", OPENED_BY_APP);
	}
	if (!isOpId(command.opId))
		throw new Error(`malformed op id ${JSON.stringify(command.opId)}`);
	const nameless = misnamed(command);
	if (nameless !== undefined) return nameless;
	if (
		document !== undefined &&
		isKnown(homeInbox(board, verb, command), document.inbox, command.opId)
	) {
		return {
			ok: "known",
			verb: verb.name,
			...(command.task === undefined ? {} : { task: command.task }),
			opId: command.opId,
			isRecorded:
				homeInbox(board, verb, command)?.seen.includes(command.opId) ?? false,
		};
	}
	const denied =
		document === undefined
			? whenUnopened(command)
			: authorize(verb, command, document.config);
	if (denied !== undefined) return denied;
	const parsed = verb.input.safeParse(command.input);
	if (!parsed.success) return invalidInput(verb, parsed.error, command.input);
	return run(board, { verb, command, input: parsed.data });
}

function run(
	board: BoardReader,
	said: { verb: Verb; command: Command; input: unknown },
): Decision {
	const { verb, command } = said;
	const draft = new Draft(board);
	const outcome = dispatch(draft, said);
	if (!outcome.ok) return outcome;
	const answer = {
		ok: true,
		verb: verb.name,
		summary: outcome.summary,
		data: outcome.data,
	} as const;
	const { task = command.task, stage } = outcome;
	const about = {
		...answer,
		...(task === undefined ? {} : { task }),
		...(stage === undefined ? {} : { stage }),
	};
	const refusal = forbidden(board, draft, { key: task, verb: verb.name });
	if (refusal !== undefined) return refusal;
	if (!draft.changed) return { ...about, ...versionOf(board, task) };
	renewLease(draft, board, command);
	recordOp(draft, verb, command);
	const changes = draft.finish(command.now, {
		bumpVersion: verb.quiet !== true,
	});
	return { ...about, ...versionOf(draft, task), changes };
}

function dispatch(
	draft: Draft,
	said: { verb: Verb; command: Command; input: unknown },
): Outcome | Refusal {
	const { verb, command, input } = said;
	const config = (draft.board?.config ?? {}) as BoardConfig;
	if (verb.target === "board")
		return (
			outrun(draft, command) ?? verb.run({ draft, command, input, config })
		);
	const task = namedTask(draft, command);
	if ("ok" in task) return task;
	const { step } = command;
	return (
		misplacedStep(verb, command) ??
		verb.run({ draft, command, input, config, task, step })
	);
}

/** Where a command's op id is kept: with the task it addresses, else with the board. */
function homeInbox(board: BoardReader, verb: Verb, command: Command) {
	const task = keepsOpInTask(verb, command)
		? board.task(command.task as TaskKey)
		: undefined;
	return task === undefined ? board.board?.inbox : task.inbox;
}

function keepsOpInTask(verb: Verb, command: Command): boolean {
	return (
		command.task !== undefined &&
		(verb.target === "task" || verb.name === "enroll")
	);
}

/** Any command of the holder renews its lease, unless the command was about the lease itself. */
function renewLease(draft: Draft, before: BoardReader, command: Command): void {
	const { board } = draft;
	const task =
		command.task === undefined ? undefined : draft.task(command.task);
	if (task === undefined || board === undefined) return;
	if (task.lease === undefined) renewSteps(draft, before, command);
	else if (task.lease === before.task(task.key)?.lease)
		draft.setTask(renewed(task, command, board.config));
}

function recordOp(draft: Draft, verb: Verb, command: Command): void {
	const { board } = draft;
	if (board === undefined)
		throw new Error("a command left an unopened board behind");
	if (keepsOpInTask(verb, command)) {
		const task = draft.task(command.task as TaskKey);
		if (task === undefined)
			throw new Error(`task ${command.task} vanished while it was written to`);
		draft.setTask({
			...task,
			inbox: remember(task.inbox, board.inbox.below, command.opId),
		});
	} else {
		draft.setBoard({
			...board,
			inbox: remember(board.inbox, board.inbox.below, command.opId),
		});
	}
}

function versionOf(
	board: BoardReader,
	task: TaskKey | undefined,
): { readonly version?: number } {
	const version = task === undefined ? undefined : board.task(task)?.version;
	return version === undefined ? {} : { version };
}

function whenUnopened(command: Command): Refusal | undefined {
	return roleCovers(command.role, "app")
		? undefined
		: refuse(
				"FORBIDDEN",
				"Only the app opens a board.",
				"Install the app on the repository.",
			);
}
