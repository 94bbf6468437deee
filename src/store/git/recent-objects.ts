/** Objects that were used lately, by their place in a pack. */
export interface RecentObjects<T extends { readonly body: Uint8Array }> {
	get(place: number): T | undefined;
	set(place: number, object: T): void;
	clear(): void;
}

/**
 * Keeps objects of about `maxBytes` together in two generations: what was not asked for while one generation filled up is
 * dropped with it, at no cost for each.
 */
export function recentObjects<T extends { readonly body: Uint8Array }>(
	maxBytes: number,
): RecentObjects<T> {
	let young = new Map<number, T>();
	let old = new Map<number, T>();
	let youngBytes = 0;

	function set(place: number, object: T): void {
		if (young.has(place)) return;
		young.set(place, object);
		youngBytes += object.body.byteLength;
		if (youngBytes <= maxBytes / 2) return;
		old = young;
		young = new Map();
		youngBytes = 0;
	}

	return {
		get(place) {
			const known = young.get(place);
			if (known !== undefined) return known;
			const aging = old.get(place);
			if (aging !== undefined) set(place, aging);
			return aging;
		},
		set,
		clear() {
			young.clear();
			old.clear();
			youngBytes = 0;
		},
	};
}
