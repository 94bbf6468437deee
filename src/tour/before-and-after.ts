import type { Octokit } from "@octokit/rest";
import type { Directions } from "./directions.ts";
import { makePeople } from "./people.ts";
import type { Tour } from "./tour.ts";
import { shown } from "./unexpected.ts";

/** How long clearing up may take. */
const TIDY_MS = 5_000;

/** Why the GitHub of the directions cannot be visited, in one line; nothing when it can. */
export async function whyUnreachable(
	{ api, owner, repo }: Directions,
	visitor: Octokit,
): Promise<string | undefined> {
	try {
		await visitor.rest.repos.get({ owner, repo });
		return undefined;
	} catch (error) {
		const { response, status, message } = error as {
			response?: object;
			status?: number;
			message?: string;
		};
		const why = shown((message ?? "").split("\n", 1)[0]);
		// Octokit gives what never answered the status of a server's error as well.
		return response === undefined
			? `nothing answers at ${api} (${why}): run npm start in another terminal, wait until it says so, and come back`
			: `${api} does not work (status ${status}, ${why}): end npm start, start it again, and come back`;
	}
}

/**
 * Takes what is left of the tour off the board, so that no lease of it stands in the way of the next one. It works also when
 * everything else was stopped, but not for long, and leaves what cannot be done now. Answers the issues that were closed.
 */
export async function withdraw({
	directions,
	issues,
}: Tour): Promise<readonly number[]> {
	const { owner, repo } = directions;
	const { maintainer } = makePeople(directions, AbortSignal.timeout(TIDY_MS));
	const results = await Promise.allSettled(
		issues.map(async (issue_number) => {
			const issue = { owner, repo, issue_number };
			const { data } = await maintainer.rest.issues.get(issue);
			if (data.state !== "open") return [];
			await maintainer.rest.issues.update({
				...issue,
				state: "closed",
				state_reason: "not_planned",
			});
			return [issue_number];
		}),
	);
	return results.flatMap((result) =>
		result.status === "fulfilled" ? result.value : [],
	);
}
