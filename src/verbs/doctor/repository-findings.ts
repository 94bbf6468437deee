import { type Finding, finding } from "./finding.ts";
import type {
	BranchFacts,
	IssueFacts,
	RepositoryFacts,
} from "./github-facts.ts";

/** GitHub takes no more of either on one issue. */
const MOST_LABELS = 100;
const MOST_COMMENTS = 2_500;
/** A task's own labels need so much room: a status, a priority and some needs. */
const LABELS_LEFT = 6;
const COMMENTS_LEFT = 100;

/** What of a repository's state keeps Baton from working in it. */
export function repositoryFindings(facts: RepositoryFacts): readonly Finding[] {
	return [
		...(facts.archived
			? [
					finding("error", "repository-archived", {
						what: "The repository is archived: it can only be read, so nothing is written and nothing is shown.",
						fix: "Unarchive it to go on; the board is kept as it is.",
					}),
				]
			: []),
		...(facts.has_issues
			? []
			: [
					finding("error", "issues-disabled", {
						what: "Issues are switched off in the repository: there is nothing a task could be.",
						fix: "Switch them on in the repository's settings, under Features.",
					}),
				]),
		...(facts.empty
			? [
					finding("warning", "repository-empty", {
						what: "The default branch has no commit. GitHub makes the first branch that is pushed the default one, and that would be the board's.",
						fix: "Push a first commit of your own, with the config if you have one.",
					}),
				]
			: []),
	];
}

/** Which names of branches stand in the way of the board's. */
export function branchFindings(facts: BranchFacts): readonly Finding[] {
	const { board, in_the_way, default_branch } = facts;
	return [
		...in_the_way.map((name) =>
			finding("error", "branch-name-taken", {
				what: `There is a branch ${JSON.stringify(name)}: git cannot keep ${board} beside it.`,
				fix: "Rename it, for example with `git branch -m` and a push, or in GitHub's list of branches.",
			}),
		),
		...(default_branch === board
			? [
					finding("warning", "board-is-default-branch", {
						what: `${board} is the repository's default branch: the config is looked for there, and everybody's clone begins with it.`,
						fix: "Push a branch with your code and make it the default in the repository's settings.",
					}),
				]
			: []),
	];
}

/** Whether an issue has room left for what Baton puts on it. */
export function issueFindings(facts: IssueFacts): readonly Finding[] {
	const { number, labels, comments } = facts;
	return [
		...(labels > MOST_LABELS - LABELS_LEFT
			? [
					finding("warning", "labels-full", {
						what: `Issue ${number} has ${labels} labels of the ${MOST_LABELS} that GitHub takes: Baton's may not fit.`,
						fix: "Remove some that nobody needs. The board itself is not affected.",
					}),
				]
			: []),
		...(comments > MOST_COMMENTS - COMMENTS_LEFT
			? [
					finding("warning", "comments-full", {
						what: `Issue ${number} has ${comments} comments of the ${MOST_COMMENTS} that GitHub takes: soon nobody can say anything on it.`,
						fix: "Go on in a new issue; deleting comments makes room too.",
					}),
				]
			: []),
	];
}
