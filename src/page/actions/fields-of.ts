import type { ActionName } from "./action.ts";

/** What a dialog asks for. `list` is said with commas between; `people` is a text with the board's agents offered. */
export interface Field {
	readonly name: string;
	readonly label: string;
	readonly kind:
		| "line"
		| "text"
		| "choice"
		| "date"
		| "list"
		| "people"
		| "flag";
	readonly values?: readonly string[];
	readonly isNeeded?: boolean;
	readonly hint?: string;
}

export const PRIORITIES = ["urgent", "high", "normal", "low"] as const;

const reason = (label: string, isNeeded: boolean): Field => ({
	...{ name: "reason", label, kind: "text", isNeeded },
});
const priority: Field = {
	...{ name: "priority", label: "Priority", kind: "choice" },
	values: PRIORITIES,
};
const title: Field = {
	...{ name: "title", label: "Title", kind: "line", isNeeded: true },
};
const description: Field = {
	...{ name: "description", label: "Description", kind: "text" },
	hint: "Markdown",
};
const tasks = (name: string, label: string): Field => ({
	...{ name, label, kind: "list", hint: "Such as 41, 43" },
});

const FIELDS: { readonly [name in ActionName]?: readonly Field[] } = {
	assign: [
		{
			name: "assignee",
			label: "Agent or login",
			kind: "people",
			isNeeded: true,
		},
	],
	priority: [{ ...priority, isNeeded: true }],
	due: [
		{ name: "due", label: "Due on", kind: "date", hint: "Empty: by no day" },
	],
	release: [reason("Why it is given back", false)],
	handoff: [
		{ name: "to", label: "To the agent", kind: "people", isNeeded: true },
		{ name: "note", label: "Note for it", kind: "text", isNeeded: true },
	],
	done: [{ name: "deliverable", label: "What came of it", kind: "text" }],
	fail: [
		reason("What went wrong", true),
		{
			...{ name: "final", label: "Nobody else would succeed", kind: "flag" },
			hint: "Then it is put aside instead of being tried again",
		},
	],
	block: [reason("What it waits for", true), tasks("by", "Blocked by tasks")],
	depend: [{ ...tasks("on", "Waits for tasks"), isNeeded: true }],
	changes: [
		{ name: "body", label: "What has to change", kind: "text", isNeeded: true },
	],
	cancel: [reason("Why", false)],
	reopen: [reason("Why", false)],
	"force-release": [reason("Why the lease is taken away", true)],
	override: [reason("Why its gates do not count", true)],
	subtask: [title, description],
	enroll: [
		title,
		description,
		{
			name: "labels",
			label: "Labels",
			kind: "list",
			hint: "With commas between",
		},
		priority,
		{ name: "assignee", label: "Assignee", kind: "people" },
		{ name: "due", label: "Due on", kind: "date" },
	],
};

const APPROVAL: readonly Field[] = [
	{
		...{
			name: "result",
			label: "The plan goes on",
			kind: "choice",
			isNeeded: true,
		},
		values: ["approve", "feedback", "reject"],
	},
	{
		...{ name: "feedback", label: "What is to be done before", kind: "text" },
		hint: "With feedback",
	},
];

/** What an action asks for before it is said; `isPlan` for the approval that a plan waits with. */
export function fieldsOf(
	name: ActionName,
	{ isPlan = false }: { isPlan?: boolean } = {},
): readonly Field[] {
	return name === "approve" && isPlan ? APPROVAL : (FIELDS[name] ?? []);
}
