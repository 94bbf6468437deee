import type { Heard } from "./conversation.ts";
import type { Directions } from "./directions.ts";
import type { People } from "./people.ts";
import type { Report } from "./report.ts";

/** What every step works with. */
export interface Tour {
	readonly directions: Directions;
	readonly people: People;
	readonly report: Report;
	/** A folder that is removed at the end, for clones. */
	readonly scratch: string;
	/** Ends everything that goes on. */
	readonly signal: AbortSignal;
	/** Every comment up to now with what came of it, oldest first. */
	readonly heard: Heard[];
	/** The issues of this tour, oldest first. */
	readonly issues: number[];
}
