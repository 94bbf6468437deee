import type { JsonObject, Refusal } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { BoardDoor } from "../engine/board-door.ts";
import type { StreamEvent } from "./sse-frame.ts";

/** So many events are read, and held, at once. */
const PAGE = 100;

/** One page of a board's feed as events of a stream. */
export interface FeedPart {
	readonly events: readonly StreamEvent[];
	/** Where the next part begins. */
	readonly cursor: string;
	/** True when there is another part already. */
	readonly more: boolean;
}

/**
 * What happened after `cursor`. Without one, or with one that the board's log does not hold, it is a single event that names
 * where the log ends now: whoever has a state of its own reads the board anew after a `reset`.
 */
export async function feedPart(
	door: Pick<BoardDoor, "say">,
	cursor: string | undefined,
	filter: JsonObject,
): Promise<FeedPart | Refusal> {
	const answer = await door.say({
		verb: "feed",
		input: {
			...filter,
			limit: PAGE,
			...(cursor === undefined ? {} : { cursor }),
		},
	});
	if (answer.ok) return partOf(answer, cursor);
	if (answer.code !== "NOT_FOUND" || cursor === undefined) return answer;
	const start = await feedPart(door, undefined, filter);
	return "ok" in start
		? start
		: {
				...start,
				events: start.events.map((one) => ({ ...one, event: "reset" })),
			};
}

function partOf(
	{ data }: Extract<Answer, { ok: true }>,
	from: string | undefined,
): FeedPart {
	const cursor = String(data.cursor);
	const events = (data.events ?? []) as readonly JsonObject[];
	if (from === undefined)
		return {
			events: [{ event: "cursor", id: cursor, data: { cursor } }],
			cursor,
			more: false,
		};
	return {
		events: events.map((one) => ({
			event: "feed",
			id: String(one.commit),
			data: one,
		})),
		cursor,
		more: data.more === true,
	};
}
