import { ask, refusalOf, successOf, tell } from "./conversation.ts";
import type { Tour } from "./tour.ts";

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
	successOf(
		await tell(tour, {
			who: "maintainer",
			issue: second,
			body: `/depend #${first}`,
		}),
	);
	const early = refusalOf(
		await ask(tour, { who: "agent-3", issue: second, body: "/claim" }),
		"INVALID_TRANSITION",
	);
	report.expect(`#${second} cannot be claimed: it waits for #${first}`, {
		holds: early.status === "blocked" && holdsOnly(early.blockers, `${first}`),
		came: early,
	});
	report.proves("the label `baton` makes an issue a task; tasks wait in order");
	return { first, second };
}

async function openIssue(
	tour: Tour,
	issue: { readonly title: string; readonly body: string },
): Promise<number> {
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
	return data.number;
}

function holdsOnly(list: unknown, value: string): boolean {
	return Array.isArray(list) && list.length === 1 && list[0] === value;
}
