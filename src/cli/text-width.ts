/** Characters that take two cells of a terminal: those of East Asian scripts, and pictures. */
const WIDE =
	/[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const COMBINING = /^\p{M}$/u;

/** Cells that a text without colours takes on a terminal. */
export function widthOf(text: string): number {
	let width = 0;
	for (const character of text) width += cellsOf(character);
	return width;
}

/** A text cut to so many cells, with a mark at the end when something is missing. */
export function fitted(text: string, width: number, mark = "…"): string {
	if (widthOf(text) <= width) return text;
	if (width < widthOf(mark)) return mark.slice(0, Math.max(0, width));
	let cut = "";
	let left = width - widthOf(mark);
	for (const character of text) {
		left -= cellsOf(character);
		if (left < 0) break;
		cut += character;
	}
	return `${cut.trimEnd()}${mark}`;
}

/** A text filled up with spaces to so many cells: behind it, or before it. */
export function filled(
	text: string,
	width: number,
	side: "left" | "right" = "left",
): string {
	const space = " ".repeat(Math.max(0, width - widthOf(text)));
	return side === "left" ? `${text}${space}` : `${space}${text}`;
}

/** A text in lines of so many cells, broken between words; the last of at most `lines` is cut. */
export function wrapped(
	text: string,
	{
		width,
		lines,
		mark = "…",
	}: {
		readonly width: number;
		readonly lines: number;
		readonly mark?: string;
	},
): readonly string[] {
	const done: string[] = [];
	let words = text.split(" ").filter((word) => word !== "");
	while (words.length > 0 && done.length < lines - 1) {
		let count = 1;
		while (
			count < words.length &&
			widthOf(words.slice(0, count + 1).join(" ")) <= width
		)
			count += 1;
		done.push(fitted(words.slice(0, count).join(" "), width, mark));
		words = words.slice(count);
	}
	return words.length === 0
		? done
		: [...done, fitted(words.join(" "), width, mark)];
}

function cellsOf(character: string): number {
	if (COMBINING.test(character)) return 0;
	return WIDE.test(character) ? 2 : 1;
}
