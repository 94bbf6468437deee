import type { WindowLimit } from "./limits.ts";

/** What was spent within a limit's stretch of time, oldest first. */
export interface Window extends WindowLimit {
	readonly spent: readonly { readonly atMs: number; readonly cost: number }[];
}

/** A window in which nothing was spent. */
export function openWindow(limit: WindowLimit): Window {
	return { ...limit, spent: [] };
}

/** The window after something was spent at a time. What has left it is forgotten, so that it stays as small as its limit. */
export function spend(window: Window, cost: number, nowMs: number): Window {
	const spent = within(window, nowMs);
	return {
		...window,
		spent: cost === 0 ? spent : [...spent, { atMs: nowMs, cost }],
	};
}

/** How much was spent in the stretch of time before a moment. */
export function usedIn(window: Window, nowMs: number): number {
	return within(window, nowMs).reduce((sum, { cost }) => sum + cost, 0);
}

/** When so much fits into the window and leaves `reserve` of it (from 0 to 1) untouched: `nowMs` where it does already. */
export function fitsAt(
	window: Window,
	{ cost, reserve }: { readonly cost: number; readonly reserve: number },
	nowMs: number,
): number {
	const room = window.limit * (1 - reserve);
	let used = usedIn(window, nowMs);
	let atMs = nowMs;
	for (const entry of within(window, nowMs)) {
		if (used + cost <= room) break;
		used -= entry.cost;
		atMs = entry.atMs + window.spanMs;
	}
	return atMs;
}

function within({ spent, spanMs }: Window, nowMs: number): Window["spent"] {
	return spent.filter(({ atMs }) => atMs > nowMs - spanMs);
}
