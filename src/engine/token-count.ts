/** Counts the tokens of a text; Infinity as soon as there are more than `limit`. */
export type TokenCounter = (text: string, limit?: number) => number;

/** A word that never ends takes time quadratic in its length to count, so longer pieces are counted apart. */
const PIECE = 256;
/** How exactly a text is cut: at most so many characters that would still have fitted are lost. */
const LAST_PIECE = 16;
/** What the mark at the end of a cut text comes to. */
const MARK_TOKENS = 16;

/**
 * A counter with the tables of a real tokenizer, offline. They are large: only a process that counts pays for them. A text
 * is counted piece by piece, which may find a few tokens more than there are and never takes long.
 */
export async function tokenCounter(): Promise<TokenCounter> {
	const { isWithinTokenLimit } = await import("gpt-tokenizer");
	// What looks like a control token of a model is text like any other here.
	const options = { disallowedSpecial: new Set<string>() };
	return (text, limit = Number.MAX_SAFE_INTEGER) => {
		let tokens = 0;
		for (const piece of piecesOf(text, PIECE)) {
			const more = isWithinTokenLimit(
				piece,
				Math.max(0, limit - tokens),
				options,
			);
			if (more === false) return Infinity;
			tokens += more;
		}
		return tokens;
	};
}

/** The beginning of a text that takes at most so many tokens as JSON, with a mark that tells how much is missing; or nothing. */
export function cutText(
	text: string,
	limit: number,
	count: TokenCounter,
): string {
	let left = limit - MARK_TOKENS;
	let end = 0;
	for (const length of [PIECE, LAST_PIECE])
		for (const piece of piecesOf(text.slice(end), length)) {
			const tokens = count(
				JSON.stringify(piece).slice(1, -1),
				Math.max(0, left),
			);
			if (left <= 0 || tokens > left) break;
			left -= tokens;
			end += piece.length;
		}
	return end === 0
		? ""
		: `${text.slice(0, end)} … (cut: ${text.length - end} more characters)`;
}

/** A text in pieces of at most so many characters, cut before a space where there is one and never within a character. */
function* piecesOf(text: string, length: number): Generator<string> {
	let from = 0;
	while (from < text.length) {
		const to =
			text.length - from <= length
				? text.length
				: endOfPiece(text, from, length);
		yield text.slice(from, to);
		from = to;
	}
}

function endOfPiece(text: string, from: number, length: number): number {
	const most = from + length;
	const space = text.lastIndexOf(" ", most);
	if (space > from) return space;
	const isWithinCharacter = /[\ud800-\udbff]/.test(text.charAt(most - 1));
	return isWithinCharacter ? most - 1 : most;
}
