import { renderBaton } from "../core/baton-markdown.ts";
import type { BoardReader } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Artifact, FollowUp, Note, Task, TaskKey } from "../core/task.ts";
import { chosenFirst } from "./brief-scope.ts";
import { openFollowUps } from "./follow-ups.ts";
import { factsFor } from "./memory-facts.ts";
import { movesOf, taskRow } from "./task-view.ts";

/** How many artifacts of a task that another builds on are listed; the others are counted. */
const UPSTREAM_ARTIFACTS = 20;

/**
 * What a worker has to know of a task before it starts, instructions first. Everything there is: how much of it is told is
 * up to the engine, which leaves out sections and says so.
 */
export function briefOf(
	board: BoardReader,
	task: Task,
	command: Command,
): JsonObject {
	const context = board.context(task.key);
	const { notes } = context;
	const handoff = notes.findLast(({ kind }) => kind === "handoff");
	const followUps = openFollowUps(context);
	const { title, description } = board.brief(task.key);
	const baton = board.baton(task.key);
	const scope = baton.work_scope ?? [];
	const { summary, reason, head, checks } = task;
	return {
		...(handoff === undefined ? {} : { instructions: [noteView(handoff)] }),
		...(followUps.length === 0
			? {}
			: { follow_ups: followUps.map(followUpView) }),
		task: rowOf(task),
		title,
		...(reason === undefined ? {} : { reason }),
		description,
		...(summary === undefined ? {} : { summary }),
		baton: baton as unknown as JsonObject,
		baton_text: renderBaton(baton),
		notes: notes
			.filter((note) => note !== handoff)
			.toReversed()
			.map(noteView),
		memory: factsFor(board, task.key, command),
		dependencies: task.blocked_by.map((key) => upstream(board, key, scope)),
		subtasks: board.children(task.key).map((key) => neighbour(board, key)),
		artifacts: chosenFirst(inForce(task), scope) as unknown as JsonObject[],
		...(head === undefined ? {} : { head: { ...head } }),
		...(checks === undefined
			? {}
			: { checks: checks as unknown as JsonObject }),
		moves: movesOf(task, board.board?.config),
	};
}

/** Title and dependencies have their own places in the brief. */
function rowOf(task: Task): JsonObject {
	const {
		title: _title,
		blocked_by: _blockers,
		...row
	} = taskRow(task) as { readonly [name: string]: JsonObject };
	const { model_hint, reviewer, attempts } = task;
	return {
		...row,
		...(model_hint === undefined ? {} : { model_hint }),
		...(reviewer === undefined ? {} : { reviewer }),
		...(attempts === 0 ? {} : { attempts }),
	};
}

function inForce({ artifacts }: Task): readonly Artifact[] {
	return artifacts.filter(({ retracted }) => retracted !== true);
}

function followUpView({ id, body, agent, role, at }: FollowUp): JsonObject {
	return { id, body, agent, role, at };
}

/** A note as answers show it. */
export function noteView(note: Note): JsonObject {
	const { id, kind, body, agent, role, at, to } = note;
	return {
		id,
		kind,
		body,
		agent,
		role,
		at,
		...(to === undefined ? {} : { to }),
	};
}

/** A task beside this one: where it stands and what it delivered. */
function neighbour(board: BoardReader, key: TaskKey): JsonObject {
	const task = board.task(key);
	if (task === undefined) return { key, status: "unreadable" };
	const { title, status, lease, deliverable } = task;
	return {
		key,
		title,
		status,
		...(lease === undefined ? {} : { held_by: lease.agent }),
		...(deliverable === undefined ? {} : { deliverable }),
	};
}

/** A task that this one builds on: once it is done, with all that it hands down. */
function upstream(
	board: BoardReader,
	key: TaskKey,
	scope: readonly string[],
): JsonObject {
	const task = board.task(key);
	const row = neighbour(board, key);
	if (task?.status !== "done") return row;
	const artifacts = chosenFirst(inForce(task), scope);
	const listed = artifacts.slice(0, UPSTREAM_ARTIFACTS);
	const more = artifacts.length - listed.length;
	return {
		...row,
		...(task.summary === undefined ? {} : { summary: task.summary }),
		...(listed.length === 0
			? {}
			: { artifacts: listed as unknown as JsonObject[] }),
		...(more === 0 ? {} : { more_artifacts: more }),
	};
}
