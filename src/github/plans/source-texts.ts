import type { SourceApi, SourceFile, SourceTree } from "../source-api.ts";

/** Texts that are asked for at the same time. */
const AT_ONCE = 6;
/** Texts that are kept: so many, and so many bytes of them. */
const MOST_TEXTS = 2_000;
const MOST_BYTES = 16_000_000;

/**
 * The texts of one repository's files. An oid stands for the same text for ever, so none is asked for twice while it is
 * remembered; a branch that has moved on costs only what has changed.
 */
export class SourceTexts {
	readonly #api: SourceApi;
	readonly #known = new Map<string, string>();
	#bytes = 0;

	constructor(api: SourceApi) {
		this.#api = api;
	}

	/** The files of the default branch as they are now. */
	tree(): Promise<SourceTree> {
		return this.#api.sourceTree();
	}

	/** The texts of these files by path; without those that are links, larger than `maxBytes` or gone. */
	async textsOf(
		files: readonly SourceFile[],
		maxBytes: number,
	): Promise<ReadonlyMap<string, string>> {
		const wanted = files.filter(
			({ bytes, isLink }) => !isLink && bytes <= maxBytes,
		);
		const texts = new Map<string, string>();
		for (let at = 0; at < wanted.length; at += AT_ONCE) {
			const group = wanted.slice(at, at + AT_ONCE);
			const read = await Promise.all(group.map(({ oid }) => this.#text(oid)));
			for (const [index, { path }] of group.entries()) {
				const text = read[index];
				if (text !== undefined) texts.set(path, text);
			}
		}
		return texts;
	}

	async #text(oid: string): Promise<string | undefined> {
		const known = this.#known.get(oid);
		if (known !== undefined) return known;
		const text = await this.#api.sourceText(oid);
		if (text !== undefined) this.#keep(oid, text);
		return text;
	}

	/** The oldest give way. */
	#keep(oid: string, text: string): void {
		if (this.#known.has(oid)) return;
		this.#known.set(oid, text);
		this.#bytes += text.length;
		for (const [oldest, { length }] of this.#known) {
			if (this.#known.size <= MOST_TEXTS && this.#bytes <= MOST_BYTES) return;
			this.#known.delete(oldest);
			this.#bytes -= length;
		}
	}
}
