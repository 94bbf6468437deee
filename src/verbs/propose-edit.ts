import { z } from "zod";
import { description } from "./enroll.ts";
import { line } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { taskVerb } from "./verb.ts";

export const proposeEdit = taskVerb({
	name: "propose-edit",
	summary:
		"Keeps an edit of the issue's text by somebody who may not change the brief, until it is taken or the text changes again.",
	input: z.strictObject({ title: line(256), description }),
	role: "none",
	doors: ["app"],
	examples: [],
	errors: [],
	words: [],
	run({ draft, command, input, task }) {
		const brief = draft.brief(task.key);
		const { pending_edit, ...context } = draft.context(task.key);
		const isBrief =
			input.title === brief.title && input.description === brief.description;
		const isKnown =
			input.title === pending_edit?.title &&
			input.description === pending_edit.description;
		if (isBrief) draft.setContext(task.key, context);
		else if (!isKnown) {
			const { title, description: text } = input;
			const by = command.actor.login;
			draft.setContext(task.key, {
				...context,
				pending_edit: { title, description: text, by, at: command.now },
			});
		}
		return {
			ok: true,
			summary: isBrief ? "the brief stands" : `by ${command.actor.login}`,
			data: { task: taskRow(task), pending: !isBrief },
		};
	},
});
