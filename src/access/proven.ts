import type { Caller } from "../engine/board-door.ts";

/** Who was proven to be behind a token of somebody else's, and for how long that may be believed. */
export interface Proven {
	readonly ok: true;
	readonly caller: Omit<Caller, "agent" | "isBound">;
	readonly lifeS: number;
}
