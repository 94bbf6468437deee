/** Longer words are cut: they are hashes and the like, and their beginning finds them as well. */
const TERM_LENGTH = 40;

/** Scripts that are written without spaces between words. */
const UNSPACED =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const RUNS =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{M}ー]+|[\p{L}\p{N}\p{M}]+/gu;

/**
 * The terms of a text, in its order, the same for what is searched and for what is asked: words without regard to case and
 * width, and pairs of characters where words are not told apart by spaces.
 */
export function searchTerms(text: string): string[] {
	const terms: string[] = [];
	for (const [run] of text.normalize("NFKC").toLowerCase().matchAll(RUNS)) {
		if (UNSPACED.test(run)) terms.push(...pairsOf([...run]));
		else terms.push(run.slice(0, TERM_LENGTH));
	}
	return terms;
}

function pairsOf(characters: readonly string[]): readonly string[] {
	if (characters.length < 2) return characters;
	return characters
		.slice(1)
		.map((character, index) => `${characters[index]}${character}`);
}
