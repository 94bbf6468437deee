/** What leads to a page of a list; the first is led to by nothing. */
export type PageQuery = object;

/** One page of a list, as octokit answers it. */
export interface LinkedPage<T> {
	readonly data: readonly T[];
	readonly headers: { readonly link?: string | undefined };
}

/** Reads the page that a query leads to. */
export type ReadPage<T> = (query: PageQuery) => Promise<LinkedPage<T>>;

/**
 * The pages of a list, each one's entries, as GitHub leads from one to the next: by number or, in large repositories, by a cursor
 * alone. How full a page is says nothing, for entries may be hidden.
 */
export async function* linkedPages<T>(
	read: ReadPage<T>,
	maxPages: number,
): AsyncIterable<readonly T[]> {
	let query: PageQuery | undefined = {};
	for (let page = 1; page <= maxPages && query !== undefined; page++) {
		const { data, headers } = await read(query);
		yield data;
		query = nextQuery(headers);
	}
}

/**
 * What leads to the next page; undefined where there is none. Only the query of the link is taken: the address before it may name
 * the repository in another way, and no token goes to where an answer points.
 */
export function nextQuery({
	link = "",
}: LinkedPage<unknown>["headers"]): PageQuery | undefined {
	const address = /<([^<>]+)>;\s*rel="next"/.exec(link)?.[1];
	return address === undefined
		? undefined
		: Object.fromEntries(new URL(address).searchParams);
}

/**
 * The same of a list that is read from its newest entry on: where GitHub refuses to lead further back there is no more to be had.
 * The first page is never refused for that.
 */
export function beforeWall<T>(read: ReadPage<T>): ReadPage<T> {
	return async (query) => {
		try {
			return await read(query);
		} catch (error) {
			const isFirst = Object.keys(query).length === 0;
			if (isFirst || (error as { status?: number }).status !== 422) throw error;
			return { data: [], headers: {} };
		}
	};
}
