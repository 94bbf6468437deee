import { fromMs } from "../../core/instant.ts";
import { readKnowledge } from "../read-knowledge.ts";
import type { Bound, BoundAnswer } from "../say-bound.ts";
import { actionJson, actionText } from "./action-text.ts";
import { hasContextFile } from "./has-context-file.ts";
import { lateEdit } from "./late-edit.ts";
import { selfOf } from "./self-of.ts";
import { shownAction } from "./shown-action.ts";
import { stepPrompt } from "./step-prompt.ts";
import { taskSuffix } from "./task-suffix.ts";

/** An answer about a task that took effect. */
export type Given = Extract<BoundAnswer, { ok: true }>;

/** The last good action of a task whose documents an edit by hand has set apart, and why that is so. */
async function setApart({ said, door }: Bound, answer: Given): Promise<string> {
	if (said.json) return JSON.stringify(answer, undefined, 2);
	const { task } = answer.binding;
	const reason = await door.look((board) => board.unreadable(task));
	return [
		`ACTION: ${answer.data.action}`,
		`Message: ${answer.data.message}`,
		`Quarantined: ${reason ?? "its documents cannot be read"}`,
	].join("\n");
}

/** The action of a run as it is printed, every step to be handed out with its prompt; after a start also how to bind a shell. */
export async function printAction(
	name: "start" | "next" | "resume",
	{ answer, bound }: { readonly answer: Given; readonly bound: Bound },
): Promise<string> {
	const { said, terminal, top, door } = bound;
	const { task } = answer.binding;
	const knowledge = top === undefined ? undefined : await readKnowledge(top);
	const hasContext = top !== undefined && (await hasContextFile(top, task));
	const now = fromMs(terminal.nowMs());
	const all = said.flags.has("all");
	const found = await door.look((board) =>
		shownAction(board, task, { now, all }),
	);
	if (found === undefined) return setApart(bound, answer);
	const { action, plan } = found;
	const edit = top && (await lateEdit(top, task, plan));
	if (edit) terminal.err(edit);
	const self = await selfOf(bound, action);
	const suffix = await taskSuffix(bound, task);
	return door.look((board) => {
		const about = {
			...{ task, plan, self, suffix },
			isTerse: said.flags.has("terse"),
			promptOf: (step: string) =>
				stepPrompt(board, {
					...{ key: task, step },
					hasContextFile: hasContext,
					isBound: suffix === "",
					pages: knowledge?.pages ?? [],
				}),
		};
		if (said.json) {
			const data = { ...answer.data, ...actionJson(action, about) };
			return JSON.stringify({ ...answer, data }, undefined, 2);
		}
		const text = actionText(action, about);
		return name === "start"
			? `${text}\n\nSession binding: export BATON_TASK_ID=${task}`
			: text;
	});
}
