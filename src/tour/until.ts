import { setTimeout as pause } from "node:timers/promises";
import type { Report } from "./report.ts";
import { shown, Unexpected } from "./unexpected.ts";

/** Something that has to come by itself, and how long that may take. */
export interface Awaited<T> {
	/** Completes "waiting for …". */
	readonly what: string;
	readonly limitMs: number;
	readonly look: () => Promise<T>;
	readonly isThere: (seen: T) => boolean;
}

/** Between two looks; more often only burdens what is waited for. */
const PAUSE_MS = 100;

/** Looks again and again until it is there, and answers what was seen then. Too late is an `Unexpected`. */
export async function until<T>(
	{ what, limitMs, look, isThere }: Awaited<T>,
	{ report, signal }: { report: Report; signal: AbortSignal },
): Promise<T> {
	const stopWaiting = report.waiting(what);
	const startMs = performance.now();
	try {
		for (;;) {
			const seen = await look();
			if (isThere(seen)) return seen;
			if (performance.now() - startMs > limitMs)
				throw new Unexpected(
					`${what} within ${limitMs / 1_000} s`,
					shown(seen),
				);
			await pause(PAUSE_MS, undefined, { signal });
		}
	} finally {
		stopWaiting();
	}
}
