import { type Finding, finding } from "./finding.ts";
import type { RuleFacts } from "./github-facts.ts";
import { patternHolds } from "./pattern-holds.ts";

type Rule = RuleFacts["rules"][number];

/** Rules that turn away every push of commits such as Baton's, and why. */
const BLOCKS: Readonly<Record<string, string>> = {
	creation: "only those who may bypass it make such a branch",
	update: "only those who may bypass it push to the branch",
	required_signatures: "Baton's commits are not signed",
	pull_request: "Baton pushes to its branch and opens no pull requests",
	required_status_checks: "no check runs at the board's commits",
	required_deployments: "nothing of the board is deployed",
	merge_queue: "Baton pushes to its branch and queues nothing",
	workflows: "no workflow runs at the board's commits",
	code_scanning: "nothing scans the board's commits",
};
/** Rules that a push may or may not get past. */
const MAY_BLOCK: Readonly<Record<string, string>> = {
	commit_message_pattern: "the message of a commit of Baton's is the command",
	commit_author_email_pattern:
		"the author of a commit is whoever said the command, with the address that GitHub hides behind",
	committer_email_pattern: "the committer is the App's bot",
	branch_name_pattern: "the board's branch has a name of its own",
	file_path_restriction: "the board's files have their fixed places",
	file_extension_restriction: "the board is kept in yaml, json and md files",
	max_file_path_length: "paths of the board have up to 120 characters",
	max_file_size: "a file of the board has up to 512 kB",
};
/** What keeps others from taking the branch away or rewriting it. */
const PROTECTS = ["deletion", "non_fast_forward"];

/** Which rules keep Baton from its branch, and whether any keeps others from it. */
export function ruleFindings(facts: RuleFacts): readonly Finding[] {
	const { branch, rules, classic } = facts;
	const types = rules.map(({ type }) => type);
	const missing = PROTECTS.filter((type) => !types.includes(type));
	return [
		...rules.flatMap((rule) => blocking(rule, facts)),
		...(classic === true ? [classicProtection(branch)] : []),
		...(missing.length === 0 || classic === true
			? []
			: [unprotected(branch, missing)]),
	];
}

function blocking(rule: Rule, { branch, exists }: RuleFacts): Finding[] {
	const { type, ruleset, owner, bypass } = rule;
	if (bypass === "always" || bypass === "exempt") return [];
	const why = BLOCKS[type] ?? MAY_BLOCK[type];
	const judged = why === undefined ? true : patternHolds(rule, branch);
	if (why === undefined || judged === true) return [];
	const isSure = bypass !== undefined && (type in BLOCKS || judged === false);
	// Such a branch is made once; while it is there the rule stops nobody.
	const isLater =
		exists && (type === "creation" || type === "branch_name_pattern");
	const severity = isLater
		? "advice"
		: isSure || type in BLOCKS
			? "error"
			: "warning";
	const told =
		bypass === undefined
			? " Whether Baton may bypass it is not told here."
			: "";
	return [
		finding(
			severity,
			severity === "error" ? "ruleset-blocks" : "ruleset-may-block",
			{
				what: `The rule \`${type}\` of the ruleset ${JSON.stringify(ruleset)} (${owner}) ${severity === "error" ? "turns away" : "may turn away"} pushes to ${branch}: ${why}.${told}`,
				fix: "Add the App to the ruleset's bypass list with the mode Always, or exclude baton/** from the branches that it is for.",
			},
		),
	];
}

function classicProtection(branch: string): Finding {
	return finding("warning", "branch-protection", {
		what: `A classic branch protection applies to ${branch}. What it asks for is not shown to an App with so few permissions; it may turn away pushes.`,
		fix: "Have an administrator look at it: its pattern should leave baton/** out, or let the App push and bypass pull requests.",
	});
}

function unprotected(branch: string, missing: readonly string[]): Finding {
	return finding("advice", "board-unprotected", {
		what: `No rule keeps others from deleting or rewriting ${branch} (${missing.join(", ")}). Baton never does either; it would notice and freeze the board.`,
		fix: "Make a ruleset for baton/** that restricts deletions and blocks force pushes.",
	});
}
