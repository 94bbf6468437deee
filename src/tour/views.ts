import { repliesOn } from "./conversation.ts";
import type { Work } from "./first-work.ts";
import type { Issues } from "./opening.ts";
import type { Tour } from "./tour.ts";
import { until } from "./until.ts";

/** Views follow the board within seconds; a status comment is edited at most every 10 s. */
const VIEW_MS = 40_000;

/** Something on GitHub that has to follow from the board. */
interface View {
	readonly claim: string;
	readonly look: () => Promise<unknown>;
	/** What `look` has to see, compared as JSON. */
	readonly expected: unknown;
}

/** Waits until an issue's label tells a status. */
export function expectLabel(
	tour: Tour,
	issue: number,
	status: string,
): Promise<void> {
	return expectAll(tour, [labelOf(tour, issue, status)]);
}

/** While the first task is worked on and the second waits for it, their labels say so. */
export async function expectLabelsMeanwhile(
	tour: Tour,
	{ first, second }: Issues,
): Promise<void> {
	await expectAll(tour, [
		labelOf(tour, first, "in_progress"),
		labelOf(tour, second, "blocked"),
	]);
}

/** Waits until GitHub shows how it all ended. */
export async function expectViews(
	tour: Tour,
	{ first, second }: Issues,
	{ sha }: Work,
): Promise<void> {
	const { report } = tour;
	report.step("GitHub shows what the board says");
	report.tells("a status comment is edited at most every 10 s");
	await expectAll(tour, [
		labelOf(tour, first, "done"),
		labelOf(tour, second, "in_progress"),
		stateOf(tour, first),
		checkOn(tour, sha),
		statusCommentOf(tour, first, "done"),
		statusCommentOf(tour, second, "in_progress"),
	]);
	report.proves(
		"labels, status comment, check and issue follow the board by themselves",
	);
}

/** Waits for all of them together; each is told of when it is there. */
async function expectAll(tour: Tour, views: readonly View[]): Promise<void> {
	const results = await Promise.allSettled(
		views.map(async ({ claim, look, expected }) => {
			await until(
				{
					what: `the view: ${claim}`,
					limitMs: VIEW_MS,
					look,
					isThere: (seen) => JSON.stringify(seen) === JSON.stringify(expected),
				},
				tour,
			);
			tour.report.seen(claim);
		}),
	);
	for (const result of results)
		if (result.status === "rejected") throw result.reason;
}

function labelOf(tour: Tour, issue: number, status: string): View {
	return {
		claim: `#${issue} has the label baton:${status}, and no other status`,
		expected: [`baton:${status}`],
		async look() {
			const { data } = await tour.people.maintainer.rest.issues.get(
				numbered(tour, issue),
			);
			return data.labels
				.map((label) => (typeof label === "string" ? label : label.name))
				.filter((name) => name?.startsWith("baton:"));
		},
	};
}

function statusCommentOf(tour: Tour, issue: number, status: string): View {
	return {
		claim: `#${issue} has one status comment, and it says ${status}`,
		expected: [true],
		look: async () =>
			(await repliesOn(tour, issue))
				.filter((body) => body.includes("<!-- baton:status -->"))
				.map((body) => body.includes(`\`${status}\``)),
	};
}

function stateOf(tour: Tour, issue: number): View {
	return {
		claim: `#${issue} is closed as completed`,
		expected: ["closed", "completed"],
		async look() {
			const { data } = await tour.people.maintainer.rest.issues.get(
				numbered(tour, issue),
			);
			return [data.state, data.state_reason];
		},
	};
}

function checkOn(tour: Tour, sha: string): View {
	const { owner, repo, slug } = tour.directions;
	return {
		claim: `the check baton at ${sha.slice(0, 12)} is green`,
		expected: ["success"],
		async look() {
			const { data } = await tour.people.maintainer.rest.checks.listForRef({
				owner,
				repo,
				ref: sha,
				check_name: "baton",
			});
			return data.check_runs
				.filter(({ app }) => app?.slug === slug)
				.map(({ conclusion }) => conclusion);
		},
	};
}

function numbered({ directions: { owner, repo } }: Tour, issue: number) {
	return { owner, repo, issue_number: issue };
}
