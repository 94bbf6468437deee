/** How pages are read, from 1 on; one that is not full is the last. */
export interface Pages<T> {
	readonly read: (page: number) => Promise<readonly T[]>;
	readonly perPage: number;
	readonly maxPages: number;
}

/**
 * Everything on a list that grows at its end, while entries of it are taken away: what moves up from a page to the one before,
 * between the reading of both, is found by looking at that one again. An entry may come twice.
 */
export async function* allPages<T extends { readonly id: number }>({
	read,
	perPage,
	maxPages,
}: Pages<T>): AsyncIterable<T> {
	let before = await read(1);
	yield* before;
	for (let page = 2; page <= maxPages; page++) {
		if (before.length < perPage) return;
		const next = await read(page);
		const known = new Set(before.map(({ id }) => id));
		const again = await read(page - 1);
		yield* again.filter(({ id }) => !known.has(id));
		yield* next;
		before = next;
	}
}
