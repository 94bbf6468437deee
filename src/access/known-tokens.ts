import { createHash } from "node:crypto";

/** As long as GitHub's user tokens last. */
const REMEMBERED_MS = 8 * 3_600_000;
/** So many are remembered; those that were proven longest ago give way. */
const MAX_TOKENS = 10_000;

/** Users' tokens that GitHub has vouched for of late, by their hashes: the tokens themselves are not kept. */
export class KnownTokens {
	readonly #untilMs = new Map<string, number>();
	readonly #nowMs: () => number;

	constructor(nowMs: () => number) {
		this.#nowMs = nowMs;
	}

	/** The token's name among the known ones; undefined for one that is not known. */
	nameOf(token: string): string | undefined {
		const name = hashOf(token);
		return this.#nowMs() < (this.#untilMs.get(name) ?? 0) ? name : undefined;
	}

	/** GitHub has vouched for it just now. */
	add(token: string): void {
		const name = hashOf(token);
		this.#untilMs.delete(name);
		this.#untilMs.set(name, this.#nowMs() + REMEMBERED_MS);
		const [oldest] = this.#untilMs.keys();
		if (this.#untilMs.size > MAX_TOKENS && oldest !== undefined)
			this.#untilMs.delete(oldest);
	}

	/** GitHub vouches for it no more. */
	delete(token: string): void {
		this.#untilMs.delete(hashOf(token));
	}
}

function hashOf(token: string): string {
	return createHash("sha256").update(token).digest("base64url");
}
