import type { Heard } from "./heard.ts";
import type { OwnCheck } from "./view-api.ts";

/** What is known of Baton's check at one commit, and of the checks that it was made from. */
export interface CheckMemory extends Heard {
	/** The check as this process has written it. */
	own?: (OwnCheck & { readonly sha: string }) | undefined;
	/** Until when nothing can have changed that nobody tells of; undefined while it has to be looked at. */
	shownUntilMs?: number | undefined;
}

/** Forgets both: somebody did something. */
export function forgetCheck(memory: CheckMemory): void {
	memory.own = undefined;
	memory.shownUntilMs = undefined;
}
