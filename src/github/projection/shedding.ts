import type { MayWrite } from "../budget/may-write.ts";
import type { Cost, RequestKind } from "../budget/request-kind.ts";
import { dueAt, type Slot } from "./slot.ts";

/** Tells whether a kind of view may be written now; by default all may. */
export interface WritesBudget {
	readonly mayWrite?:
		| ((kind: RequestKind, cost?: Cost) => MayWrite)
		| undefined;
}

/** True when a kind of view may be written now. If not, the issue comes back when it may, with what is wanted by then. */
export function mayShow(
	kind: RequestKind,
	slot: Slot,
	{ mayWrite }: WritesBudget,
): boolean {
	const may = mayWrite?.(kind) ?? "now";
	if (may === "now") return true;
	dueAt(slot, may.atMs);
	return false;
}
