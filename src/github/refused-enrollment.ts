import { fromMs } from "../core/instant.ts";
import type { Refused } from "../engine/answer.ts";
import type { EventRecord, RepositoryApi } from "./api.ts";
import { marker } from "./markdown.ts";
import type { ViewApi } from "./projection/view-api.ts";
import { repliesTo } from "./replies.ts";

/** An issue that somebody wanted on the board, and why it is not. */
export interface RefusedEnrollment {
	readonly event: EventRecord;
	readonly answer: Refused;
}

/**
 * Takes the label off an issue that does not come onto the board, and says why, once. The projector cannot: to the board there
 * is no such task.
 */
export async function takeOff(
	{ event, answer }: RefusedEnrollment,
	{
		api,
		views,
		reply,
	}: {
		api: Pick<RepositoryApi, "hasReply">;
		views: Pick<ViewApi, "removeLabel">;
		reply: (issue: number, body: string) => Promise<void>;
	},
): Promise<void> {
	const { issue, label = "", createdAt } = event;
	await views.removeLabel(issue, label);
	const since = fromMs(Date.parse(createdAt));
	if (await api.hasReply(issue, marker("op", answer.opId), since)) return;
	const message = `The label ${label} was taken off again. ${answer.message}`;
	for (const body of repliesTo([{ ...answer, message }]))
		await reply(issue, body);
}
