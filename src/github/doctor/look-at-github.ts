import { canonicalJson } from "../../store/canonical-json.ts";
import type { GitHubFacts } from "../../verbs/doctor/github-facts.ts";
import type { DoctorDoor } from "./doctor-door.ts";
import type { LookAtGitHub } from "./doctor-input.ts";
import { gatherGitHubFacts, withIssueFacts } from "./gather-github-facts.ts";

/** Who asks again so soon gets the same answer: looking costs about 20 requests. */
const FRESH_FOR_MS = 10_000;

/**
 * Looks at GitHub when asked, and at most once in ten seconds while the config stays as it is; at the issue each time.
 * `elapsedMs` is a clock that never goes back.
 */
export function lookAtGitHub(
	door: DoctorDoor,
	elapsedMs: () => number = () => performance.now(),
): LookAtGitHub {
	let atMs = Number.NEGATIVE_INFINITY;
	let known = "";
	let last: Promise<GitHubFacts> | undefined;
	return async ({ issue, config }) => {
		const inForce = canonicalJson(config ?? null);
		const isFresh = elapsedMs() - atMs < FRESH_FOR_MS && inForce === known;
		if (last === undefined || !isFresh) {
			atMs = elapsedMs();
			known = inForce;
			last = gatherGitHubFacts(door, { config });
		}
		const facts = await last;
		return issue === undefined ? facts : withIssueFacts(door, facts, issue);
	};
}
