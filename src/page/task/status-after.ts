import { STATUSES, type Status } from "../../core/status.ts";
import type { FeedEvent } from "../state/live.ts";

/** Where an event left a task, whichever it was about; undefined where that is not told. */
export function statusAfter(
	{ task, status, others }: FeedEvent,
	key: string,
): Status | undefined {
	const said = task === key ? status : others?.[key];
	return STATUSES.find((name) => name === said);
}
