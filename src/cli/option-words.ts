/** What options mean whose field's schema says nothing, by `field`, or by `verb.field` where verbs differ. */
const WORDS: Readonly<Record<string, string>> = {
	acceptance: "what has to be true when it is done",
	artifact: "the artifact to retract, by its id",
	artifacts: "what was made, each with kind, ref or url, and title",
	blocked_by: "tasks that have to be done before it can be claimed",
	body: "what to say",
	by: "tasks that have to be done first",
	capabilities: "what an agent has to be able to do for it, such as python",
	"claim-next.capabilities": "only tasks that need nothing beyond these",
	"next.capabilities": "only tasks that need nothing beyond these",
	"wait.capabilities": "only tasks that need nothing beyond these",
	"claim-next.labels": "only tasks with all of these labels",
	"next.labels": "only tasks with all of these labels",
	"wait.labels": "only tasks with all of these labels",
	deliverable: "what came of it, in a line",
	description: "what it is about, at any length",
	due: "the day by which it should be done, such as 2026-12-01",
	"edit.due": "the day by which it should be done, such as 2026-12-01, or none",
	forget: "forgets the fact",
	hash: "the checksum of what was made",
	issue: "the number of its issue",
	"artifact.kind": "what sort of thing it is, such as commit, file or url",
	"retract.kind": "retracts the artifacts of this kind",
	"note.kind": "what sort of note it is",
	label: "only tasks with this label",
	labels: "labels that it gets, such as no-code",
	limit: "how many are shown at most",
	model_hint: "the model that suits it, for whoever chooses one",
	note: "what whoever has it next should know first",
	"require.on": "whether it needs this",
	"depend.on": "the task to wait for",
	"undepend.on": "the task to wait for no longer",
	priority: "only tasks of this urgency",
	query: "the words to look for",
	reason: "why, in a line that stays with the task",
	ref: "where it is found, such as a commit or a path",
	reviewer: "the agent who is to review it",
	roles: "only tasks that ask for one of these roles, or for none",
	stage: "at what stage of the work this is (default: the agent)",
	status: "only tasks in these columns",
	summary: "what the task is about by now, in short",
	title: "what it is called, in a line",
	"move.to": "the column to move it to",
	"recover.to": "the commit whose state to go on from",
	url: "its address on the web",
};

/** What an option of a verb means, in words of its own or, where none are known, by its name. */
export function optionWords(verb: string, field: string): string {
	return (
		WORDS[`${verb}.${field}`] ??
		WORDS[field] ??
		`the ${field.replaceAll("_", " ")}`
	);
}
