import { isAccountOf } from "../../core/agent.ts";
import type { BoardConfig } from "../../core/config.ts";
import { fromMs, type Instant } from "../../core/instant.ts";
import type { Task } from "../../core/task.ts";
import type { Refused } from "../../engine/answer.ts";
import type { EventRecord } from "../api.ts";
import { labelsOf } from "./board-labels.ts";
import { undoneEdge } from "./relation-remark.ts";

/** Why something that a person did on GitHub was put back; said once on the issue. */
export interface Remark {
	readonly answer: Refused;
	/** When the person did it. */
	readonly at: Instant;
	/** Who did it, and to which label, where it was one. */
	readonly by?: string | undefined;
	readonly label?: string | undefined;
	/** True while the board still says otherwise: then it is put back, and only then there is something to explain. */
	readonly isPutBack: (task: Task, config: BoardConfig) => boolean;
}

/** The remark on an act that was refused, or undefined for one that changes nothing that is shown. */
export function remarkOf(
	event: EventRecord,
	answer: Refused,
): Remark | undefined {
	const undone = undoing(event);
	if (undone === undefined) return undefined;
	const { words, isPutBack } = undone;
	return {
		answer: { ...answer, message: `${words} ${answer.message}` },
		at: fromMs(Date.parse(event.createdAt)),
		by: event.actor.login,
		label: event.label,
		isPutBack,
	};
}

function undoing(
	happened: EventRecord,
): (Pick<Remark, "isPutBack"> & { readonly words: string }) | undefined {
	const { event, label = "", assignee = "" } = happened;
	const isShown = (task: Task) => labelsOf(task).includes(label.toLowerCase());
	const isAssigned = (task: Task, config: BoardConfig) =>
		isAccountOf(config, task.assignee, assignee);
	const hasEnded = ({ status }: Task) =>
		status === "done" || status === "cancelled";
	switch (event) {
		case "labeled":
			return {
				words: `The label ${label} was taken off again.`,
				isPutBack: (task) => !isShown(task),
			};
		case "unlabeled":
			return {
				words: `The label ${label} was put back.`,
				isPutBack: isShown,
			};
		case "closed":
			return {
				words: "The issue was opened again.",
				isPutBack: (task) => !hasEnded(task),
			};
		case "reopened":
			return { words: "The issue was closed again.", isPutBack: hasEnded };
		case "assigned":
			return {
				words: `The assignment of ${assignee} was taken back.`,
				isPutBack: (task, config) => !isAssigned(task, config),
			};
		case "unassigned":
			return {
				words: `The assignment of ${assignee} was put back.`,
				isPutBack: isAssigned,
			};
		default:
			return undoneEdge(happened);
	}
}
