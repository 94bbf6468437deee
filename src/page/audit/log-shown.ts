import type { FeedEvent } from "../state/live.ts";

/** A page of the log, newest first; `older` is said for the next one, and absent where there is none. */
export interface LogPage {
	readonly events: readonly FeedEvent[];
	readonly older?: string;
}

/** The log as it is shown: `fresh` has come since and is shown when somebody asks for it. All newest first. */
export interface LogShown extends LogPage {
	readonly fresh: readonly FeedEvent[];
}

/** More rows than this are slow to go through; a filter or the download is better. */
export const MOST_ROWS = 1_000;
/** So many new commits are kept; of more than that only their number would matter, and the log is read anew. */
export const MOST_FRESH = 200;

/** The log with its next page. */
export function withOlder(shown: LogShown, page: LogPage): LogShown {
	const { older: _past, ...rest } = shown;
	const known = new Set(shown.events.map(({ commit }) => commit));
	const events = [
		...shown.events,
		...page.events.filter(({ commit }) => !known.has(commit)),
	];
	const { older } = page;
	return { ...rest, events, ...(older === undefined ? {} : { older }) };
}

/**
 * The log with commits that just came, oldest first as they are told; `atTop` shows them at once. Undefined where there are so many
 * that it is to be read anew.
 */
export function withNews(
	shown: LogShown,
	news: readonly FeedEvent[],
	atTop: boolean,
): LogShown | undefined {
	const known = new Set(
		[...shown.events, ...shown.fresh].map(({ commit }) => commit),
	);
	const unknown = news.filter(({ commit }) => !known.has(commit));
	if (unknown.length === 0) return shown;
	const fresh = [...unknown.reverse(), ...shown.fresh];
	if (fresh.length > MOST_FRESH) return undefined;
	return atTop ? withFresh({ ...shown, fresh }) : { ...shown, fresh };
}

/** The log with what came since at its top. */
export function withFresh(shown: LogShown): LogShown {
	const { fresh, events, older, ...rest } = shown;
	const all = [...fresh, ...events];
	const kept = all.slice(0, MOST_ROWS);
	// What falls off the end is where the next page begins.
	const next = kept.length < all.length ? kept.at(-1)?.commit : older;
	return {
		...{ ...rest, events: kept, fresh: [] },
		...(next === undefined ? {} : { older: next }),
	};
}
