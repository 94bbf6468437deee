import type { Answer, Refused } from "../../engine/answer.ts";
import type { Saying } from "../../engine/saying.ts";
import { mayBotSpeak } from "../bots.ts";
import { silenced } from "../events.ts";
import { remarkOf } from "../projection/remark.ts";
import { type Edge, hasEdge, isTaskIssue } from "./edge.ts";
import type { EdgeAct } from "./edge-act.ts";
import type { EdgeDoor } from "./edge-door.ts";
import { edgeChangeOf } from "./edge-event.ts";
import { dismissEdge, edgeSaying, type SaidEdge } from "./edge-saying.ts";
import { mayEver } from "./may-ever.ts";

/**
 * Says what one act means, in the name of whoever did it. An edge between issues of which one is no task means nothing to the
 * board; an issue that was moved below one of those only left its parent. Throws when GitHub or the board cannot be asked.
 */
export async function hearEdge(
	act: EdgeAct,
	said: SaidEdge,
	door: EdgeDoor,
): Promise<void> {
	const { event, leaving } = act;
	const change = edgeChangeOf(event);
	const edge = change?.edge;
	const task =
		edge &&
		(await door.engine.inspect((board) =>
			isTaskIssue(board, edge.from) && isTaskIssue(board, edge.to)
				? board.task(String(edge.from))
				: undefined,
		));
	if (task === undefined && leaving !== undefined)
		return hearEdge({ event: leaving }, { opId: `t${leaving.id}` }, door);
	if (change === undefined || task === undefined) return;
	const isSilenced =
		event.isByBot === true && !(await mayBotSpeak(event.actor.id, door.engine));
	const role = isSilenced ? "none" : await door.api.role(event.actor);
	const saying = edgeSaying(event, change, { ...said, role });
	if (hasEdge(task, change.edge) === change.isAdded)
		return leaveTrace(saying, door);
	const [answer] = isSilenced
		? [{ ...silenced(event, saying.verb), opId: said.opId }]
		: await door.engine.perform([saying]);
	if (isRefused(answer)) {
		await dismissEdge(saying, answer.code, door);
		const former = leaving && edgeChangeOf(leaving)?.edge;
		const isHad = former !== undefined && hasEdge(task, former);
		putBack(act, answer, {
			...{ edge: change.edge, former: isHad ? former : undefined },
			door,
		});
	}
}

/**
 * Said although nothing is left to do, an act would leave no trace, and might be heard again after something else was decided.
 * Whoever has no right to it has none then either.
 */
async function leaveTrace(saying: Saying, door: EdgeDoor): Promise<void> {
	if (await mayEver(saying, door.engine))
		await dismissEdge(saying, "STALE", door);
}

/** Has the edges shown as the board has them, with the reason: the one that was drawn, and the former one of an issue that was moved. */
function putBack(
	{ event }: EdgeAct,
	answer: Refused,
	{
		edge,
		former,
		door,
	}: {
		readonly edge: Edge;
		readonly former: Edge | undefined;
		readonly door: EdgeDoor;
	},
): void {
	const { projector } = door;
	door.onRefusal(
		`${event.event} on ${event.issue} by ${event.actor.login}: ${answer.code}, ${answer.message}`,
	);
	projector.edges.decided(edge);
	if (former !== undefined) projector.edges.decided(former);
	const words =
		former === undefined ? "" : `The parent ${former.to} was put back. `;
	const message = `${words}${answer.message}`;
	const remark = remarkOf(event, { ...answer, message });
	if (remark !== undefined) projector.putBack(event.issue, remark);
}

function isRefused(answer: Answer | undefined): answer is Refused {
	return answer?.ok === false;
}
