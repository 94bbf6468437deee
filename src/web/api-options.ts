import type { OpenBoardDoor } from "../engine/board-door.ts";
import type { FailureOptions } from "../engine/failure-refusal.ts";
import type { StreamTiming } from "./feed-frames.ts";

/** What the HTTP API works with. */
export interface ApiOptions extends FailureOptions {
	readonly open: OpenBoardDoor;
	/** Ends what is parked: waits and streams. */
	readonly closing: AbortSignal;
	/** Milliseconds on a clock that never goes back. */
	readonly steadyMs: () => number;
	/** When streams do what; as usual unless told otherwise. */
	readonly timing?: StreamTiming | undefined;
}
