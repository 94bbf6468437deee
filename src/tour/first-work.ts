import type { Racers } from "./claim-race.ts";
import { successOf, tell } from "./conversation.ts";
import type { Issues } from "./opening.ts";
import { type Clone, clone, pushFile } from "./repository.ts";
import { FIRST_TRY } from "./sample-work.ts";
import type { Tour } from "./tour.ts";

/** Work on a branch of its own. */
export interface Work {
	readonly issue: number;
	readonly branch: string;
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
		"There is no pull request yet",
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

/** The holder pushes a branch with plain git; its name says which task it is for. */
export async function beginWork(
	tour: Tour,
	{ first }: Issues,
	{ winner }: Racers,
): Promise<Work> {
	const { report } = tour;
	report.step("The holder pushes code");
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
	return { issue: first, branch, clone: mine, sha };
}
