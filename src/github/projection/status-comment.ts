import { renderBaton } from "../../core/baton-markdown.ts";
import type { BoardReader } from "../../core/board.ts";
import type { BoardConfig } from "../../core/config.ts";
import { NO_CODE } from "../../core/gate.ts";
import { checksOf } from "../../core/gate-source.ts";
import { openBlockers } from "../../core/graph.ts";
import type { Instant } from "../../core/instant.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { isOpen } from "../../core/status.ts";
import type {
	PendingEdit,
	Task,
	TaskContext,
	Tokens,
} from "../../core/task.ts";
import { openFollowUps } from "../../verbs/follow-ups.ts";
import { code, marker, text, truncate } from "../markdown.ts";
import { runNow, runStatus } from "./run-status.ts";

/** By this the status comment of an issue is found again. */
export const STATUS_MARKER = marker("status");

const MAX_UNITS = 30_000;
/** So many open follow-ups are told of, and so much of each. */
const MAX_FOLLOW_UPS = 5;
const FOLLOW_UP_UNITS = 200;

/**
 * The one comment of an issue that tells how its task stands: a function of the board alone, with absolute times, so that it
 * stays true until the next command.
 */
export function statusComment(board: BoardReader, task: Task): string {
	const config = board.board?.config;
	const rows = config === undefined ? [] : rowsOf(board, task, config);
	const plan = board.plan(task.key);
	const body = [
		STATUS_MARKER,
		`**${code(task.status)}** ${whatNow(task, plan)}`,
		[
			"| | |",
			"|---|---|",
			...rows.map(([name, value]) => `| ${name} | ${value} |`),
		].join("\n"),
		...(plan === undefined ? [] : runStatus(task.key, plan)),
		`<details><summary>Baton</summary>\n\n${renderBaton(board.baton(task.key), text)}\n\n</details>`,
	];
	return truncate(body.join("\n\n"), MAX_UNITS);
}

/** The next step, for somebody who sees a board for the first time. */
function whatNow(task: Task, plan: Plan | undefined): string {
	const isPlanned =
		plan !== undefined &&
		task.lease === undefined &&
		(task.status === "in_progress" || task.status === "ready");
	if (isPlanned) return plannedNow(task, plan);
	switch (task.status) {
		case "backlog":
			return "is not in the queue yet: say `/move ready`.";
		case "ready":
			return task.not_before === undefined
				? "can be claimed: say `/claim`."
				: `can be claimed from ${time(task.not_before)} on: say \`/claim\`.`;
		case "in_progress":
			return task.lease === undefined
				? "is being worked on."
				: `by ${text(task.lease.agent)}, whose lease ends ${time(task.lease.expires_at)}.`;
		case "blocked":
			return task.held === undefined
				? task.parked === true
					? "until its subtasks have ended."
					: "until the tasks it waits for have ended."
				: `and held: ${text(task.held)}. \`/unblock\` lets it go on.`;
		case "review":
			return "waits for somebody else's `/approve` or `/changes`.";
		case "done":
			return task.completed_at === undefined
				? "."
				: `since ${time(task.completed_at)}.`;
		case "cancelled":
			return `${task.reason === undefined ? "" : `(${text(task.reason)})`}; \`/reopen\` takes it up again.`;
		case "dead_letter":
			return `after ${task.attempts} failed attempts${task.reason === undefined ? "" : ` (${text(task.reason)})`}; a maintainer can \`/requeue\` it.`;
	}
}

/** A task with a plan goes on by its steps. */
function plannedNow({ status }: Task, plan: Plan): string {
	if (status === "in_progress") return `by its plan. ${runNow(plan)}`;
	return "has a plan: say `/start`.";
}

function rowsOf(
	board: BoardReader,
	task: Task,
	config: BoardConfig,
): readonly (readonly [string, string])[] {
	const waits = openBlockers(board, task);
	const context = board.context(task.key);
	const all: readonly (readonly [string, string | undefined])[] = [
		["priority", code(task.priority)],
		["needs", task.capabilities.map((one) => code(one)).join(", ")],
		["assigned to", task.assignee && text(task.assignee)],
		["due", task.due],
		["part of", task.parent && text(task.parent)],
		["subtasks", subtasksOf(board, task)],
		["waits for", waits.map((key) => text(key)).join(", ")],
		["edit", context.pending_edit && waitingEdit(context.pending_edit)],
		["to be changed", toBeChanged(context)],
		["failed attempts", task.attempts === 0 ? "" : `${task.attempts}`],
		["head", headOf(task)],
		["gates", gatesOf(task, config)],
		["summary", task.summary && text(task.summary)],
		["completed by", task.completed_by && completedBy(task)],
		["delivered", task.deliverable && text(task.deliverable)],
		["tokens", task.tokens && tokensOf(task.tokens)],
		["version", `${task.version}`],
	];
	return all.flatMap(([name, value]) =>
		value === undefined || value === "" ? [] : [[name, value] as const],
	);
}

/** How many of them have ended, and that the task stands aside until all have. */
function subtasksOf(
	board: BoardReader,
	{ key, parked }: Task,
): string | undefined {
	const children = board.children(key);
	if (children.length === 0) return undefined;
	const ended = children.filter((child) => {
		const status = board.task(child)?.status;
		return status !== undefined && !isOpen(status);
	}).length;
	const count = `${ended} of ${children.length} ended`;
	return parked === true ? `${count}; parked until all have` : count;
}

function waitingEdit({ by }: PendingEdit): string {
	return `an edit of the text by ${text(by)} waits: \`/edit accept\` takes it, \`/edit dismiss\` drops it`;
}

/** What somebody asked for and nobody has dealt with, the oldest first. */
function toBeChanged(context: TaskContext): string {
	const open = openFollowUps(context);
	const shown = open.slice(0, MAX_FOLLOW_UPS).map(({ id, body, agent }) => {
		const short =
			body.length <= FOLLOW_UP_UNITS
				? body
				: `${body.slice(0, FOLLOW_UP_UNITS)}…`;
		return `${code(id)} ${text(short)} (${text(agent)})`;
	});
	const more = open.length - shown.length;
	return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("<br>");
}

function tokensOf({ input, output, cost_usd }: Tokens): string {
	const cost = cost_usd === undefined ? "" : `, ${cost_usd} USD`;
	return `${input} in, ${output} out${cost}`;
}

function headOf({ head }: Task): string | undefined {
	if (head === undefined) return undefined;
	const where =
		head.pull_request === undefined
			? text(head.branch ?? "a branch")
			: `pull request ${head.pull_request} (${head.state})`;
	return `${code(head.sha.slice(0, 12))}, ${where}`;
}

/** What stands before the task's end, or what it was ended on. */
function gatesOf(task: Task, config: BoardConfig): string | undefined {
	const { checks } = task;
	if (checks?.overridden_by !== undefined && !isOpen(task.status))
		return `overridden by ${text(checks.overridden_by.login)}: ${text(checks.reason ?? "")}`;
	if (checks !== undefined && !isOpen(task.status))
		return checks.results
			.map(
				({ name, app, state }) =>
					`${text(name)} (${text(app)}): ${text(state)}`,
			)
			.join(", ");
	if (config.done_gates.length === 0) return undefined;
	if (task.labels.includes(NO_CODE))
		return `none: the label ${code(NO_CODE)} says that it needs no checks`;
	return config.done_gates
		.flatMap((name) => {
			const gate = config.gates[name];
			return gate === undefined ? [] : checksOf(gate);
		})
		.map(({ name, app }) => `${text(name)} (${text(app)})`)
		.join(", ");
}

function completedBy({ completed_by: by, status }: Task): string {
	return `${text(by?.agent ?? "")}${status === "review" ? ", not approved yet" : ""}`;
}

/** To the minute, and always the same: what is relative would be wrong a minute later. */
function time(instant: Instant): string {
	return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}
