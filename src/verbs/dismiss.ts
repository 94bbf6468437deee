import { z } from "zod";
import { remember } from "../core/inbox.ts";
import { taskRow } from "./task-view.ts";
import { taskVerb } from "./verb.ts";

/**
 * Refused comments carry a reaction that says so; what people do by hand has no such place. This puts the refused act's op id
 * into the log, so that it stays refused when it is seen again, whatever has become possible meanwhile.
 */
export const dismiss = taskVerb({
	name: "dismiss",
	summary: "Records that what somebody did by hand was refused.",
	input: z.strictObject({
		verb: z.string().max(40),
		code: z.string().max(40),
		by: z.strictObject({ id: z.int(), login: z.string().max(100) }),
	}),
	role: "app",
	doors: ["app"],
	examples: [],
	errors: [],
	words: [],
	quiet: true,
	run({ draft, command, input, task }) {
		const { below } = draft.board?.inbox ?? task.inbox;
		draft.setTask({
			...task,
			inbox: remember(task.inbox, below, command.opId),
		});
		return {
			ok: true,
			summary: `${input.verb} is ${input.code}`,
			data: { task: taskRow(task) },
		};
	},
});
