/** A text cut at marks that count up from 1 or a: what stands before the first, and what stands behind each. */
export interface CountedParts {
	readonly before: string;
	readonly parts: readonly string[];
}

const STEP = String.raw`(?:\*\*)?step[ \t]+(\d{1,3})(?:\*\*)?[ \t]*(?:[:.)\u2013\u2014]|-(?=\s)|(?=\n))(?:\*\*)?[ \t]*`;

/** `Step 1: …` at the beginning of lines; lists under a step belong to it. */
const STEP_LINES = new RegExp(
	String.raw`(?:^|\n)[ \t]*(?:#{1,6}[ \t]*|[-*+][ \t]+)?${STEP}`,
	"gi",
);

/** The same within a line, `1.`, `1)` and `(1)`, `a)` and `(a)`. */
const WITHIN_LINES = [
	new RegExp(String.raw`(?:^|(?<=[.;:,!?\n]\s{0,8}))${STEP}`, "gi"),
	/(?<=^|\s)\(?(\d{1,3})[.)][ \t]+(?=\S)/g,
	/(?<=^|\s)\(?([a-z])\)[ \t]+(?=\S)/gi,
];

/** What an item does not begin with: then the letter is the name of something. */
const GOES_ON = /^(?:in|on|of|for|from|with|is|are|was|were|or|and|as|at)\b/i;

/** The parts behind `Step 1:`, `Step 2:` and so on where each begins a line; undefined for fewer than two. */
export function stepLinesOf(
	text: string,
	most: number,
): CountedParts | undefined {
	return partsAt(text, STEP_LINES, most);
}

/** The parts behind any other marks that count up; undefined for fewer than two, and for alternatives. */
export function countedWithin(
	text: string,
	most: number,
): CountedParts | undefined {
	for (const style of WITHIN_LINES) {
		const found = partsAt(text, style, most);
		if (found !== undefined) return found;
	}
	return undefined;
}

function partsAt(
	text: string,
	style: RegExp,
	most: number,
): CountedParts | undefined {
	const marks: { at: number; end: number; isLetter: boolean }[] = [];
	for (const match of text.matchAll(style)) {
		const mark = match[1] ?? "";
		const isLetter = !/^\d/.test(mark);
		const number = isLetter
			? mark.toLowerCase().charCodeAt(0) - 96
			: Number(mark);
		if (number === marks.length + 1 && marks.length < most)
			marks.push({
				...{ at: match.index, end: match.index + match[0].length },
				isLetter,
			});
	}
	if (marks.length < 2) return undefined;
	const parts = marks.map(({ end }, index) =>
		text.slice(end, marks[index + 1]?.at).trim(),
	);
	const isNaming =
		marks[0]?.isLetter && parts.some((part) => GOES_ON.test(part));
	if (isNaming || parts.some((part) => /(?:^|\s)or$/i.test(part)))
		return undefined;
	return {
		before: text.slice(0, marks[0]?.at),
		parts: parts.map((part) => part.replace(/[;,]?\s+(?:and|then)$/i, "")),
	};
}
