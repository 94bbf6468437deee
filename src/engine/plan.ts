import { defaultAgent } from "../core/agent.ts";
import type { Command } from "../core/command.ts";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { fromMs, type Instant, later, toMs } from "../core/instant.ts";
import { redactSecrets } from "../core/redact.ts";
import type { TaskKey } from "../core/task.ts";
import { stageCommit } from "../store/git/commit.ts";
import type { StagedCommit, Version } from "../store/store.ts";
import type { Decision } from "../verbs/decide.ts";
import { type Answer, told } from "./answer.ts";
import { batonWarnings } from "./baton-warnings.ts";
import { type FactSources, withFacts } from "./facts.ts";
import { firstAnswer } from "./first-answer.ts";
import type { Head } from "./head.ts";
import { type Committable, isCommittable, work } from "./replay.ts";

/** A command as a door hands it in: the engine tells the time and, where none is named, the agent. */
export type Saying = Omit<Command, "now" | "agent"> & {
	readonly agent?: string;
	/** Passed over in silence unless this task is on the board. */
	readonly ifTask?: TaskKey;
};

/** A command that a door could not make sense of: its refusal takes its place among the others. */
export interface Misheard {
	readonly verb: string;
	readonly opId: string;
	readonly ifTask?: TaskKey;
	readonly refusal: Refusal;
}

/** Commands that belong together: carried out in order, up to the first refusal. */
export type Script = readonly (Saying | Misheard)[];

/** A script on its way, and a last look whether somebody else has dealt with it meanwhile: then it is passed over. */
export interface Pending {
	readonly script: Script;
	readonly isSettled?: (() => Promise<boolean>) | undefined;
}

/** What a batch of scripts comes to on a board, before anything was written or anybody told. */
export interface Plan {
	readonly staged: readonly StagedCommit[];
	/** For each script the answers up to its first refusal. */
	readonly answers: readonly (readonly Answer[])[];
	/** The time of the last command. */
	readonly now: Instant;
}

/** What planning needs beside the board. */
export interface PlanOptions extends FactSources {
	readonly nowMs: () => number;
	/** Told of errors that only a defect here can cause, with the command's op id. */
	readonly onDefect: (error: unknown, opId: string) => void;
}

interface Progress {
	readonly head: Head;
	readonly staged: StagedCommit[];
	/** By op id: the same command twice in a batch is one command. */
	readonly answered: Map<string, Answer>;
	readonly options: PlanOptions;
	now: Instant;
}

/** Decides a batch on the head, each command on what the ones before it leave behind. Leaves `head.state` ahead of the head. */
export async function plan(
	head: Head,
	batch: readonly Pending[],
	options: PlanOptions,
): Promise<Plan> {
	const progress: Progress = {
		head,
		staged: [],
		answered: new Map(),
		options,
		now: head.latest,
	};
	// Asked on the very state that is decided on: whoever settled a script before that state came about is seen here.
	const settled = await Promise.all(
		batch.map(async ({ isSettled }) => (await isSettled?.()) === true),
	);
	const answers: (readonly Answer[])[] = [];
	for (const [index, { script }] of batch.entries())
		answers.push(
			settled[index] === true ? [] : await planScript(script, progress),
		);
	return { staged: progress.staged, answers, now: progress.now };
}

async function planScript(
	script: Script,
	progress: Progress,
): Promise<readonly Answer[]> {
	const answers: Answer[] = [];
	for (const saying of script) {
		if (saying.ifTask !== undefined && !isOnBoard(progress.head, saying.ifTask))
			continue;
		const answer =
			progress.answered.get(saying.opId) ?? (await carryOut(saying, progress));
		progress.answered.set(saying.opId, answer);
		answers.push(answer);
		if (!answer.ok) break;
	}
	return answers;
}

function isOnBoard({ state }: Head, key: TaskKey): boolean {
	return state.task(key) !== undefined || state.unreadable(key) !== undefined;
}

async function carryOut(
	saying: Saying | Misheard,
	progress: Progress,
): Promise<Answer> {
	if ("refusal" in saying)
		return { ...saying.refusal, verb: saying.verb, opId: saying.opId };
	const { head, staged, options } = progress;
	const command = await toCommand(saying, progress);
	const outcome = soundly(() => work(head.state, command), command, options);
	if (isCommittable(outcome)) {
		const commit = stage(staged.at(-1) ?? head.version, command, {
			outcome,
			options,
		});
		staged.push(commit);
		head.state.moveTo(commit.tree);
		const answer = told(command, outcome.decision, commit.oid);
		const hasPatched =
			outcome.decision.stage !== undefined && command.task !== undefined;
		const warnings = hasPatched
			? await batonWarnings(head.state.baton(command.task))
			: [];
		return warnings.length === 0
			? answer
			: { ...answer, data: { ...answer.data, warnings } };
	}
	if (outcome.ok === "known")
		return firstAnswer(options.store, head.version.oid, outcome);
	return outcome.ok
		? told(command, outcome)
		: { ...outcome, verb: command.verb, opId: command.opId };
}

/** A defect in one command's rules must not take the others of its batch with it. */
function soundly(
	decide: () => Decision | Committable,
	command: Command,
	options: PlanOptions,
): Decision | Committable {
	try {
		return decide();
	} catch (error) {
		options.onDefect(error, command.opId);
		return refuse(
			"INTERNAL",
			`Baton failed on this command; nothing was changed. The log names it ${command.opId}.`,
			"Report it with that name; saying it again may fail again.",
			{
				correlation: command.opId,
			},
		);
	}
}

/** Git is for ever: what must not be kept is taken out before anything is decided. */
async function toCommand(
	{ ifTask: _ifTask, ...saying }: Saying,
	progress: Progress,
): Promise<Command> {
	const { head, options } = progress;
	progress.now = later(progress.now, fromMs(options.nowMs()));
	const agent =
		saying.agent ?? defaultAgent(head.state.board?.config, saying.actor);
	const input = redactSecrets(saying.input) as JsonObject;
	return withFacts(
		{ ...saying, input, agent, now: progress.now },
		head.version.oid,
		options,
	);
}

function stage(
	parent: Version,
	command: Command,
	{ outcome, options }: { outcome: Committable; options: FactSources },
): StagedCommit {
	const at = Math.floor(toMs(command.now) / 1_000);
	return stageCommit(parent, {
		files: outcome.files,
		message: outcome.written.message,
		author: options.identity.author(command.actor, at),
		committer: options.identity.committer(at),
	});
}
