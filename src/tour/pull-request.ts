import type { Work } from "./first-work.ts";
import type { Tour } from "./tour.ts";

/** Work that is ready to be looked at. */
export interface Finished extends Work {
	/** Number of its pull request. */
	readonly pull: number;
}

/** Whoever has the work opens a pull request for it. Answers its number. */
export async function openPull(
	tour: Tour,
	{ issue, branch, sha, clone: { who } }: Work,
): Promise<number> {
	const { report, people, directions } = tour;
	const { owner, repo } = directions;
	const { data } = await people.maintainer.rest.repos.get({ owner, repo });
	const { data: pull } = await people[who].rest.pulls.create({
		owner,
		repo,
		title: "Read durations of several units",
		head: branch,
		base: data.default_branch,
		body: `Closes #${issue}`,
	});
	report.tells(`${who} opens pull request #${pull.number}: Closes #${issue}`);
	report.expect("its head is the pushed commit", {
		holds: pull.head.sha === sha,
		came: pull.head.sha,
	});
	return pull.number;
}

/** The maintainer looks at the pull request and approves it, as its page on GitHub does. */
export async function approvePull(
	{ report, people, directions }: Tour,
	{ pull, sha }: Finished,
): Promise<void> {
	const { owner, repo } = directions;
	await people.maintainer.rest.pulls.createReview({
		...{ owner, repo, pull_number: pull },
		commit_id: sha,
		event: "APPROVE",
	});
	report.tells(`maintainer approves pull request #${pull}`);
}
