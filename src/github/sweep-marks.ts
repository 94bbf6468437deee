import type { BoardInbox } from "../core/config.ts";
import { fromMs, type Instant } from "../core/instant.ts";
import type { AppSays } from "./app-says.ts";

/** Comments and events younger than this may still have older ones on the way; the marks stay behind them. */
export const MARK_LAG_MS = 60_000;

type Marks = BoardInbox["below"];

/** How far a sweep has come, and the marks that its step is told from. */
export interface Step {
	readonly reached: Marks;
	readonly from: Marks;
	/** From when on the next sweep has to read. */
	readonly since: Instant | undefined;
}

/** Moves the board's marks up to where a sweep is, so that whoever goes on need not begin anew. Nothing is said for no step. */
export async function moveMarks(
	{ reached, from, since = fromMs(0) }: Step,
	say: AppSays,
): Promise<void> {
	const { comment, event } = reached;
	if (comment <= from.comment && event <= from.event) return;
	await say(
		"mark",
		{ comment, event, since },
		// The time is part of it: two processes that sweep at once come to the same marks, each at its own time.
		{ opId: `m${comment}:${event}:${Date.parse(since)}` },
	);
}
