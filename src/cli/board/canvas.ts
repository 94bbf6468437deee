import type { Instant } from "../../core/instant.ts";
import type { Look } from "../page.ts";

/** What a board is drawn on. */
export interface Canvas {
	/** Cells of a line. */
	readonly width: number;
	/** Lines there are; undefined for as many as it takes. */
	readonly rows: number | undefined;
	readonly now: Instant;
	readonly look: Look;
}
