import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { feed } from "../verbs/feed.ts";
import { queryFields } from "./query-fields.ts";

/** What a listener wants to hear: everything after the cursor that the filter lets through. */
export interface EventsWish {
	readonly cursor?: string;
	readonly filter: JsonObject;
}

const FILTERS: ReadonlySet<string> = new Set(["task", "agent", "kinds"]);

/**
 * What a request for events says. Whoever comes back says in `Last-Event-ID` what it heard last, which is later than the cursor
 * that its address still has. The values are the `feed` verb's to check.
 */
export function eventsWish(request: Request): EventsWish | Refusal {
	const found = queryFields(feed, new URL(request.url).searchParams);
	if ("ok" in found) return found;
	const { cursor: asked, ...filter } = found.fields;
	const unknown = Object.keys(filter).find((name) => !FILTERS.has(name));
	if (unknown !== undefined)
		return refuse(
			"VALIDATION",
			`\`events\`: ${unknown.slice(0, 60)} is not understood.`,
			`There are cursor, ${[...FILTERS].join(", ")}.`,
		);
	const cursor = request.headers.get("last-event-id") || asked;
	return {
		filter,
		...(cursor === undefined ? {} : { cursor: String(cursor) }),
	};
}
