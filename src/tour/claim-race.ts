import { hear, refusalOf, say, successOf } from "./conversation.ts";
import type { Name } from "./directions.ts";
import type { Tour } from "./tour.ts";

/** Who got the task, and who did not. */
export interface Racers {
	readonly winner: Name;
	readonly other: Name;
}

/** Two agents claim a task in the same moment. */
export async function raceForClaim(tour: Tour, issue: number): Promise<Racers> {
	const { report } = tour;
	report.step("Two agents claim the same task at once");
	const both = await Promise.all(
		(["agent-1", "agent-2"] as const).map((who) =>
			say(tour, { who, issue, body: "/claim" }),
		),
	);
	const heard = await Promise.all(both.map((spoken) => hear(tour, spoken)));
	const won = heard.filter(({ receipt }) => receipt === "rocket");
	const lost = heard.filter(({ receipt }) => receipt === "confused");
	report.expect("exactly one of them got it", {
		holds: won.length === 1 && lost.length === 1,
		came: heard.map(({ spoken, receipt }) => [spoken.who, receipt]),
	});
	const [first] = won;
	const [loser] = lost;
	if (first === undefined || loser === undefined)
		throw new Error("a race has a winner and a loser");
	successOf(first);
	const winner = first.spoken.who;
	const { holder } = refusalOf(loser, "CONFLICT_LOCKED");
	report.expect(`the other is told that ${winner} has it, and until when`, {
		holds: holder === winner,
		came: holder,
	});
	report.proves("of claims at once exactly one wins; the others learn who did");
	return { winner, other: loser.spoken.who };
}
