import type { Racers } from "./claim-race.ts";
import { ask, type Heard, successOf, tell } from "./conversation.ts";
import { deafened } from "./lost-webhooks.ts";
import type { Issues } from "./opening.ts";
import { approvePull, type Finished } from "./pull-request.ts";
import type { Tour } from "./tour.ts";
import { expectLabel } from "./views.ts";

const DELIVERABLE = "Durations of several units, with tests";

/** Done leads to the review, and a review on GitHub past the gate to the end. */
export async function finishTask(
	tour: Tour,
	{ first: issue }: Issues,
	{ other, work }: { readonly other: Racers["other"]; readonly work: Finished },
): Promise<void> {
	const { report } = tour;
	report.step("A review on GitHub is the word, and the gate is looked at");
	const body = `/done "${DELIVERABLE}"`;
	successOf(await tell(tour, { who: other, issue, body }));
	await expectLabel(tour, issue, "review");
	await approvePull(tour, work);
	await expectLabel(tour, issue, "done");
	report.seen("green at the head: the gate opens");
	report.proves("an approval on GitHub ends the task, once its gate is green");
}

/** What waited is free; its claim is heard although no webhook tells of it. */
export async function takeUpNext(
	tour: Tour,
	{ first, second }: Issues,
): Promise<void> {
	const { report } = tour;
	report.step("What waited is free, and a lost webhook loses no command");
	const { context } = successOf(
		await unheard(tour, { who: "agent-3", issue: second, body: "/claim" }),
	) as {
		context?: {
			dependencies?: readonly {
				key?: string;
				status?: string;
				deliverable?: string;
			}[];
		};
	};
	const [built] = context?.dependencies ?? [];
	report.expect(
		`agent-3 gets #${second}, and learns what #${first} delivered`,
		{
			holds:
				built?.key === String(first) &&
				built.status === "done" &&
				built.deliverable === DELIVERABLE,
			came: context?.dependencies,
		},
	);
	report.proves("done frees the dependent at once");
	report.proves("a comment whose webhook is lost is found by the sweep");
}

/** Says something of which GitHub tells nobody, and hears what comes of it. */
function unheard(
	tour: Tour,
	speech: Parameters<typeof ask>[1],
): Promise<Heard> {
	tour.report.tells("from here on GitHub loses every webhook about comments");
	return deafened(tour.directions, "issue_comment", () => ask(tour, speech));
}
