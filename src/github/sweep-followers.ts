import type { BoardInbox } from "../core/config.ts";
import type { Follower } from "./follower.ts";
import type { SweepRound } from "./sweep-round.ts";

/** Has followers deal with what is new; `again`, once in a round, with what was left and with what nobody told of as well. */
export async function sweepFollowers(
	followers: readonly Follower[],
	{
		round,
		inbox,
		again,
	}: {
		readonly round: SweepRound | undefined;
		readonly inbox: BoardInbox | undefined;
		readonly again: boolean;
	},
): Promise<void> {
	for (const follower of followers) {
		if (again && round !== undefined)
			await follower.sweep?.({ since: inbox?.since, before: round.before });
		await follower.follow({ again });
	}
}
