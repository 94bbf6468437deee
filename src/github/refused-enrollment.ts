import { fromMs } from "../core/instant.ts";
import type { Refused } from "../engine/answer.ts";
import type { EventRecord, RepositoryApi } from "./api.ts";
import { marker } from "./markdown.ts";
import type { ViewApi } from "./projection/view-api.ts";
import { repliesTo } from "./replies.ts";
import { takenOffBy } from "./taken-off.ts";

/** An issue that somebody wanted on the board, and why it is not. */
export interface RefusedEnrollment {
	readonly event: EventRecord;
	readonly answer: Refused;
}

/** So often the label of an issue is taken off; whoever goes on putting it on after that is no reader. */
const MOST_ROUNDS = 3;

/**
 * Takes the label off an issue that does not come onto the board, and says why, once. The projector cannot: to the board there
 * is no such task. A label that comes back each time is left alone after three times, which is said once as well.
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
	const round = takenOffBy(api).round(event);
	if (round > MOST_ROUNDS + 1) return;
	const isLeft = round > MOST_ROUNDS;
	if (!isLeft) await views.removeLabel(issue, label);
	const since = fromMs(Date.parse(createdAt));
	if (await api.hasReply(issue, marker("op", answer.opId), since)) return;
	const what = isLeft
		? `The label ${label} keeps coming back and is left alone now; the issue is not on the board.`
		: `The label ${label} was taken off again.`;
	const message = `${what} ${answer.message}`;
	for (const body of repliesTo([{ ...answer, message }]))
		await reply(issue, body);
}
