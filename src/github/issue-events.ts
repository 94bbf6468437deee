import type { Role } from "../core/actor.ts";
import { agentOfAccount, isAccountOf } from "../core/agent.ts";
import type { BoardReader } from "../core/board.ts";
import { meaningOf } from "../core/label-meaning.ts";
import type { Saying } from "../engine/saying.ts";
import type { EventRecord, IssueRecord } from "./api.ts";
import { fittingForm, readTaskForm } from "./issue-form.ts";
import { textOf } from "./issue-text.ts";
import { type Said, saidByLabel, saidByUnlabel } from "./label-commands.ts";

/** Events that may be commands; all others are only remarks of GitHub's. */
export function isCommandEvent({ event, label }: EventRecord): boolean {
	if (event === "labeled" || event === "unlabeled")
		return label !== undefined && meaningOf(label) !== undefined;
	return (
		event === "assigned" ||
		event === "unassigned" ||
		event === "closed" ||
		event === "reopened" ||
		event === "renamed"
	);
}

/** True for the event that puts an issue on the board. */
export function isEnrollment({ event, label = "" }: EventRecord): boolean {
	return event === "labeled" && meaningOf(label)?.kind === "board";
}

/** What an event is understood with: the issue as it is now, and the board. */
export interface Known {
	readonly issue: IssueRecord;
	readonly board: BoardReader;
}

/** What an issue event says as a command, or undefined when it says nothing. */
export function eventToSaying(
	event: EventRecord,
	role: Role,
	known: Known,
): Saying | undefined {
	const key = String(event.issue);
	const said = verbOf(event, known);
	if (said === undefined) return undefined;
	const at = new Date(event.createdAt).toISOString();
	return {
		...said,
		task: key,
		actor: event.actor,
		role,
		opId: `t${event.id}`,
		at,
		...(said.verb === "enroll" ? {} : { ifTask: key }),
	};
}

function verbOf(event: EventRecord, { issue, board }: Known): Said | undefined {
	const task = board.task(String(event.issue));
	const config = board.board?.config;
	switch (event.event) {
		case "labeled":
			if (!isEnrollment(event)) return saidByLabel(event, task, config);
			if (task?.status === "cancelled") return { verb: "reopen", input: {} };
			return wasClosedAt(issue, event)
				? undefined
				: { verb: "enroll", input: readEnrollment(issue, board).input };
		case "unlabeled":
			return saidByUnlabel(event);
		case "assigned":
			return event.assignee === undefined
				? undefined
				: {
						verb: "assign",
						input: { assignee: agentOfAccount(config, event.assignee) },
					};
		case "unassigned":
			// Whoever was meant by the task may be shown by another name here: an account that works for the agent.
			return event.assignee === undefined ||
				!isAccountOf(config, task?.assignee, event.assignee)
				? undefined
				: { verb: "unassign", input: {} };
		case "closed": {
			// The issue tells only of its last closing; the event, where GitHub fills it in, of its own.
			const reason = event.stateReason ?? issue.stateReason;
			return {
				verb: "close",
				input: {
					reason:
						reason === "not_planned" || reason === "duplicate"
							? reason
							: "completed",
				},
			};
		}
		case "reopened":
			// An issue that got the label while it was closed comes onto the board with this.
			return task === undefined && carriesLabel(issue)
				? { verb: "enroll", input: readEnrollment(issue, board).input }
				: { verb: "reopen", input: {} };
		default:
			return undefined;
	}
}

/** True for an issue that was closed already when something happened to it: a label on it makes no work for anybody. */
function wasClosedAt(
	{ isClosed, closedAt = "" }: IssueRecord,
	{ createdAt }: EventRecord,
): boolean {
	return isClosed && Date.parse(closedAt) < Date.parse(createdAt);
}

/** True for an issue that is meant to be on the board. */
function carriesLabel({ labels }: IssueRecord): boolean {
	return labels.some((label) => meaningOf(label)?.kind === "board");
}

/** What putting an issue on the board says, and sentences about what of its form could not be taken. */
export interface Enrollment {
	readonly input: Saying["input"];
	readonly unread: readonly string[];
}

/** The input of `enroll` from an issue: its text, cut to what is kept, its form, and what its labels say. */
export function readEnrollment(
	issue: IssueRecord,
	board: BoardReader | undefined,
): Enrollment {
	const { title, description } = textOf(issue);
	const { form, unread } = fittingForm(
		readTaskForm(description),
		String(issue.number),
		board,
	);
	const meanings = issue.labels.map(meaningOf);
	const priority = meanings.find((meaning) => meaning?.kind === "priority");
	const [assignee] = issue.assignees;
	const labelled = meanings
		.filter((meaning) => meaning?.kind === "capability")
		.map(({ capability }) => capability);
	const capabilities = [...labelled, ...(form.capabilities ?? [])];
	// Whether `no-code` counts depends on who put it there, which its own event tells.
	const own = issue.labels.filter(
		(label) => meaningOf(label) === undefined && label.length <= 50,
	);
	const input = {
		title,
		description,
		issue: issue.number,
		...form,
		...(priority === undefined ? {} : { priority: priority.priority }),
		...(assignee === undefined
			? {}
			: { assignee: agentOfAccount(board?.board?.config, assignee) }),
		labels: own.slice(0, 100),
		capabilities: [...new Set(capabilities)].slice(0, 20),
	};
	return { input, unread };
}
