/** An answer of GitHub's that is asked for again only if it has changed. */
export interface KeptAnswer {
	readonly etag: string;
	/** As it was sent: what is made of it must not change what the next one gets. */
	readonly json: string;
	readonly headers: Readonly<Record<string, unknown>>;
	readonly url: string;
}

/** What one answer may take of the whole. */
const LARGEST_SHARE = 1 / 16;

/**
 * Answers by who asked for what, in memory alone and no more than so many bytes of them; what was not asked for longest gives way.
 */
export class AnswerCache {
	readonly #mostBytes: number;
	readonly #kept = new Map<string, KeptAnswer>();
	#bytes = 0;

	constructor(mostBytes: number) {
		this.#mostBytes = mostBytes;
	}

	get bytes(): number {
		return this.#bytes;
	}

	get(key: string): KeptAnswer | undefined {
		const kept = this.#kept.get(key);
		if (kept === undefined) return undefined;
		this.#kept.delete(key);
		this.#kept.set(key, kept);
		return kept;
	}

	/** Keeps an answer in place of the one before; one that is too large is forgotten. */
	set(key: string, answer: KeptAnswer): void {
		this.drop(key);
		const bytes = sizeOf(key, answer);
		if (bytes > this.#mostBytes * LARGEST_SHARE) return;
		this.#kept.set(key, answer);
		this.#bytes += bytes;
		for (const oldest of this.#kept.keys()) {
			if (this.#bytes <= this.#mostBytes) return;
			this.drop(oldest);
		}
	}

	drop(key: string): void {
		const kept = this.#kept.get(key);
		if (kept === undefined) return;
		this.#kept.delete(key);
		this.#bytes -= sizeOf(key, kept);
	}
}

/** A character takes two bytes at most; headers are small. */
function sizeOf(key: string, { json, etag, url }: KeptAnswer): number {
	return 2 * (key.length + json.length + etag.length + url.length) + 1_000;
}
