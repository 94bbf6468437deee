import type { Json, JsonObject } from "../../core/errors.ts";
import { type Answer, say } from "../state/api.ts";
import type { Place } from "../state/place.ts";
import { sayDone, sayRefused } from "./toasts.tsx";

/** Says a verb for whoever uses the page, and shows what came of it. The board itself follows by its feed. */
export async function act(
	place: Place,
	verb: string,
	fields: Readonly<Record<string, Json | undefined>>,
): Promise<Answer<JsonObject>> {
	const answer = await say(place, verb, fields);
	if (answer.ok)
		sayDone(
			`${verb}${answer.task === undefined ? "" : ` ${answer.task}`}: done`,
		);
	else sayRefused(answer);
	return answer;
}
