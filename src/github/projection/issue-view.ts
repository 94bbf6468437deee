import { isAccountOf } from "../../core/agent.ts";
import type { BoardReader } from "../../core/board.ts";
import type { BoardConfig } from "../../core/config.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Task, TaskKey } from "../../core/task.ts";
import type { Oid } from "../../store/store.ts";
import type { IssueRecord } from "../api.ts";
import { type Edge, edgesOf } from "../relations/edge.ts";
import { labelChanges, lookOf } from "./board-labels.ts";
import type { IssueMemory } from "./issue-memory.ts";
import { roomFor } from "./label-room.ts";
import { statusComment } from "./status-comment.ts";
import type { ViewApi } from "./view-api.ts";

/** What an issue should show: a function of the board. */
export interface IssueView {
	readonly task: Task;
	readonly issue: number;
	readonly config: BoardConfig;
	/** The account to assign, if the task is meant for one. */
	readonly assignee: string | undefined;
	readonly comment: string;
	/** The board's commit that this is a view of, where it is known. */
	readonly at?: Oid | undefined;
	/** The board's edges from the issue to others. */
	readonly edges: readonly Edge[];
	/** All tasks with the same head, by key; empty without a head. */
	readonly atHead: readonly Task[];
	/** Plans under way of the tasks at the head, by key. */
	readonly plans: ReadonlyMap<TaskKey, Plan>;
}

/** The view of a task, or undefined where there is nothing to show. `atHead` gives the tasks with a head at a commit. */
export function viewOf(
	board: BoardReader,
	key: TaskKey,
	atHead: (sha: string) => readonly Task[],
): IssueView | undefined {
	const task = board.task(key);
	const config = board.board?.config;
	if (task?.issue === undefined || config === undefined) return undefined;
	if (board.unreadable(key) !== undefined) return undefined;
	const tasks = task.head === undefined ? [] : atHead(task.head.sha);
	return {
		task,
		issue: task.issue,
		config,
		assignee: accountOf(config, task.assignee),
		comment: statusComment(board, task),
		edges: edgesOf(board, task),
		atHead: tasks,
		plans: plansOf(board, tasks),
	};
}

/** The plans that are under way, held back ones among them: until they are through there is more to come. */
function plansOf(
	board: BoardReader,
	tasks: readonly Task[],
): IssueView["plans"] {
	const plans = new Map<TaskKey, Plan>();
	for (const { key } of tasks) {
		const plan = board.plan(key);
		if (plan?.execution.status === "running") plans.set(key, plan);
	}
	return plans;
}

/** An agent's first account by config, else the account of that name, if there is one. */
function accountOf(
	{ agents }: BoardConfig,
	assignee: string | undefined,
): string | undefined {
	if (assignee === undefined) return undefined;
	const agent = Object.hasOwn(agents, assignee) ? agents[assignee] : undefined;
	return agent?.logins[0]?.login ?? assignee;
}

/** The labels that are known to exist, in lower case. */
export type KnownLabels = Set<string>;

/** Brings the labels of ours in line; answers whether anything had to be changed. */
export async function showLabels(
	{ task, issue }: IssueView,
	shown: IssueRecord,
	{
		api,
		known,
		memory,
	}: { api: ViewApi; known: KnownLabels; memory: IssueMemory },
): Promise<boolean> {
	const { add, remove } = labelChanges(task, shown.labels);
	const { fits, leftOut } = roomFor(add, shown.labels, remove);
	memory.leftOut = leftOut;
	for (const name of fits) {
		if (known.has(name)) continue;
		await api.createLabel(lookOf(name));
		known.add(name);
	}
	// Taken off first: an issue holds so many labels and no more.
	for (const name of remove) await api.removeLabel(issue, name);
	if (fits.length > 0) await api.addLabels(issue, fits);
	return fits.length + remove.length > 0;
}

/** Opens or closes the issue; one that is closed already keeps the reason it was closed for. */
export async function showState(
	{ task, issue }: IssueView,
	shown: IssueRecord,
	api: ViewApi,
): Promise<boolean> {
	const hasEnded = task.status === "done" || task.status === "cancelled";
	if (hasEnded === shown.isClosed) return false;
	if (hasEnded)
		await api.close(
			issue,
			task.status === "done" ? "completed" : "not_planned",
		);
	else await api.open(issue);
	return true;
}

/** GitHub takes so many, and leaves out whoever would be one more. */
const MOST_ASSIGNEES = 10;

/** Assigns whom the task is meant for, where that is possible, and nobody else. */
export async function showAssignee(
	{ issue, assignee, task, config }: IssueView,
	shown: IssueRecord,
	api: ViewApi,
): Promise<boolean> {
	const isWanted = (login: string) => isAccountOf(config, task.assignee, login);
	const others = shown.assignees.filter((login) => !isWanted(login));
	const isMissing = assignee !== undefined && !shown.assignees.some(isWanted);
	const adds = isMissing && (await api.isAssignable(assignee));
	const isFull = shown.assignees.length >= MOST_ASSIGNEES;
	if (others.length > 0 && isFull) await api.unassign(issue, others);
	if (adds) await api.assign(issue, assignee);
	if (others.length > 0 && !isFull) await api.unassign(issue, others);
	return adds || others.length > 0;
}
