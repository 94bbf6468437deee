import type { Ci } from "./ci.ts";
import type { Racers } from "./claim-race.ts";
import { ask, successOf, tell } from "./conversation.ts";
import { LEFT_BEHIND, type Work } from "./first-work.ts";
import type { Issues } from "./opening.ts";
import { type Finished, openPull } from "./pull-request.ts";
import { clone, pushFile } from "./repository.ts";
import { FIX } from "./sample-work.ts";
import type { Tour } from "./tour.ts";

const NOTE = "refuse units out of order or twice; the test is on the branch";

/** The first agent hands the task on, and the second finds all it needs in the answer to its claim. */
export async function handOver(
	tour: Tour,
	{ first: issue }: Issues,
	{ winner, other }: Racers,
): Promise<void> {
	const { report } = tour;
	report.step("The task is handed on, and nothing is lost");
	const body = `/handoff ${other} "${NOTE}"`;
	successOf(await tell(tour, { who: winner, issue, body }));
	const { context } = successOf(
		await ask(tour, { who: other, issue, body: "/claim" }),
	) as {
		context?: {
			instructions?: readonly { body?: string; agent?: string }[];
			baton?: Readonly<Record<string, unknown>>;
		};
	};
	const [told] = context?.instructions ?? [];
	if (told !== undefined)
		report.quotes(`instructions from ${told.agent}: ${told.body}`);
	report.expect("the hand-off note comes first", {
		holds: told?.body === NOTE && told.agent === winner,
		came: context?.instructions,
	});
	const { current_state, decision_log } = context?.baton ?? {};
	report.expect(`the baton that ${winner} left is there`, {
		holds:
			JSON.stringify({ current_state, decision_log }) ===
			JSON.stringify(LEFT_BEHIND),
		came: context?.baton,
	});
	report.proves("a hand-off reaches the next agent first thing, baton and all");
}

/** The second agent mends the work on the same branch, the check turns green, and there is something to review. */
export async function finishWork(
	tour: Tour,
	work: Work,
	{ other, ci }: { other: Racers["other"]; ci: Ci },
): Promise<Finished> {
	const { report } = tour;
	report.step("The second agent goes on with the same branch");
	const mine = await clone(tour, other, work.branch);
	const message = `span: units in order and once, task ${work.issue}`;
	const sha = await pushFile(mine, FIX, { branch: work.branch, message });
	report.tells(
		`${other} pushes ${sha.slice(0, 12)} to ${work.branch}: ${message}`,
	);
	const passed = await ci.test(sha);
	report.expect("all tests pass at the head", {
		holds: passed === "success",
		came: passed,
	});
	const finished = { ...work, clone: mine, sha };
	return { ...finished, pull: await openPull(tour, finished) };
}
