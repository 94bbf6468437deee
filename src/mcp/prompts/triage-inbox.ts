import { more, type Prompt, WHERE } from "../prompt.ts";

export const triageInbox: Prompt = {
	name: "triage_inbox",
	about: "Go through what lies about on the board and make it workable.",
	arguments: [
		...WHERE,
		{ name: "assignee", description: "only what is assigned to this agent" },
	],
	text: (
		words,
		where,
	) => `Go through the board and make what lies about workable. You need the tools of ?tools=worker,planner.

1. Call get_board { ${where} } for the whole, then list_tasks { ${where}${more(words, ["assignee"])}, status: ["BACKLOG"] } and the same for BLOCKED, REVIEW and DEAD_LETTER. Follow \`next\` with cursor until it is null.
2. For each task in BACKLOG read get_task { taskId, part: "brief" }. Ask whether somebody who knows nothing else could do it. If not, say what is missing in update_task { taskId, version, patch: { description } }, or add_context_item where you only have a question; do not invent requirements.
3. Set priority and requiredCapabilities with update_task, and wire the order with add_dependency { fromTaskId, toTaskId }: the first blocks the second. CYCLE_DETECTED shows the loop; leave one of its edges out. A task too large for one sitting is for decompose_into_subtasks.
4. When a task is complete in itself, move_task { taskId, toStatus: "READY" }. What waits for others becomes BLOCKED by itself and READY in its turn.
5. For each task in BLOCKED see what it waits for. If the reason is gone, unblock_task. If it waits for a person, add a note that says who and for what.
6. For each task in REVIEW see whether somebody is asked; assign_task where nobody is. Do not approve what you completed yourself.
7. DEAD_LETTER: read why attempts failed and write it down with add_context_item. Giving it another round is a maintainer's decision.

STALE means that a task changed under you: read it again and decide anew. Say at the end what you changed, what is ready now, and what needs a person.`,
};
