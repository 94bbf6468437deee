/** What can be done from the page by hand: each is the verb of its name; `command` is any verb at all. */
export type ActionName =
	| "move"
	| "assign"
	| "unassign"
	| "priority"
	| "due"
	| "claim"
	| "start"
	| "release"
	| "handoff"
	| "done"
	| "fail"
	| "block"
	| "unblock"
	| "depend"
	| "approve"
	| "changes"
	| "cancel"
	| "reopen"
	| "requeue"
	| "force-release"
	| "override"
	| "subtask"
	| "enroll"
	| "command";

/** An action as menus show it; its title ends in "…" where it asks for something first. */
export interface Action {
	readonly name: ActionName;
	readonly title: string;
}

const TITLES: Readonly<Record<ActionName, string>> = {
	move: "Move…",
	assign: "Assign…",
	unassign: "Unassign",
	priority: "Set the priority…",
	due: "Set the due date…",
	claim: "Claim",
	start: "Start its plan",
	release: "Release…",
	handoff: "Hand off…",
	done: "Complete…",
	fail: "Give up…",
	block: "Hold…",
	unblock: "Let it go on",
	depend: "Let it wait for another…",
	approve: "Approve…",
	changes: "Request changes…",
	cancel: "Cancel the task…",
	reopen: "Reopen…",
	requeue: "Requeue",
	"force-release": "Take the lease away…",
	override: "End as done all the same…",
	subtask: "Add a subtask…",
	enroll: "New task…",
	command: "Say a command…",
};

/** An action by its name. */
export function actionOf(name: ActionName): Action {
	return { name, title: TITLES[name] };
}

/** Actions as a sentence names them: `release or hand off`. */
export function waysSaid(names: readonly ActionName[]): string {
	return names
		.map((name) => TITLES[name].replace("…", "").toLowerCase())
		.join(" or ");
}
