import { budgetFindings } from "./budget-findings.ts";
import { clockFindings } from "./clock-findings.ts";
import { configFindings } from "./config-findings.ts";
import { deliveryFindings } from "./delivery-findings.ts";
import { bounded, type Finding } from "./finding.ts";
import type { GitHubFacts } from "./github-facts.ts";
import { installationFindings } from "./installation-findings.ts";
import {
	branchFindings,
	issueFindings,
	repositoryFindings,
} from "./repository-findings.ts";
import { ruleFindings } from "./rule-findings.ts";
import { webhookFindings } from "./webhook-findings.ts";

/** What is wrong with Baton's place on GitHub, as far as it was found out. */
export function githubFindings(facts: GitHubFacts): readonly Finding[] {
	return [
		...judged(facts.installation, installationFindings),
		...judged(facts.repository, repositoryFindings),
		...judged(facts.branches, branchFindings),
		...judged(facts.rules, ruleFindings),
		...judged(facts.config, configFindings),
		...judged(facts.webhook, webhookFindings),
		...judged(facts.deliveries, deliveryFindings),
		...clockFindings(facts.clock_skew_ms),
		...judged(facts.budgets, budgetFindings),
		...judged(facts.issue, issueFindings),
		...(facts.more ?? []).map(bounded),
	];
}

/** What is fine and worth knowing: how much of GitHub's limits is left. */
export function githubNotes({ budgets }: GitHubFacts): readonly string[] {
	const { primary, content, pushes } = budgets ?? {};
	return [
		...(primary === undefined
			? []
			: [
					`${primary.remaining} of ${primary.limit} requests are left until ${primary.reset}.`,
				]),
		...(content === undefined
			? []
			: [
					`${content.last_minute} of ${content.per_minute} writes of this minute and ${content.last_hour} of ${content.per_hour} of this hour are used.`,
				]),
		...(pushes === undefined || pushes.per_minute === 0
			? []
			: [`The board pushes at most ${pushes.per_minute} times a minute.`]),
	];
}

function judged<F>(
	facts: F | undefined,
	findings: (facts: F) => readonly Finding[],
): readonly Finding[] {
	return facts === undefined ? [] : findings(facts);
}
