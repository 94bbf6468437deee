import { signal } from "@preact/signals";
import { ask, type Refused } from "./api.ts";
import type { BoardAnswer } from "./card.ts";
import { type BoardShown, boardFrom, tasksIn, withCards } from "./columns.ts";
import { type FeedEvent, listen, type News } from "./live.ts";
import type { Place } from "./place.ts";

/** The board that is open; absent while it is read, a refusal where it cannot be. */
export const board = signal<BoardShown | Refused | undefined>(undefined);

const MOST_CARDS = 2_000;
/** So many cards are read alone; more are quicker read with all others. */
const MOST_AT_ONCE = 100;
const AGAIN_MS = 2_000;

const listeners = new Set<(news: News) => void>();

/** Calls `hear` with whatever happens on the open board, until the function that it answers is called. */
export function onNews(hear: (news: News) => void): () => void {
	listeners.add(hear);
	return () => listeners.delete(hear);
}

/** Opens a board and keeps it as it is, until the function that it answers is called. */
export function openBoard(place: Place): () => void {
	const ending = new AbortController();
	const reader = makeReader(place, ending.signal);
	board.value = undefined;
	reader.readAll();
	void listen(
		place,
		(news) => {
			for (const hear of listeners) hear(news);
			if (news.kind === "reset") reader.readAll();
			else reader.readChanged(news.events);
		},
		ending.signal,
	);
	return () => ending.abort();
}

/** Reads one after the other, so that no older answer comes after a newer one. */
function makeReader(place: Place, ending: AbortSignal) {
	let wanted = new Set<string>();
	let wantsAll = false;
	let isAtWork = false;

	async function turn(): Promise<void> {
		const now = board.value;
		const keys = wanted;
		const isPart =
			!wantsAll &&
			now !== undefined &&
			"columns" in now &&
			keys.size <= MOST_AT_ONCE;
		wanted = new Set();
		wantsAll = false;
		const answer = await ask<BoardAnswer>(place, "board", {
			limit: MOST_CARDS,
			...(isPart ? { tasks: [...keys] } : {}),
		});
		if (ending.aborted) return;
		if (answer.ok)
			board.value = isPart
				? withCards(now, answer.data, keys)
				: boardFrom(answer.data);
		else if (answer.retryable !== true) board.value = answer;
		else {
			// What is shown stays until there is something newer.
			wantsAll = true;
			await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
		}
	}

	const hasWork = () => (wantsAll || wanted.size > 0) && !ending.aborted;

	function go(): void {
		if (isAtWork || !hasWork()) return;
		isAtWork = true;
		void (async () => {
			while (hasWork()) await turn();
			isAtWork = false;
		})();
	}

	return {
		readAll() {
			wantsAll = true;
			go();
		},
		readChanged(events: readonly FeedEvent[]) {
			const now = board.value;
			const isShown = now !== undefined && "columns" in now;
			const keys = isShown ? tasksIn(events, now) : undefined;
			wantsAll ||= keys === undefined;
			for (const key of keys ?? []) wanted.add(key);
			go();
		},
	};
}
