import type { GitHubFacts } from "../../verbs/doctor/github-facts.ts";
import { budgetsFound, primaryLimit } from "./budget-facts.ts";
import { configFacts } from "./config-facts.ts";
import { deliveryFacts } from "./delivery-facts.ts";
import type { DoctorAsked, DoctorDoor } from "./doctor-door.ts";
import { installationFacts } from "./installation-facts.ts";
import { type Looked, look } from "./look.ts";
import { issueFacts, repositoryFacts } from "./repository-facts.ts";
import { ruleFacts } from "./rule-facts.ts";
import { hookFacts } from "./webhook-facts.ts";

/**
 * Looks at everything on GitHub that Baton's work depends on, in about 20 requests. Changes nothing and never throws: what
 * could not be looked at is in `unknown`.
 */
export async function gatherGitHubFacts(
	door: DoctorDoor,
	{ config: inForce }: Pick<DoctorAsked, "config">,
): Promise<GitHubFacts> {
	const config = await look("the config", () => configFacts(door, inForce));
	const hasProject = found(config)?.hasProject ?? false;
	const [installation, repository, rules, hook, deliveries, primary] =
		await Promise.all([
			look("permissions and events", () =>
				installationFacts(door, { hasProject }),
			),
			look("the repository", () => repositoryFacts(door)),
			look("rules for the board's branch", () => ruleFacts(door)),
			look("the webhook's settings", () => hookFacts(door)),
			look("webhook deliveries", () => deliveryFacts(door)),
			look("requests left", () => primaryLimit(door.octokit)),
		]);
	const about = found(repository);
	const more = door.more?.() ?? [];
	return {
		...part("installation", found(installation)),
		...part("repository", about?.facts),
		...part("branches", about?.branches),
		...part("clock_skew_ms", about?.skewMs),
		...part("rules", found(rules)),
		...part("config", found(config)?.facts),
		...part("webhook", found(hook)),
		...part("deliveries", found(deliveries)),
		...part(
			"budgets",
			budgetsFound(door, { primary: found(primary), inForce }),
		),
		...part("more", more.length === 0 ? undefined : [...more]),
		unknown: [
			config,
			installation,
			repository,
			rules,
			hook,
			deliveries,
			primary,
		].flatMap((one) => ("unknown" in one ? [one.unknown] : [])),
	};
}

/** The same, and one issue, which costs one request more. */
export async function withIssueFacts(
	door: DoctorDoor,
	facts: GitHubFacts,
	issue: number,
): Promise<GitHubFacts> {
	const onIssue = await look("the issue", () => issueFacts(door, issue));
	return "found" in onIssue
		? { ...facts, issue: onIssue.found }
		: { ...facts, unknown: [...facts.unknown, onIssue.unknown] };
}

function found<F>(looked: Looked<F>): F | undefined {
	return "found" in looked ? looked.found : undefined;
}

/** A property, unless there is nothing for it. */
function part<K extends keyof GitHubFacts>(
	name: K,
	facts: GitHubFacts[K] | undefined,
): Partial<Pick<GitHubFacts, K>> {
	return facts === undefined
		? {}
		: ({ [name]: facts } as Partial<Pick<GitHubFacts, K>>);
}
