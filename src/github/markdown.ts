/** Characters that show as nothing or turn text around; none of them has a place in a reply. */
const INVISIBLE =
	/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]/gu;
/** Punctuation that markdown or HTML may take for markup anywhere, and what is markup only at the start of a line. */
const MARKUP = /[\\`*_[\]<>#|~&$]/g;
const MARKUP_AT_START = /^(?:[-+=]|\d+(?=[.)]))/;
/** Keeps `@name`, `/verb`, `#1`, `GH-1` and web addresses from becoming what they look like. */
const WORD_JOINER = "\u2060";

/**
 * Somebody else's text as one line of plain words: no markup, no mention, no reference, no link, no command. Shown it reads
 * as it was written.
 */
export function text(untrusted: string): string {
	return untrusted
		.replace(INVISIBLE, "")
		.replace(/\s+/g, " ")
		.trim()
		.replace(/@(?=[a-zA-Z0-9])/g, `@${WORD_JOINER}`)
		.replace(/#(?=[0-9])/g, `#${WORD_JOINER}`)
		.replace(/\b(GH)-(?=[0-9])/gi, `$1${WORD_JOINER}-`)
		.replace(/(https?|ftp|mailto)(?=:)/gi, `$1${WORD_JOINER}`)
		.replace(/www(?=\.)/gi, `$&${WORD_JOINER}`)
		.replace(MARKUP, "\\$&")
		.replace(MARKUP_AT_START, `${WORD_JOINER}$&`)
		.replace(/^\//, `${WORD_JOINER}/`);
}

/** A short text as inline code, in a fence that nothing in it can close. */
export function code(untrusted: string): string {
	const plain = untrusted.replace(INVISIBLE, "").replace(/\s+/g, " ").trim();
	const ticks = "`".repeat(longestRun(plain) + 1);
	const pad =
		plain.startsWith("`") || plain.endsWith("`") || plain === "" ? " " : "";
	return `${ticks}${pad}${plain}${pad}${ticks}`;
}

/** Text of several lines as a block of code, in a fence that nothing in it can close; no line of it starts with a slash. */
export function fence(untrusted: string, language: string): string {
	const plain = untrusted
		.replace(/\r\n?/g, "\n")
		.replace(INVISIBLE, "")
		.replace(/^\//gm, " /");
	const ticks = "`".repeat(Math.max(3, longestRun(plain) + 1));
	return `${ticks}${language}\n${plain}\n${ticks}`;
}

/** A value as a block of JSON that no text in it can end, hide in or act through. */
export function jsonBlock(value: unknown): string {
	const escaped = JSON.stringify(value, undefined, 2)
		.replace(/[`@<>#]/g, escapeUnit)
		.replace(INVISIBLE, (character) =>
			[...Array(character.length).keys()]
				.map((at) => escapeUnit(character[at] as string))
				.join(""),
		);
	return `\`\`\`json\n${escaped}\n\`\`\``;
}

/** A hidden mark by which a comment of ours is found again. Only values that cannot end it are let in. */
export function marker(kind: string, value?: string): string {
	const content = value === undefined ? kind : value;
	if (!/^[a-z0-9:]{1,80}$/.test(content))
		throw new Error(`a marker cannot hold ${JSON.stringify(content)}`);
	return `<!-- baton:${content} -->`;
}

/** Markdown cut to a length in UTF-16 units, at the end of a line, with a word about it and no fence left open. */
export function truncate(markdown: string, maxUnits: number): string {
	if (markdown.length <= maxUnits) return markdown;
	const notice = "\n\n(cut: too long for a comment)";
	const room = maxUnits - notice.length - 8;
	const kept = markdown.slice(0, Math.max(0, markdown.lastIndexOf("\n", room)));
	let open: string | undefined;
	for (const [, ticks] of kept.matchAll(/^(`{3,})/gm))
		open =
			open === undefined
				? ticks
				: (ticks as string).length >= open.length
					? undefined
					: open;
	return `${kept}${open === undefined ? "" : `\n${open.slice(0, 7)}`}${notice}`;
}

function longestRun(plain: string): number {
	return Math.max(0, ...(plain.match(/`+/g) ?? []).map((run) => run.length));
}

function escapeUnit(unit: string): string {
	return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
