import { nextQuery, type PageQuery, type ReadPage } from "./linked-pages.ts";

/**
 * Everything on a list that grows at its end, while entries of it are taken away: what moves up from a page to the one before,
 * between the reading of both, is found by looking at that one again. An entry may come twice.
 */
export async function* allPages<T extends { readonly id: number }>(
	read: ReadPage<T>,
	maxPages: number,
): AsyncIterable<T> {
	let query: PageQuery = {};
	let before = await read(query);
	yield* before.data;
	for (let page = 2; page <= maxPages; page++) {
		const nextOne = nextQuery(before.headers);
		if (nextOne === undefined) return;
		const next = await read(nextOne);
		const known = new Set(before.data.map(({ id }) => id));
		const again = await read(query);
		yield* again.data.filter(({ id }) => !known.has(id));
		yield* next.data;
		[query, before] = [nextOne, next];
	}
}
