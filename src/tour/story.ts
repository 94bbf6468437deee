import { readBoard } from "./board-log.ts";
import { makeCi } from "./ci.ts";
import { raceForClaim } from "./claim-race.ts";
import { finishTask, takeUpNext } from "./ending.ts";
import { beginWork, patchBaton } from "./first-work.ts";
import { meetGate } from "./gate-refusals.ts";
import { openIssues } from "./opening.ts";
import { countReceipts } from "./receipts.ts";
import { finishWork, handOver } from "./relay.ts";
import type { Tour } from "./tour.ts";
import { expectLabelsMeanwhile, expectViews } from "./views.ts";

/** One task from its issue to its end, past a gate and through two pairs of hands. Throws at the first surprise. */
export async function tellStory(tour: Tour): Promise<void> {
	const issues = await openIssues(tour);
	const racers = await raceForClaim(tour, issues.first);
	await patchBaton(tour, issues, racers);
	const begun = await beginWork(tour, issues, racers);
	const ci = await makeCi(tour);
	const refused = await meetGate(tour, begun, ci);
	await expectLabelsMeanwhile(tour, issues);
	await handOver(tour, issues, racers);
	const work = await finishWork(tour, refused, { other: racers.other, ci });
	await finishTask(tour, issues, { other: racers.other, work });
	await takeUpNext(tour, issues);
	await countReceipts(tour);
	await readBoard(tour, issues);
	await expectViews(tour, issues, work);
}
