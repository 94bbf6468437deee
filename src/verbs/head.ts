import { z } from "zod";
import type { Head } from "../core/task.ts";
import { headFact } from "../schema/gate-facts.ts";
import { taskVerb } from "./verb.ts";

export const head = taskVerb({
	name: "head",
	summary:
		"Records which commit holds the task's work now, as found by a linked pull request or branch.",
	input: z.union([headFact, z.strictObject({ gone: z.literal(true) })]),
	role: "app",
	doors: ["app"],
	examples: [],
	errors: [],
	words: [],
	run({ draft, input, task }) {
		if ("gone" in input) {
			const { head: _gone, ...headless } = task;
			if (task.head !== undefined) draft.setTask(headless);
			return { ok: true, summary: "it has none any more", data: {} };
		}
		if (!isSame(task.head, input)) draft.setTask({ ...task, head: input });
		return {
			ok: true,
			summary: `${input.sha.slice(0, 12)}, ${input.state}`,
			data: { head: { ...input } },
		};
	},
});

function isSame(head: Head | undefined, other: Head): boolean {
	return (
		head?.sha === other.sha &&
		head.branch === other.branch &&
		head.pull_request === other.pull_request &&
		head.state === other.state
	);
}
