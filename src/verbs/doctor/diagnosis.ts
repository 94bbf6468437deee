import type { JsonObject } from "../../core/errors.ts";
import { type Finding, findingData, isHealthy, ranked } from "./finding.ts";
import type { GitHubFacts } from "./github-facts.ts";
import { githubFindings, githubNotes } from "./github-findings.ts";
import type { HealthFacts } from "./health-facts.ts";
import { healthFindings } from "./health-findings.ts";

/** The findings say it all; in one piece it is for a glance. */
const MAX_SAID_UNITS = 4_000;

/** All that was found out, judged: the worst findings first, what could not be looked at, and what else is worth knowing. */
export interface Diagnosis {
	/** False when anything keeps Baton from its work, "unknown" when that could not be found out. */
	readonly healthy: boolean | "unknown";
	readonly findings: readonly Finding[];
	/** How many more there are than are named. */
	readonly more: number;
	/** What could not be looked at, and why: of that nothing is known. */
	readonly unknown: GitHubFacts["unknown"];
	readonly notes: readonly string[];
}

/** Judges what was found out about a board's branch and about its place on GitHub. */
export function diagnose({
	health,
	github,
}: {
	readonly health?: HealthFacts | undefined;
	readonly github?: GitHubFacts | undefined;
}): Diagnosis {
	const ofBranch = health === undefined ? [] : healthFindings(health);
	const ofGitHub = github === undefined ? [] : githubFindings(github);
	// Both look at the clock; once is enough.
	const named = new Set(ofBranch.map(({ code }) => code));
	const all = [
		...ofBranch,
		...ofGitHub.filter(({ code }) => code !== "clock-skew" || !named.has(code)),
	];
	const { shown, more } = ranked(all);
	return {
		healthy: isHealthy(all) && (isKnown(github) || "unknown"),
		findings: shown,
		more,
		unknown: [...(github?.unknown ?? []), ...silences(github)],
		notes: github === undefined ? [] : githubNotes(github),
	};
}

/** Without these nobody can say that Baton does its work; the rest of what is asked about can only make it late. */
const ESSENTIAL = ["installation", "repository", "config"] as const;

function isKnown(github: GitHubFacts | undefined): boolean {
	if (github === undefined) return true;
	return ESSENTIAL.every((part) => github[part] !== undefined);
}

/** Where nothing was sent nothing failed, and nothing is known to arrive. */
function silences(github: GitHubFacts | undefined): GitHubFacts["unknown"] {
	if (github?.deliveries?.total !== 0) return [];
	const why = "GitHub has sent none for this repository's owner in a day";
	return [{ part: "webhook deliveries", why }];
}

/** A diagnosis in one line of prose. */
function diagnosisSaid({ findings, unknown, more }: Diagnosis): string {
	const said = [
		...findings.map(({ what, fix }) => `${what} ${fix}`),
		...(more === 0 ? [] : [`There are ${more} more findings.`]),
		...unknown.map(({ part, why }) => `${part}: not known here (${why}).`),
	];
	if (said.length === 0)
		return "Everything is in order; there is nothing to do.";
	const whole = said.join(" ");
	return whole.length <= MAX_SAID_UNITS
		? whole
		: `${whole.slice(0, MAX_SAID_UNITS)}…`;
}

/** A diagnosis as it stands in an answer. */
export function diagnosisData(diagnosis: Diagnosis): JsonObject {
	const { healthy, findings, more, unknown, notes } = diagnosis;
	return {
		healthy,
		said: diagnosisSaid(diagnosis),
		findings: findings.map(findingData),
		...(more === 0 ? {} : { more_findings: more }),
		unknown: unknown.map(({ part, why }) => ({ part, why })),
		notes: [...notes],
	};
}
