/** What is known of a long list, the newest first; `older` names where it goes on, and is absent at its end. */
export interface PageOf<T> {
	readonly items: readonly T[];
	readonly older?: string | undefined;
}

/** What was known with the newest page as it is now. Where the two do not touch only the newest is left: there is a gap. */
export function withNewest<T>(
	known: PageOf<T> | undefined,
	newest: PageOf<T>,
	idOf: (item: T) => string,
): PageOf<T> {
	const last = newest.items.at(-1);
	if (known === undefined || last === undefined) return newest;
	const at = known.items.findIndex((item) => idOf(item) === idOf(last));
	const rest = at === -1 ? [] : known.items.slice(at + 1);
	return rest.length === 0
		? newest
		: { items: [...newest.items, ...rest], older: known.older };
}

/** What was known with the page behind it. */
export function withOlder<T>(
	known: PageOf<T>,
	next: PageOf<T>,
	idOf: (item: T) => string,
): PageOf<T> {
	const ids = new Set(known.items.map(idOf));
	const fresh = next.items.filter((item) => !ids.has(idOf(item)));
	return { items: [...known.items, ...fresh], older: next.older };
}
