/** The second key of a sequence has to come within this. */
const SEQUENCE_MS = 1_500;

interface Keyed {
	/** One key or several with a space between: `j`, `g b`, `mod+k`. */
	readonly keys: string;
}

/** What a key means: an item's keys are complete, they may become so, or it is nobody's. */
export type Reading<T> =
	| { readonly kind: "match"; readonly item: T }
	| { readonly kind: "begun" }
	| { readonly kind: "none" };

/**
 * Reads keys one after the other, single ones and sequences. A later item wins over an earlier one with the same keys; a key that
 * goes on with no sequence counts as a new beginning.
 */
export function makeKeyReader<T extends Keyed>(items: () => readonly T[]) {
	let begun = "";
	let untilMs = 0;

	function read(keys: string): Reading<T> {
		const all = items();
		const item = all.findLast((one) => one.keys === keys);
		if (item !== undefined) return { kind: "match", item };
		return all.some((one) => one.keys.startsWith(`${keys} `))
			? { kind: "begun" }
			: { kind: "none" };
	}

	return {
		/** Takes a key; `atMs` in milliseconds of any clock that only goes forward. */
		take(key: string, atMs: number): Reading<T> {
			const before = atMs <= untilMs ? begun : "";
			begun = "";
			const longer =
				before === "" ? ({ kind: "none" } as const) : read(`${before} ${key}`);
			const reading = longer.kind === "none" ? read(key) : longer;
			if (reading.kind === "begun") {
				begun = longer.kind === "begun" ? `${before} ${key}` : key;
				untilMs = atMs + SEQUENCE_MS;
			}
			return reading;
		},
	};
}
