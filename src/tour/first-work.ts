import type { Racers } from "./claim-race.ts";
import { successOf, tell } from "./conversation.ts";
import type { Issues } from "./opening.ts";
import { type Clone, clone, pushFile } from "./repository.ts";
import { FIRST_TRY } from "./sample-work.ts";
import type { Tour } from "./tour.ts";

/** Work on a branch of its own, with a pull request. */
export interface Work {
	readonly issue: number;
	readonly branch: string;
	readonly pull: number;
	/** The clone of who began it. */
	readonly clone: Clone;
	/** Full name of the commit that is the head now. */
	readonly sha: string;
}

/** What the first agent leaves in the baton. */
export const LEFT_BEHIND = {
	current_state: [
		"1h30m is read as 5400 seconds",
		"Order and repetition of units are not checked yet",
		"The branch has a pull request",
	],
	decision_log: ["Units are read with a regular expression"],
} as const;

/** The holder says in the baton where the work stands. */
export async function patchBaton(
	tour: Tour,
	{ first }: Issues,
	{ winner }: Racers,
): Promise<void> {
	const { report } = tour;
	report.step("The holder writes down where the work stands");
	const yaml = Object.entries(LEFT_BEHIND).flatMap(([field, entries]) => [
		`${field}:`,
		...entries.map((entry) => `  - ${entry}`),
	]);
	const body = ["/baton patch", "```yaml", ...yaml, "```"].join("\n");
	successOf(await tell(tour, { who: winner, issue: first, body }));
	report.seen("the patch is committed");
}

/** The holder pushes a branch with plain git and opens a pull request for it. */
export async function beginWork(
	tour: Tour,
	{ first }: Issues,
	{ winner }: Racers,
): Promise<Work> {
	const { report, directions, people } = tour;
	const { owner, repo } = directions;
	report.step("The holder pushes code and opens a pull request");
	const branch = `task/${first}-several-units`;
	const mine = await clone(tour, winner);
	// The sample as it was in the beginning, whatever was merged since: the tests have to come out the same every time.
	const [start = "HEAD"] = (
		await mine.git("rev-list", "--max-parents=0", "HEAD")
	).split("\n");
	await mine.git("switch", "--quiet", "--create", branch, start);
	const message = `span: read several units, task ${first}`;
	const sha = await pushFile(mine, FIRST_TRY, { branch, message });
	report.tells(`${winner} pushes ${sha.slice(0, 12)} to ${branch}: ${message}`);
	const { data: pull } = await people[winner].rest.pulls.create({
		owner,
		repo,
		title: "Read durations of several units",
		head: branch,
		base: await defaultBranch(tour),
		body: `Closes #${first}`,
	});
	report.tells(
		`${winner} opens pull request #${pull.number}: Closes #${first}`,
	);
	report.expect("its head is the pushed commit", {
		holds: pull.head.sha === sha,
		came: pull.head.sha,
	});
	return { issue: first, branch, pull: pull.number, clone: mine, sha };
}

async function defaultBranch({ people, directions }: Tour): Promise<string> {
	const { owner, repo } = directions;
	const { data } = await people.maintainer.rest.repos.get({ owner, repo });
	return data.default_branch;
}
