import { defaultAgent } from "../core/agent.ts";
import type { Command } from "../core/command.ts";
import { fromMs, type Instant, later, toMs } from "../core/instant.ts";
import { stageCommit } from "../store/git/commit.ts";
import type { StagedCommit, Version } from "../store/store.ts";
import { type Answer, told } from "./answer.ts";
import { type FactSources, withFacts } from "./facts.ts";
import { firstAnswer } from "./first-answer.ts";
import type { Head } from "./head.ts";
import { type Committable, isCommittable, work } from "./replay.ts";

/** A command as a door hands it in: the engine tells the time and, where none is named, the agent. */
export type Saying = Omit<Command, "now" | "agent"> & {
	readonly agent?: string;
};

/** Commands that belong together: carried out in order, up to the first refusal. */
export type Script = readonly Saying[];

/** What a batch of scripts comes to on a board, before anything was written or anybody told. */
export interface Plan {
	readonly staged: readonly StagedCommit[];
	/** For each script the answers up to its first refusal. */
	readonly answers: readonly (readonly Answer[])[];
	/** The time of the last command. */
	readonly now: Instant;
}

/** Decides a batch on the head, each command on what the ones before it leave behind. Leaves `head.state` ahead of the head. */
export async function plan(
	head: Head,
	batch: readonly Script[],
	options: FactSources & { readonly nowMs: () => number },
): Promise<Plan> {
	const staged: StagedCommit[] = [];
	const told = new Map<string, Answer>();
	const answers: (readonly Answer[])[] = [];
	let now = head.latest;
	for (const script of batch) {
		const scriptAnswers: Answer[] = [];
		for (const saying of script) {
			now = later(now, fromMs(options.nowMs()));
			const agent =
				saying.agent ?? defaultAgent(head.state.board?.config, saying.actor);
			const command = await withFacts(
				{ ...saying, agent, now },
				head.version.oid,
				options,
			);
			const answer =
				told.get(command.opId) ??
				(await carryOut(command, { head, staged, options }));
			told.set(command.opId, answer);
			scriptAnswers.push(answer);
			if (!answer.ok) break;
		}
		answers.push(scriptAnswers);
	}
	return { staged, answers, now };
}

async function carryOut(
	command: Command,
	board: { head: Head; staged: StagedCommit[]; options: FactSources },
): Promise<Answer> {
	const { head, staged, options } = board;
	const outcome = work(head.state, command);
	if (isCommittable(outcome)) {
		const commit = stage(staged.at(-1) ?? head.version, command, {
			outcome,
			options,
		});
		staged.push(commit);
		head.state.moveTo(commit.tree);
		return told(command, outcome.decision, commit.oid);
	}
	if (outcome.ok === "known")
		return firstAnswer(options.store, head.version.oid, outcome);
	return outcome.ok
		? told(command, outcome)
		: { ...outcome, verb: command.verb, opId: command.opId };
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
