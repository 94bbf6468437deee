import type { Part } from "./brief-sections.ts";
import type { TokenCounter } from "./token-count.ts";

/** What the name of a section and the marks around an item come to. */
export const NAME_TOKENS = 5;
/** Roughly, where nobody counts. */
const CHARACTERS_A_TOKEN = 4;

/** Weighs parts, each as far as it was asked for and no part twice. */
export class Scale {
	readonly count: TokenCounter;
	readonly #known = new Map<Part, number>();
	readonly #atLeast = new Map<Part, number>();

	constructor(count: TokenCounter) {
		this.count = count;
	}

	/** Tokens of a part with its surroundings, Infinity when they are more than `limit`. */
	weigh(part: Part, limit: number): number {
		const known = this.#known.get(part);
		if (known !== undefined) return known;
		if ((this.#atLeast.get(part) ?? 0) > limit) return Infinity;
		const tokens = this.count(part.json, limit - NAME_TOKENS) + NAME_TOKENS;
		if (tokens === Infinity) this.#atLeast.set(part, limit + 1);
		else this.#known.set(part, tokens);
		return tokens;
	}

	/** Tokens of a part as far as they are known, else a guess. */
	about(part: Part): number {
		const least = this.#atLeast.get(part) ?? 0;
		const roughly = Math.ceil(part.json.length / CHARACTERS_A_TOKEN);
		return this.#known.get(part) ?? Math.max(least, roughly);
	}
}
