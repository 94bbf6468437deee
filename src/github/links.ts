import type { PullRecord } from "./head-api.ts";

/** Parts of a text whose words are not meant: comments, code, quotes. */
const SILENT =
	/<!--[\s\S]*?(?:-->|(?![\s\S]))|```[\s\S]*?(?:```|(?![\s\S]))|~~~[\s\S]*?(?:~~~|(?![\s\S]))|``[^\n]*?``|`[^`\n]*`|^ {0,3}>.*$/gm;
/** GitHub's own closing keywords, before a reference to an issue: `#42`, `GH-42`, `owner/repo#42` or its address. */
const CLOSES =
	/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:([\w.-]+\/[\w.-]+)?#|GH-|https?:\/\/[^\s/]+\/([\w.-]+\/[\w.-]+)\/issues\/)([1-9][0-9]{0,9})\b/gi;
const TASK_BRANCH = /^task\/([1-9][0-9]{0,9})(?:-|$)/;
const MAX_BODY_UNITS = 65_536;

/** The issue that a branch's name says it works on: `task/42-logging` is for 42. */
export function issueOfBranch(branch: string): number | undefined {
	const match = TASK_BRANCH.exec(branch);
	return match === null ? undefined : Number(match[1]);
}

/** The issues that a pull request of this repository is for, by its branch and by the words in its body. One of a fork is for none. */
export function issuesOfPull(pull: PullRecord): readonly number[] {
	return pull.isOwn ? issuesNamedBy(pull) : [];
}

/** The issues that a pull request names, whoever made it. */
export function issuesNamedBy({
	head,
	body,
	repository,
}: PullRecord): readonly number[] {
	const byBranch =
		head.branch === undefined ? undefined : issueOfBranch(head.branch);
	const said = body.slice(0, MAX_BODY_UNITS).replace(SILENT, " ");
	const isHere = (name: string | undefined) =>
		name === undefined || name.toLowerCase() === repository?.toLowerCase();
	const byWords = [...said.matchAll(CLOSES)]
		.filter(([, name, address]) => isHere(name) && isHere(address))
		.map(([, , , issue]) => Number(issue));
	return [
		...new Set([...(byBranch === undefined ? [] : [byBranch]), ...byWords]),
	];
}
