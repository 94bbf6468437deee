import type { RuleFacts } from "./github-facts.ts";

type Rule = RuleFacts["rules"][number];

/** An address as GitHub makes it for those who hide theirs; what matters of it is the same for everybody. */
const HIDDEN_ADDRESS = "1+octocat@users.noreply.github.com";

/**
 * Whether what Baton writes always fits a rule about texts: true or false where that can be told, undefined where it depends
 * on the command or on a pattern that is not tried here.
 */
export function patternHolds(
	{ type, pattern }: Rule,
	branch: string,
): boolean | undefined {
	const sample = sampleFor(type, branch);
	if (pattern === undefined || sample === undefined) return undefined;
	const fits = fitsIn(sample, pattern);
	return fits === undefined ? undefined : fits !== pattern.negate;
}

function sampleFor(type: string, branch: string): string | undefined {
	if (type === "branch_name_pattern") return branch;
	return type === "commit_author_email_pattern" ||
		type === "committer_email_pattern"
		? HIDDEN_ADDRESS
		: undefined;
}

/** A regular expression of somebody else's is not run: it may never come to an end. */
function fitsIn(
	sample: string,
	{ operator, text }: NonNullable<Rule["pattern"]>,
): boolean | undefined {
	if (operator === "starts_with") return sample.startsWith(text);
	if (operator === "ends_with") return sample.endsWith(text);
	return operator === "contains" ? sample.includes(text) : undefined;
}
