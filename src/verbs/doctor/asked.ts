/** A permission that app.yml asks for, and what does not work without it. */
export interface AskedPermission {
	readonly level: "read" | "write";
	readonly without: string;
}

/** What app.yml asks for, by the names that GitHub gives permissions. */
export const PERMISSIONS: Readonly<Record<string, AskedPermission>> = {
	metadata: {
		level: "read",
		without: "nobody's role can be asked for, so every command is refused",
	},
	issues: {
		level: "write",
		without:
			"comments are not read and not answered, and labels, assignees and the status comment are not kept",
	},
	contents: {
		level: "write",
		without:
			"the config cannot be read and nothing can be pushed to the board's branch: no command takes effect",
	},
	checks: {
		level: "write",
		without:
			"gates cannot see the checks they name, and the check `baton` with its buttons is not shown",
	},
	pull_requests: {
		level: "read",
		without:
			"linked pull requests are not found: no head, no check at it, no merge and no review is noticed",
	},
	statuses: {
		level: "read",
		without: "gates that name a commit status never become green",
	},
};

/** What the Projects v2 view needs beside that, where the config has `project`. */
export const PROJECT_PERMISSION: Readonly<Record<string, AskedPermission>> = {
	organization_projects: {
		level: "write",
		without: "Status and Priority are not kept in the project",
	},
};

const AT_THE_SWEEP =
	"is found by the next sweep, up to five minutes after it happened";

/** The events that app.yml subscribes to, each with what becomes of its news where the event does not arrive. */
export const EVENTS: Readonly<Record<string, string>> = {
	issues: `What is done to an issue ${AT_THE_SWEEP}; who edited its text is not known then, so the edit waits to be accepted`,
	issue_comment: `A command in a comment ${AT_THE_SWEEP}; a status comment that somebody deletes is put back later`,
	sub_issues: `A sub-issue added or removed by hand ${AT_THE_SWEEP}`,
	issue_dependencies: `A blocked-by edge added or removed by hand ${AT_THE_SWEEP}`,
	pull_request: `A pull request that is opened, pushed to or merged ${AT_THE_SWEEP}`,
	pull_request_review: `A review ${AT_THE_SWEEP}`,
	check_run: `A check that finished ${AT_THE_SWEEP}; presses of the buttons on Baton's own check are found by nobody: say the command in a comment`,
	check_suite: `A finished suite of checks ${AT_THE_SWEEP}`,
	status: `A commit status ${AT_THE_SWEEP}`,
	push: `A push to a task's branch, or of a new config, ${AT_THE_SWEEP}; an edit by hand on the board's branch is verified with the next command`,
	repository: `A renamed, archived or transferred repository ${AT_THE_SWEEP}`,
};

/** Events for the Projects v2 view, where the config has `project`. */
export const PROJECT_EVENTS: Readonly<Record<string, string>> = {
	projects_v2_item:
		"A card moved by hand is found by nobody: it is moved back to what the board says",
};
