import type { Actor, Role } from "../../core/actor.ts";
import { fromMs } from "../../core/instant.ts";
import type { Engine } from "../../engine/perform.ts";
import type { Saying } from "../../engine/saying.ts";
import type { EventRecord } from "../api.ts";
import type { EdgeChange } from "./edge-event.ts";

/** How an event is said: under which op id, and whether GitHub was seen to show its edge after both issues were tasks. */
export interface SaidEdge {
	readonly opId: string;
	readonly stands?: boolean;
}

/** What drawing an edge, or taking it away, says. */
export function edgeSaying(
	event: EventRecord,
	{ edge, isAdded }: EdgeChange,
	{ role, opId, stands = false }: SaidEdge & { readonly role: Role },
): Saying {
	const task = String(edge.from);
	const other = String(edge.to);
	const said =
		edge.kind === "parent"
			? { verb: isAdded ? "parent" : "unparent", input: { parent: other } }
			: { verb: isAdded ? "depend" : "undepend", input: { on: [other] } };
	return {
		...said,
		task,
		ifTask: task,
		actor: event.actor,
		role,
		opId,
		// What was said before its task was on the board was only talk; an edge that stands says it now.
		...(stands ? {} : { at: fromMs(Date.parse(event.createdAt)) }),
	};
}

/** Keeps for good that what was done comes to nothing: nothing on GitHub shows it, and later it might come to something. */
export async function dismissEdge(
	{ verb, opId, actor, task }: Saying,
	code: string,
	{ engine, app }: { readonly engine: Engine; readonly app: Actor },
): Promise<void> {
	if (task === undefined) return;
	await engine.perform([
		{
			verb: "dismiss",
			input: { verb, code, by: { id: actor.id, login: actor.login } },
			actor: app,
			role: "app",
			opId,
			task,
			ifTask: task,
		},
	]);
}
