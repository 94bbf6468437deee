import type { Place } from "../state/place.ts";
import type { Revisions } from "./revisions.ts";

/** What every part of the page is about. */
export interface Asked {
	readonly place: Place;
	readonly taskKey: string;
	readonly revisions: Revisions;
}
