import { PRIORITIES } from "../core/task.ts";

/** What the task form asks for, read back from the issue it makes. */
export interface TaskForm {
	readonly goal?: string;
	readonly acceptance?: readonly string[];
	readonly priority?: string;
}

const NO_RESPONSE = "_No response_";
const LIST_MARK = /^(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?/;
/** Limits of the baton these go into. */
const MOST = { characters: 300, entries: 50 } as const;

/**
 * Reads `.github/ISSUE_TEMPLATE/baton-task.yml`: GitHub renders each field as a `### Label` heading with the answer below.
 * A body that does not start with such a heading is no form and gives nothing.
 */
export function readTaskForm(body: string): TaskForm {
	if (!body.startsWith("### ")) return {};
	const answers = new Map<string, string>();
	for (const section of `\n${body}`.split(/\n### /).slice(1)) {
		const [label = "", ...rest] = section.split("\n");
		const answer = rest.join("\n").trim();
		if (answer !== "" && answer !== NO_RESPONSE)
			answers.set(label.trim().toLowerCase(), answer);
	}
	const goal = answers
		.get("goal")
		?.replace(/\s+/g, " ")
		.slice(0, MOST.characters);
	const acceptance = (answers.get("acceptance") ?? "")
		.split("\n")
		.map((line) =>
			line.trim().replace(LIST_MARK, "").slice(0, MOST.characters).trim(),
		)
		.filter((line) => line !== "")
		.slice(0, MOST.entries);
	const priority = PRIORITIES.find(
		(known) => known === answers.get("priority"),
	);
	return {
		...(goal === undefined ? {} : { goal }),
		...(acceptance.length === 0 ? {} : { acceptance }),
		...(priority === undefined ? {} : { priority }),
	};
}
