import type { BoardPlace, DoorSaying } from "../engine/board-door.ts";
import { parseProjectId, parseTaskId } from "./task-address.ts";

/** A resource: what is asked where. */
export interface ResourceAddress {
	readonly place: BoardPlace;
	readonly saying: DoorSaying;
}

const SCHEME =
	/^baton:\/\/([^/?#]+\/[^/?#]+)\/([^/?#]+)(\/[^?#]*)?(?:\?([^#]*))?$/;

/** Reads `baton://owner/repo/board`, with `/feed`, `/tasks/42`, `/tasks/42/context` or `/tasks/42/baton` behind it. */
export function parseResource(uri: string): ResourceAddress | undefined {
	const [, project = "", board, path = "", query = ""] = SCHEME.exec(uri) ?? [];
	const where = parseProjectId(project);
	if (where === undefined || board === undefined) return undefined;
	const saying = sayingFor(path.replace(/\/$/, ""), new URLSearchParams(query));
	return saying && { place: { ...where, board }, saying };
}

function sayingFor(
	path: string,
	query: URLSearchParams,
): DoorSaying | undefined {
	if (path === "") return { verb: "board" };
	const cursor = query.get("cursor");
	if (path === "/feed")
		return { verb: "feed", input: cursor === null ? {} : { cursor } };
	const [, key = "", part] =
		/^\/tasks\/([^/]+)(?:\/(context|baton))?$/.exec(path) ?? [];
	const task = parseTaskId(key)?.task;
	return task === undefined ? undefined : { verb: part ?? "show", task };
}
