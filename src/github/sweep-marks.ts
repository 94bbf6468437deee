import { fromMs } from "../core/instant.ts";
import type { Engine } from "../engine/perform.ts";
import type { EventRecord } from "./api.ts";
import type { AppSays } from "./app-says.ts";
import type { CommentInbox } from "./comment-inbox.ts";

/** Comments and events younger than this may still have older ones on the way; the marks stay behind them. */
export const MARK_LAG_MS = 60_000;

/** What a sweep has heard so far: the events it read, and the lowest id of those that have to be heard again. */
interface Heard {
	readonly events: readonly EventRecord[];
	readonly lowestEvent: number;
	readonly startedMs: number;
}

/** Hears the comments since the last sweep, then moves the board's marks up to what is old enough to be complete. */
export async function moveMarks(
	{ events, lowestEvent, startedMs }: Heard,
	door: {
		readonly engine: Engine;
		readonly comments: CommentInbox;
		readonly say: AppSays;
	},
): Promise<void> {
	const inbox = await door.engine.inspect(({ board }) => board?.inbox);
	if (inbox === undefined) return;
	const isSettled = (createdAt: string) =>
		Date.parse(createdAt) < startedMs - MARK_LAG_MS;
	const { settled, lowestLeft } = await door.comments.sweep(inbox, isSettled);
	const settledEvents = events
		.filter(({ id, createdAt }) => isSettled(createdAt) && id < lowestEvent)
		.map(({ id }) => id);
	const marks = {
		comment: Math.max(inbox.below.comment, Math.min(settled, lowestLeft - 1)),
		event: Math.max(inbox.below.event, ...settledEvents),
	};
	const hasAdvanced =
		marks.comment > inbox.below.comment || marks.event > inbox.below.event;
	if (!hasAdvanced) return;
	const since =
		lowestLeft === Number.POSITIVE_INFINITY
			? fromMs(startedMs - MARK_LAG_MS)
			: (inbox.since ?? fromMs(0));
	await door.say(
		"mark",
		{ ...marks, since },
		{ opId: `m${marks.comment}:${marks.event}` },
	);
}
