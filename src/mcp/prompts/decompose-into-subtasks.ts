import { type Prompt, WHERE } from "../prompt.ts";

export const decomposeIntoSubtasks: Prompt = {
	name: "decompose_into_subtasks",
	about:
		"Cut a task into subtasks that can be worked on their own, and wire their order.",
	arguments: [
		{ name: "taskId", description: "the task to cut", required: true },
		{ name: "most", description: "how many subtasks at most, default 8" },
		...WHERE,
	],
	text(words, where) {
		const task = JSON.stringify(words.taskId ?? "");
		const most = /^[1-9]\d?$/.test(words.most ?? "") ? words.most : "8";
		return `Cut task ${task} into at most ${most} subtasks. You need the tools of ?tools=worker,planner.

1. Call get_task_context { ${where}, taskId: ${task} } and look at the code it is about. If one agent can do it in one sitting, say so and stop: nothing is gained.
2. Cut along what can be tested alone, not along layers that only work together. Each subtask names its goal, the files or areas it is about, what must not change, and how one sees that it is done. Who takes it has read nothing else.
3. For each call add_subtask { ${where}, parentTaskId: ${task}, title, description, idempotencyKey }, with a key of your own for each, so that a call said twice makes one task. With the last one say park: true, if you hold the task and it only has to wait.
4. Where one needs what another makes, call add_dependency { ${where}, fromTaskId, toTaskId }: the first blocks the second. Leave everything else free, so that several work at once. The task itself waits for all of its subtasks anyway.
5. Set requiredCapabilities and priority with update_task where they differ from the task's.
6. Call list_subtasks { ${where}, parentTaskId: ${task} } and check: all there, no loop, at least one READY.

Say at the end which subtasks there are, in which order they can be done, and what you left out on purpose.`;
	},
};
