import { profileOf } from "../core/agent.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Draft } from "../core/draft.ts";
import type { JsonObject } from "../core/errors.ts";
import { failedAttempt } from "../core/expiry.ts";
import { isOverdue } from "../core/lease.ts";
import type { Step } from "../core/plan/plan.ts";
import { comparePlaces, placeOf, unblocksOf } from "../core/ready.ts";
import type { Task, TaskKey } from "../core/task.ts";
import { planFirst } from "./plan/plan-first.ts";
import { stepOffers } from "./plan/step-candidates.ts";

/** What a worker looks for; an absent field does not filter. */
export interface EligibilityFilter {
	readonly assignee?: string | undefined;
	readonly capabilities?: readonly string[] | undefined;
	/** Roles the asker plays. A task asks for one by a label `role:<name>`; one that asks for none is anybody's. */
	readonly roles?: readonly string[] | undefined;
	readonly labels?: readonly string[] | undefined;
}

/** A task, or a step of one whose plan runs, that could be claimed now, with why it stands where it stands. */
export interface Candidate {
	readonly task: Task;
	readonly step?: Step;
	readonly explain: JsonObject;
}

/** Who asks, for what, on which board. */
export interface Ask {
	readonly command: Command;
	readonly config: BoardConfig;
	readonly filter: EligibilityFilter;
}

/**
 * The tasks that could be claimed now, best first: those assigned to the asker, then in the order they should be worked. The
 * order is total, so every replica chooses alike. Asking for the first few costs little on a large board.
 */
export function* eligible(draft: Draft, ask: Ask): Generator<Candidate> {
	const { agent } = ask.command;
	const abandoned = [...draft.leased()].flatMap(
		(key) => candidateOf(draft, key, ask) ?? [],
	);
	const isMine = ({ task }: Candidate) => task.assignee === agent;
	const assigned = [...draft.assigned(agent)].flatMap(
		(key) => candidateOf(draft, key, ask) ?? [],
	);
	const loose = [...abandoned, ...stepsFor(draft, ask)];
	const mine = [...assigned, ...loose.filter(isMine)];
	yield* mine.sort(compareCandidates);
	const others = loose
		.filter((candidate) => !isMine(candidate))
		.sort(compareCandidates);
	for (const key of draft.ready()) {
		const candidate = candidateOf(draft, key, ask);
		if (candidate === undefined || isMine(candidate)) continue;
		while (
			others[0] !== undefined &&
			compareCandidates(others[0], candidate) < 0
		)
			yield others.shift() as Candidate;
		yield candidate;
	}
	yield* others;
}

/** The steps that the asker could claim now, each in the place of its task. */
function stepsFor(draft: Draft, ask: Ask): readonly Candidate[] {
	return [...stepOffers(draft, ask)]
		.filter(
			({ task }) =>
				missing(draft, task, ask).length === 0 && isWanted(task, ask.filter),
		)
		.map((offer) => ({
			...offer,
			explain: explain(draft, offer.task, ask.command.agent),
		}));
}

/** The task as a candidate, unless it is not free or not what is asked for. */
function candidateOf(
	draft: Draft,
	key: TaskKey,
	ask: Ask,
): Candidate | undefined {
	const task = draft.task(key);
	if (task === undefined || !isFree(onceFree(draft, task, ask), ask))
		return undefined;
	if (planFirst(draft, task) !== undefined) return undefined;
	return missing(draft, task, ask).length === 0 && passes(task, ask.filter)
		? { task, explain: explain(draft, task, ask.command.agent) }
		: undefined;
}

/** The task as it is once the lease that somebody abandoned is ended; any other as it is. */
export function onceFree(
	draft: Draft,
	task: Task,
	{ config, command }: Pick<Ask, "config" | "command">,
): Task {
	const { lease } = task;
	return lease !== undefined && isOverdue(lease, config, command.now)
		? failedAttempt(draft, task, { at: lease.expires_at, reason: "", config })
		: task;
}

/** Ready and past its backoff. */
function isFree(
	{ status, not_before }: Task,
	{ command }: Pick<Ask, "command">,
): boolean {
	return (
		status === "ready" &&
		(not_before === undefined || not_before <= command.now)
	);
}

/** The capabilities that a task needs and the asker does not offer, or does not want to use now. */
export function missing(
	draft: Draft,
	task: Task,
	{ command, filter }: Pick<Ask, "command" | "filter">,
): readonly string[] {
	if (task.capabilities.length === 0) return [];
	const offered = profileOf(draft, command.agent).capabilities.filter(
		(capability) => filter.capabilities?.includes(capability) ?? true,
	);
	return task.capabilities.filter(
		(capability) => !offered.includes(capability),
	);
}

const ROLE_LABEL = "role:";

function passes(
	{ assignee, labels }: Task,
	filter: EligibilityFilter,
): boolean {
	const roles = labels
		.filter((label) => label.startsWith(ROLE_LABEL))
		.map((label) => label.slice(ROLE_LABEL.length));
	return (
		isWanted({ assignee, labels }, filter) &&
		(filter.roles === undefined ||
			roles.length === 0 ||
			roles.some((role) => filter.roles?.includes(role)))
	);
}

function isWanted(
	{ assignee, labels }: Pick<Task, "assignee" | "labels">,
	filter: EligibilityFilter,
): boolean {
	return (
		(filter.assignee === undefined || assignee === filter.assignee) &&
		(filter.labels ?? []).every((label) => labels.includes(label))
	);
}

/** What a task's place among others follows from. */
export function explain(draft: Draft, task: Task, agent: string): JsonObject {
	return {
		assigned_to_asker: task.assignee === agent,
		priority: task.priority,
		unblocks: unblocksOf(draft, task.key),
		created_at: task.created_at,
	};
}

function compareCandidates(a: Candidate, b: Candidate): number {
	const place = ({ task, explain }: Candidate) =>
		placeOf(task, Number(explain.unblocks));
	return comparePlaces(place(a), place(b));
}
