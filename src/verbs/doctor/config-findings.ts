import { type Finding, finding } from "./finding.ts";
import type { ConfigFacts } from "./github-facts.ts";

/** What is wrong with `.github/baton.yml` on the default branch. */
export function configFindings({
	invalid,
	differs,
	missing,
	held,
}: ConfigFacts): readonly Finding[] {
	if (invalid !== undefined)
		return [
			finding("error", "config-invalid", {
				what: `The config cannot be taken in: ${invalid} The last good one stays in force.`,
				fix: "Correct the file on the default branch. A push by a maintainer is taken in at once, any other by `/configure`.",
			}),
		];
	if (differs !== true) return [];
	if (missing === true)
		return [
			finding("warning", "config-not-in-force", {
				what: "There is no config file on the default branch any more; the one taken in last stays in force.",
				fix: "Put the file back, or have a maintainer say `/configure`: then the defaults are in force.",
			}),
		];
	const why =
		held ??
		"It was pushed by somebody without maintain, or nobody has taken it in yet.";
	return [
		finding("warning", "config-not-in-force", {
			what: `The config on the default branch says something else than the one in force. ${why}`,
			fix: "Have a maintainer look at it and say `/configure`.",
		}),
	];
}
