import { refuse } from "../core/errors.ts";
import { fromMs } from "../core/instant.ts";
import type { Refused } from "../engine/answer.ts";
import type { EventRecord, RepositoryApi } from "./api.ts";
import { isEnrollment } from "./issue-events.ts";
import { marker } from "./markdown.ts";
import { takenOffBy } from "./taken-off.ts";

/**
 * The refusal of the board's label on a pull request, which is no task; undefined for all else that happens to one. It is said
 * once for each: a label that is put on again is left alone, also where what was said could not be written, on a locked one.
 */
export async function refusedOnPull(
	event: EventRecord,
	api: Pick<RepositoryApi, "hasReply">,
): Promise<Refused | undefined> {
	if (!isEnrollment(event) || takenOffBy(api).knowsOther(event))
		return undefined;
	const opId = `p${event.issue}`;
	const ever = fromMs(0);
	if (await api.hasReply(event.issue, marker("op", opId), ever))
		return undefined;
	const refusal = refuse(
		"VALIDATION",
		"A pull request is no task.",
		"Put the label on the issue that it closes, and say commands there.",
	);
	return { ...refusal, verb: "enroll", opId };
}
