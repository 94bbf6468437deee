import { useEffect, useState } from "preact/hooks";
import { ask } from "../state/api.ts";
import type { Place } from "../state/place.ts";
import type { SearchHit } from "./palette-entries.ts";

const PAUSE_MS = 180;
const SHORTEST = 2;
const LONGEST = 200;
const MOST = 12;

/** What the `search` verb finds, asked as soon as nobody types any more; what was found last stays until then. */
export function useFound(
	place: Place | undefined,
	query: string,
): { readonly hits: readonly SearchHit[]; readonly isAsking: boolean } {
	const words = query.trim().slice(0, LONGEST);
	const [found, setFound] = useState<{
		readonly words: string;
		readonly hits: readonly SearchHit[];
	}>({ words: "", hits: [] });
	const isWanted = place !== undefined && words.length >= SHORTEST;
	const { owner, repo, board } = place ?? {};
	useEffect(() => {
		if (!isWanted || owner === undefined || !repo || !board) return undefined;
		let isOver = false;
		const timer = setTimeout(async () => {
			const answer = await ask<{ tasks: readonly SearchHit[] }>(
				{ owner, repo, board },
				"search",
				{ query: words, limit: MOST },
			);
			if (!isOver)
				setFound({ words, hits: answer.ok ? answer.data.tasks : [] });
		}, PAUSE_MS);
		return () => {
			isOver = true;
			clearTimeout(timer);
		};
	}, [isWanted, owner, repo, board, words]);
	return isWanted
		? { hits: found.hits, isAsking: found.words !== words }
		: { hits: [], isAsking: false };
}
