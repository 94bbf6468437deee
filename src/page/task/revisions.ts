import type { FeedEvent } from "../state/live.ts";
import { changedParts, PARTS, type Part } from "./changed-parts.ts";

/** How often each part of a task changed while it was looked at, and what was heard of it meanwhile. */
export interface Revisions {
	readonly of: Readonly<Record<Part, number>>;
	/** Rises when what was missed is not known. */
	readonly resets: number;
	/** The commits about the task since the last reset, newest first. */
	readonly heard: readonly FeedEvent[];
}

const MOST_HEARD = 500;

/** Nothing has happened yet. */
export const NO_NEWS: Revisions = {
	of: Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<
		Part,
		number
	>,
	resets: 0,
	heard: [],
};

/** The revisions when what was missed is not known: everything counts as changed. */
export function afterReset({ of, resets }: Revisions): Revisions {
	return { of: raised(of, PARTS), resets: resets + 1, heard: [] };
}

/** The revisions after some events; the very same where none of them is about the task. */
export function afterEvents(
	now: Revisions,
	events: readonly FeedEvent[],
	key: string,
): Revisions {
	const parts = new Set(events.flatMap((event) => changedParts(event, key)));
	if (parts.size === 0) return now;
	const known = new Set(now.heard.map(({ commit }) => commit));
	const fresh = events.filter(
		(event) => changedParts(event, key).length > 0 && !known.has(event.commit),
	);
	return {
		...now,
		of: raised(now.of, [...parts]),
		heard: [...fresh.toReversed(), ...now.heard].slice(0, MOST_HEARD),
	};
}

function raised(
	of: Revisions["of"],
	parts: readonly Part[],
): Record<Part, number> {
	return {
		...of,
		...Object.fromEntries(parts.map((part) => [part, of[part] + 1])),
	};
}
