import type { Quota } from "./quota.ts";
import type { Cost, RequestKind } from "./request-kind.ts";
import { fitsAt, type Window } from "./window.ts";

/** What one installation has left. */
export interface BudgetState {
	readonly windows: readonly Window[];
	readonly primary: Quota | undefined;
	/** Until when GitHub wants nothing at all to be sent; in the past while it does not say so. */
	readonly brokenUntilMs: number;
}

/** Whether something may be sent now or, if not, from when on it is worth asking again. */
export type MayWrite = "now" | { readonly atMs: number };

/** The share of every limit that each kind leaves to those before it. */
const RESERVES: Readonly<Record<RequestKind, number>> = {
	command: 0,
	sweep: 0.1,
	check: 0.15,
	comment: 0.2,
	labels: 0.25,
	fields: 0.3,
};

/**
 * Asked of a kind of view, before it is known what exactly it needs: one write, which may well be content. The seconds between
 * writes are no shortage: they are waited for in line.
 */
const ONE_OF_ALL: Cost = { content: 1, writes: 0, points: 5 };

/**
 * Whether a kind of request may be made. When any of the limits runs short project fields stop first, then labels, then the
 * status comment, then the check, then sweeps; commands go on to the end. `cost` is what it uses (default: what a view may need).
 */
export function mayWrite(
	kind: RequestKind,
	{ windows, primary, brokenUntilMs }: BudgetState,
	{
		nowMs,
		cost = ONE_OF_ALL,
	}: { readonly nowMs: number; readonly cost?: Cost },
): MayWrite {
	const reserve = RESERVES[kind];
	const times = windows
		.filter(({ of }) => cost[of] > 0)
		.map((window) => fitsAt(window, { cost: cost[window.of], reserve }, nowMs));
	const isShort =
		primary !== undefined && primary.remaining <= primary.limit * reserve;
	const atMs = Math.max(
		nowMs,
		brokenUntilMs,
		isShort ? primary.resetMs : nowMs,
		...times,
	);
	return atMs <= nowMs ? "now" : { atMs };
}
