/**
 * A cautious count of tokens: about twice what usual tokenizers find in English prose, and more than they find in code, noise and
 * other scripts. A caller with a real tokenizer passes its own.
 */
export function countTokens(text: string): number {
	let count = 1;
	for (const [run] of text.matchAll(
		/[a-z]+|[A-Z]+| ?[0-9]+|\s+|[^\sA-Za-z0-9]/gu,
	)) {
		const code = run.codePointAt(0) ?? 0;
		if (code > 0x7f)
			count += (code < 0x800 ? 2 : code < 0x10000 ? 3 : 4) * [...run].length;
		else if (/[a-z]/.test(run))
			count += Math.ceil(run.length / 2) + unspeakable(run);
		else if (/^\s+$/.test(run)) count += run === " " ? 0 : run.length;
		else count += run.length;
	}
	return count;
}

/** What no word looks like falls apart into more pieces. */
function unspeakable(letters: string): number {
	const clusters = letters.match(/[^aeiouy]{4,}/g) ?? [];
	return clusters.reduce(
		(sum, { length }) => sum + Math.ceil((length - 3) / 2),
		0,
	);
}

/** As much of the beginning of a text as stays within so many tokens, with a word about what is missing. */
export function clipped(
	text: string,
	maxTokens: number,
	count: (text: string) => number,
): string {
	if (text.length <= maxTokens * 16 && count(text) <= maxTokens) return text;
	const notice = "… (cut)";
	// No tokenizer makes fewer tokens than one for sixteen characters of what people write; the rest of the text need not be counted.
	let high = Math.min(text.length, Math.max(0, maxTokens) * 16);
	let low = 0;
	for (let round = 0; low < high && round < 40; round++) {
		const middle = Math.ceil((low + high) / 2);
		if (count(text.slice(0, middle) + notice) <= maxTokens) low = middle;
		else high = middle - 1;
	}
	return low === 0 ? notice : `${text.slice(0, low).trimEnd()}${notice}`;
}
