/** Longer words are cut: they are hashes and the like, and their beginning finds them as well. */
const TERM_LENGTH = 40;

/** Scripts that are written without spaces between words, or, as Korean, with words that endings are stuck to. */
const SCRIPTS = ["Han", "Hiragana", "Katakana", "Hangul", "Thai", "Lao"]
	.concat(["Khmer", "Myanmar"])
	.map((script) => `\\p{Script=${script}}`)
	.join("");
const UNSPACED = new RegExp(`[${SCRIPTS}]`, "u");
const RUNS = new RegExp(
	`[${SCRIPTS}\\p{M}ー]+|(?:(?![${SCRIPTS}])[\\p{L}\\p{N}\\p{M}])+`,
	"gu",
);

/** Accents on letters that are often typed without; marks of other scripts make other letters. */
const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu;

/**
 * The terms of a text, in its order, the same for what is searched and for what is asked: words without regard to case,
 * width and accents, and pairs of characters where words are not told apart by spaces.
 */
export function searchTerms(text: string): string[] {
	const terms: string[] = [];
	for (const [run] of folded(text).matchAll(RUNS)) {
		if (UNSPACED.test(run)) terms.push(...pairsOf([...run]));
		else terms.push(run.slice(0, TERM_LENGTH));
	}
	return terms;
}

function folded(text: string): string {
	return text
		.toLowerCase()
		.normalize("NFKD")
		.replace(ACCENTS, "$1")
		.normalize("NFKC")
		.toLowerCase();
}

function pairsOf(characters: readonly string[]): readonly string[] {
	if (characters.length < 2) return characters;
	return characters
		.slice(1)
		.map((character, index) => `${characters[index]}${character}`);
}
