import { type Prompt, WHERE } from "../prompt.ts";

export const summarizeForHandoff: Prompt = {
	name: "summarize_for_handoff",
	about:
		"Bring a task you hold into a state that another agent can go on from.",
	arguments: [
		{ name: "taskId", description: "the task you hold", required: true },
		{ name: "toAgent", description: "who goes on; anybody if left out" },
		...WHERE,
	],
	text(words, where) {
		const task = JSON.stringify(words.taskId ?? "");
		const to = words.toAgent ?? "";
		const end =
			to === ""
				? `call release_task { ${where}, taskId: ${task}, reason }: whoever comes next finds the summary and the notes.`
				: `call handoff_task { ${where}, taskId: ${task}, toAgent: ${JSON.stringify(to)}, memoryNote, baton_patch }. The note is what the receiver reads first, as your instructions: three to eight sentences that say where to begin.`;
		return `Bring task ${task} into a state that another agent can go on from without asking you.

1. Call get_task_context { ${where}, taskId: ${task} } and compare what it says with what is true by now.
2. Commit and push what you have, also what is half done, on a branch of its own. Link it with add_artifact, kind "branch", and the pull request if there is one.
3. Call set_summary with one to three sentences: what is done and what is not.
4. Call add_context_item { kind: "note" } with four short parts. Done: what works, and how you know. Next: the very next step, with files and commands. Rejected: what you tried that does not work, and why. Uncertain: what you assumed and did not check.
5. Patch the baton with patch_baton where it is out of date: current_state has three to eight entries that are true now; decision_log gets what was decided; open_questions what is not settled.
6. Then ${end}

Put down nothing that you do not know. Say at the end what the receiver will find.`;
	},
};
