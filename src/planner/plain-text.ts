/** Characters of a task that the rules look at; what is behind them is kept for the reader of the brief. */
export const MAX_CHARACTERS = 64_000;

const MAX_INDENT = 8;

/**
 * A task's text as the rules read it: visible characters, no fenced blocks, no HTML comments, and no long runs of white space,
 * on which patterns would take their time.
 */
export function plainText(task: string): string {
	const lines = withoutCode(
		withoutComments(withoutHidden(task.slice(0, MAX_CHARACTERS))),
	).split("\n");
	const plain: string[] = [];
	for (const line of lines) {
		const trimmed = line.trimEnd();
		if (trimmed !== "" || plain.at(-1) !== "")
			plain.push(trimmed.replace(/[^\S\n]{9,}/g, " ".repeat(MAX_INDENT)));
	}
	return plain.join("\n");
}

/** A text without control, bidi and other invisible characters; line ends and tabs stay. */
export function withoutHidden(text: string): string {
	return text
		.replace(/\r\n?/g, "\n")
		.replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "");
}

/** A text without HTML comments; of one that is never closed only its mark goes. */
export function withoutComments(text: string): string {
	const parts = text.split("<!--");
	const kept = parts.map((part, index) => {
		if (index === 0) return part;
		const end = part.indexOf("-->");
		return part.slice(end < 0 ? 0 : end + 3);
	});
	return kept.join("").replaceAll("-->", "").replaceAll("<!--", "");
}

/** A text without its fenced blocks; one that is never closed goes on to the end. */
function withoutCode(text: string): string {
	let fence = "";
	return text
		.split("\n")
		.filter((line) => {
			const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? "";
			if (fence === "") fence = mark;
			else if (mark.startsWith(fence) && line.trim() === mark) {
				fence = "";
				return false;
			}
			return fence === "";
		})
		.join("\n");
}

/** A text without characters of a set at its ends. */
export function trimmedOf(text: string, characters: string): string {
	let from = 0;
	let to = text.length;
	while (from < to && characters.includes(text[from] ?? "")) from++;
	while (to > from && characters.includes(text[to - 1] ?? "")) to--;
	return text.slice(from, to);
}
