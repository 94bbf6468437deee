import type { Role } from "../core/actor.ts";
import { agentOfLogin } from "../core/agent.ts";
import { NO_CODE } from "../core/gate.ts";
import { PRIORITIES } from "../core/task.ts";
import type { Saying } from "../engine/saying.ts";
import type { EventRecord, IssueRecord } from "./api.ts";
import { readTaskForm } from "./issue-form.ts";
import { cutText } from "./issue-text.ts";

/** The label that puts an issue on the board. */
export const BOARD_LABEL = "baton";

/** Events that may be commands; all others are only remarks of GitHub's. */
export function isCommandEvent({ event, label }: EventRecord): boolean {
	if (event === "labeled" || event === "unlabeled")
		return (
			label === BOARD_LABEL ||
			label === NO_CODE ||
			label?.startsWith("priority:") === true
		);
	return (
		event === "assigned" ||
		event === "unassigned" ||
		event === "closed" ||
		event === "reopened"
	);
}

/** What an issue event says as a command, or undefined when it says nothing. `issue` is the issue as it is now. */
export function eventToSaying(
	event: EventRecord,
	role: Role,
	issue: IssueRecord,
): Saying | undefined {
	const key = String(event.issue);
	const said = verbOf(event, issue);
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

function verbOf(
	event: EventRecord,
	issue: IssueRecord,
): Pick<Saying, "verb" | "input"> | undefined {
	const { label } = event;
	switch (event.event) {
		case "labeled":
			if (label === NO_CODE) return { verb: "exempt", input: { on: true } };
			if (label === BOARD_LABEL)
				return { verb: "enroll", input: enrollInput(issue) };
			return priorityOf(label) === undefined
				? undefined
				: { verb: "priority", input: { priority: priorityOf(label) } };
		case "unlabeled":
			if (label === NO_CODE) return { verb: "exempt", input: { on: false } };
			return label === BOARD_LABEL
				? { verb: "cancel", input: { reason: "taken off the board" } }
				: undefined;
		case "assigned":
			return event.assignee === undefined
				? undefined
				: { verb: "assign", input: { assignee: agentOfLogin(event.assignee) } };
		case "unassigned":
			return event.assignee === undefined
				? undefined
				: {
						verb: "unassign",
						input: { assignee: agentOfLogin(event.assignee) },
					};
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
			return { verb: "reopen", input: {} };
		default:
			return undefined;
	}
}

/** The input of `enroll` from an issue: its text, cut to what is kept, and what its labels say. */
export function enrollInput(issue: IssueRecord): Saying["input"] {
	const form = readTaskForm(issue.body.replace(/\r\n?/g, "\n"));
	const priorities = issue.labels
		.map(priorityOf)
		.filter((priority) => priority !== undefined);
	const capabilities = issue.labels
		.filter((label) => /^needs:[a-z0-9][a-z0-9+.#_-]{0,49}$/.test(label))
		.map((label) => label.slice("needs:".length));
	const own = issue.labels.filter(
		(label) =>
			label !== BOARD_LABEL &&
			// Whether it counts depends on who put it there, which its own event tells.
			label !== NO_CODE &&
			!/^(baton|priority|needs):/.test(label) &&
			label.length <= 50,
	);
	return {
		title: cutText(
			issue.title.replace(/\s+/g, " ").trim() || `Issue ${issue.number}`,
			256,
		),
		description: cutText(issue.body, 65_536),
		issue: issue.number,
		...form,
		...(priorities[0] === undefined ? {} : { priority: priorities[0] }),
		labels: own.slice(0, 100),
		capabilities: capabilities.slice(0, 20),
	};
}

function priorityOf(label: string | undefined): string | undefined {
	return PRIORITIES.find((priority) => label === `priority:${priority}`);
}
