import { ask, refusalOf } from "./conversation.ts";
import type { Tour } from "./tour.ts";
import { expectLabel } from "./views.ts";

/** The two issues of a tour: the second cannot begin before the first is done. */
export interface Issues {
	readonly first: number;
	readonly second: number;
}

const FIRST = {
	title: "Read durations of several units",
	body: '`seconds("1h30m")` should be 5400. Units go from large to small, each at most once; anything else stays `NaN`.',
};
const SECOND = {
	title: "Document durations of several units",
	body: "The README shows `1h30m` and what is refused.",
};

/** Two issues come onto the board by their label, and one is made to wait for the other. */
export async function openIssues(tour: Tour): Promise<Issues> {
	const { report } = tour;
	report.step("Two issues become tasks, and one waits for the other");
	const first = await openIssue(tour, FIRST);
	const second = await openIssue(tour, SECOND);
	await drawDependency(tour, second.number, first);
	await expectLabel(tour, second.number, "blocked");
	const early = refusalOf(
		await ask(tour, { who: "agent-3", issue: second.number, body: "/claim" }),
		"INVALID_TRANSITION",
	);
	report.expect(
		`#${second.number} cannot be claimed: it waits for #${first.number}`,
		{
			holds:
				early.status === "blocked" &&
				holdsOnly(early.blockers, `${first.number}`),
			came: early,
		},
	);
	report.proves(
		"the label `baton` makes an issue a task; a dependency drawn by hand holds it",
	);
	return { first: first.number, second: second.number };
}

/** An issue with both its names: the number is the repository's, the id is GitHub's. */
interface Opened {
	readonly number: number;
	readonly id: number;
}

async function openIssue(
	tour: Tour,
	issue: { readonly title: string; readonly body: string },
): Promise<Opened> {
	const { owner, repo } = tour.directions;
	const { data } = await tour.people.maintainer.rest.issues.create({
		owner,
		repo,
		...issue,
		labels: ["baton"],
	});
	tour.issues.push(data.number);
	tour.report.tells(
		`maintainer opens #${data.number} with the label baton: ${issue.title}`,
	);
	return data;
}

/** The maintainer marks an issue as blocked by another, as the issue's page on GitHub does. */
async function drawDependency(
	{ people, directions, report }: Tour,
	issue: number,
	on: Opened,
): Promise<void> {
	const { owner, repo } = directions;
	await people.maintainer.rest.issues.addBlockedByDependency({
		...{ owner, repo, issue_number: issue },
		issue_id: on.id,
	});
	report.tells(
		`maintainer marks #${issue} as blocked by #${on.number}, by hand`,
	);
}

function holdsOnly(list: unknown, value: string): boolean {
	return Array.isArray(list) && list.length === 1 && list[0] === value;
}
