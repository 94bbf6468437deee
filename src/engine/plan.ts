import { defaultAgent } from "../core/agent.ts";
import type { Command } from "../core/command.ts";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { fromMs, type Instant, later, toMs } from "../core/instant.ts";
import type { TaskKey } from "../core/task.ts";
import type { Formats } from "../store/formats.ts";
import { stageCommit } from "../store/git/commit.ts";
import type { StagedCommit, Version } from "../store/store.ts";
import { codeOf } from "../store/store-unavailable.ts";
import { decide } from "../verbs/decide.ts";
import { type Answer, told } from "./answer.ts";
import { batonWarnings } from "./baton-warnings.ts";
import { type FactSources, withFacts } from "./facts.ts";
import { stageForeign } from "./foreign.ts";
import { doctorAnswer, plainAnswer, setApartAnswer } from "./guard-answer.ts";
import { decideAnyway } from "./guard-plan.ts";
import { planRecovery } from "./guard-recover.ts";
import type { Head } from "./head.ts";
import { newestAlready, stageUpgrade } from "./migrate-rules.ts";
import { type Committable, isCommittable, work } from "./replay.ts";
import { withRunReport } from "./run-report.ts";
import type { Misheard, Saying, Script } from "./saying.ts";

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
	/** Where the branch is, for a recovery: it is written on that, whatever the board was decided on. */
	readonly base?: Version | undefined;
}

/** What planning needs beside the board. */
export interface PlanOptions extends FactSources {
	/** What this build reads and writes; by default what it is. */
	readonly formats?: Formats | undefined;
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
	base?: Version;
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
	const { staged, now, base } = progress;
	return { staged, answers, now, base };
}

async function planScript(
	script: Script,
	progress: Progress,
): Promise<readonly Answer[]> {
	const answers: Answer[] = [];
	for (const saying of script) {
		if (
			saying.ifTask !== undefined &&
			!isMeant(progress.head, saying.ifTask, saying.at)
		)
			continue;
		const answer =
			progress.answered.get(saying.opId) ?? (await carryOut(saying, progress));
		progress.answered.set(saying.opId, answer);
		answers.push(answer);
		if (!answer.ok) break;
	}
	return answers;
}

/** News of a label may come after the first command on its issue, by so much. */
const ENROLLED_LATE_MS = 60_000;

/** True for a command on a task that is on the board, and was about to be when it was said: before that it was only talk. */
function isMeant(
	{ state }: Head,
	key: TaskKey,
	at: Instant | undefined,
): boolean {
	const task = state.task(key);
	if (task === undefined) return state.unreadable(key) !== undefined;
	return (
		at === undefined || toMs(at) + ENROLLED_LATE_MS >= toMs(task.created_at)
	);
}

/** A defect met by one command must not take the others of its batch with it. */
async function carryOut(
	saying: Saying | Misheard,
	progress: Progress,
): Promise<Answer> {
	const { verb, opId } = saying;
	if ("refusal" in saying) return { ...saying.refusal, verb, opId };
	const { head, options } = progress;
	const before = head.state.tree;
	try {
		const command = await toCommand(saying, progress);
		const answer = await answerTo(command, progress);
		if (answer.ok && command.role !== "app")
			options.presence?.seen(command.agent, toMs(command.now));
		return answer;
	} catch (error) {
		if (codeOf(error) === "STORE_UNAVAILABLE") throw error;
		head.state.moveTo(before);
		options.onDefect(error, opId);
		const refusal = refuse(
			"INTERNAL",
			`Baton failed on this command; nothing was changed. The log names it ${opId}.`,
			"Report it with that name; saying it again may fail again.",
			{
				correlation: opId,
			},
		);
		return { ...refusal, verb, opId };
	}
}

/** What is about the board's own health, or about a task that is set apart, goes its own way. */
async function answerTo(command: Command, progress: Progress): Promise<Answer> {
	const { verb, task } = command;
	const { state } = progress.head;
	if (verb === "doctor") return doctorAnswer(command, progress);
	if (verb === "recover") return recover(command, progress);
	if (verb === "upgrade") return upgrade(command, progress);
	const isAbsent = task !== undefined && state.task(task) === undefined;
	const reason = isAbsent ? state.unreadable(task) : undefined;
	return isAbsent && reason !== undefined
		? setApartAnswer(command, { ...progress, task, reason })
		: decideOn(command, progress);
}

async function decideOn(said: Command, progress: Progress): Promise<Answer> {
	const { head, staged, options } = progress;
	const command = withRunReport(said, head.state);
	const outcome = work(head.state, command);
	if (!isCommittable(outcome)) return plainAnswer(outcome, command, progress);
	const commit = stage(parentOf(progress), command, { outcome, options });
	head.state.moveTo(commit.tree, outcome.files.keys());
	const warnings = await warningsOf(command, outcome, head);
	staged.push(commit);
	const answer = await told(command, outcome.decision, commit.oid);
	return warnings.length === 0
		? answer
		: { ...answer, data: withWarnings(answer.data, warnings) };
}

/** What is to be warned about comes behind the warnings that the command itself has. */
function withWarnings(
	data: JsonObject,
	warnings: readonly string[],
): JsonObject {
	const own = Array.isArray(data.warnings) ? data.warnings : [];
	return { ...data, warnings: [...own, ...warnings] };
}

/** A recovery is the first thing that is written, on the branch as it is. */
async function recover(command: Command, progress: Progress): Promise<Answer> {
	const { head, staged, options } = progress;
	const decision = decideAnyway(head.state, command);
	if (decision.ok !== true) return plainAnswer(decision, command, progress);
	const found =
		staged.length > 0 ? notFirst() : await planRecovery(command, head, options);
	if (!found.ok) return plainAnswer(found, command, progress);
	head.state.moveTo(found.commit.tree);
	staged.push(found.commit);
	progress.base = found.base;
	progress.now = found.now;
	return told(command, { ...decision, data: found.data }, found.commit.oid);
}

/** An upgrade is a commit of its own kind, among the others of its batch. */
async function upgrade(command: Command, progress: Progress): Promise<Answer> {
	const { head, staged, options } = progress;
	const { state } = head;
	const decision = decide(state, command);
	if (decision.ok !== true) return plainAnswer(decision, command, progress);
	const refusal = newestAlready(state, options.formats);
	if (refusal !== undefined) return plainAnswer(refusal, command, progress);
	const { identity } = options;
	const commit = stageUpgrade(parentOf(progress), command, {
		...options,
		state,
		author: (at) => identity.author(command.actor, at),
		committer: (at) => identity.committer(at),
	});
	staged.push(commit);
	head.state.moveTo(commit.tree);
	const said = "The board is under the newest rules now.";
	return told(command, { ...decision, data: { said } }, commit.oid);
}

function notFirst(): Refusal {
	return refuse(
		"VALIDATION",
		"Something was to be written before it.",
		"Say it first, in a comment of its own.",
	);
}

/** What the next commit goes on: edits by hand are acknowledged before anything else is written. */
function parentOf({ head, staged, options, now }: Progress): Version {
	const { foreign, version, tree } = head;
	if (staged.length === 0 && foreign !== undefined) {
		const { identity } = options;
		staged.push(stageForeign(version, { ...foreign, tree, now, identity }));
	}
	return staged.at(-1) ?? version;
}

async function warningsOf(
	{ task }: Command,
	{ decision }: Committable,
	{ state }: Head,
): Promise<readonly string[]> {
	return decision.stage === undefined || task === undefined
		? []
		: batonWarnings(state.baton(task));
}

async function toCommand(
	{ ifTask: _ifTask, ...saying }: Saying,
	progress: Progress,
): Promise<Command> {
	const { head, options } = progress;
	progress.now = later(progress.now, fromMs(options.nowMs()));
	const agent =
		saying.agent ?? defaultAgent(head.state.board?.config, saying.actor);
	return withFacts({ ...saying, agent, now: progress.now }, head.state, {
		...options,
		head: head.version.oid,
		tree: head.state.tree,
		frozen: head.frozen,
	});
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
