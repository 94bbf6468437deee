import { useLocation } from "preact-iso";

type Query = Readonly<Record<string, string>>;

/** What the address says after its question mark, and how to say something else there: an empty text takes a name away. */
export function useQuery(): readonly [Query, (changes: Query) => void] {
	const { path, query, route } = useLocation();
	const change = (changes: Query) => {
		const next = new URLSearchParams(query as Record<string, string>);
		for (const [name, value] of Object.entries(changes))
			if (value === "") next.delete(name);
			else next.set(name, value);
		route(next.size === 0 ? path : `${path}?${next}`, true);
	};
	return [query as Query, change];
}
