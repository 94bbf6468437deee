import type { Head } from "../core/task.ts";
import type { PullRecord } from "./head-api.ts";

/** GitHub's own closing keywords, before a reference to an issue of this repository. */
const CLOSES =
	/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#([1-9][0-9]{0,9})\b/gi;
const TASK_BRANCH = /^task\/([1-9][0-9]{0,9})(?:-|$)/;

/** The issue that a branch's name says it works on: `task/42-logging` is for 42. */
export function issueOfBranch(branch: string): number | undefined {
	const match = TASK_BRANCH.exec(branch);
	return match === null ? undefined : Number(match[1]);
}

/** The issues that a pull request of this repository is for, by its branch and by the words in its body. One of a fork is for none. */
export function issuesOfPull({
	head,
	body,
	isOwn,
}: PullRecord): readonly number[] {
	if (!isOwn) return [];
	const byBranch =
		head.branch === undefined ? undefined : issueOfBranch(head.branch);
	const byWords = [...body.slice(0, 65_536).matchAll(CLOSES)].map(([, issue]) =>
		Number(issue),
	);
	return [
		...new Set([...(byBranch === undefined ? [] : [byBranch]), ...byWords]),
	];
}

/** Of several branches of an issue the first by name, so that every process picks the same. */
export function headOfBranches(
	issue: number,
	branches: readonly { readonly name: string; readonly sha: string }[],
): Head | undefined {
	const [first] = branches
		.filter(({ name }) => issueOfBranch(name) === issue)
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	return first === undefined
		? undefined
		: { branch: first.name, sha: first.sha, state: "open" };
}
