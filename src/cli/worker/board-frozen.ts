import { StoreUnavailable } from "../../store/store-unavailable.ts";
import type { Shift } from "./shift.ts";

/** How the engine begins to say that nothing can be written, whoever asks and however often. */
const FROZEN = /the board is frozen/;

/** True for what a worker is told where its board is frozen: asking again does not help. */
export function isFrozen({ message }: Error): boolean {
	return FROZEN.test(message);
}

/** Throws where this process has seen that its board is frozen. */
export function mustNotBeFrozen({ frozen }: Pick<Shift, "frozen">): void {
	const why = frozen?.();
	if (why !== undefined)
		throw boardFrozen(new Error(`the board is frozen: ${why}`));
}

/** What ends a worker whose board is frozen, with a `hint`. `cause` tells why it is. */
export function boardFrozen(cause: Error): Error & { readonly hint: string } {
	return Object.assign(new StoreUnavailable(cause.message, { cause }), {
		hint: "If `baton sync` has just brought the branch together with another one, start the worker again; else `baton doctor` says what to do. What it held is free once its lease is over.",
	});
}
