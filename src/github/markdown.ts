/** Characters that show as nothing or turn text around; none of them has a place in a reply. */
const INVISIBLE =
	/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]/gu;
/** Punctuation that markdown or HTML may take for markup anywhere, and what is markup only at the start of a line. */
const MARKUP = /[\\`*_[\]<>#|~&$]/g;
const MARKUP_AT_START = /^(?:[-+=]|\d+(?=[.)]))/;
/** Keeps `@name`, `/verb`, `#1`, `GH-1` and web addresses from becoming what they look like. */
export const WORD_JOINER = "\u2060";

/**
 * Somebody else's text as one line of plain words: no markup, no mention, no reference, no link, no command. Shown it reads
 * as it was written. Addresses on github.com that equal one of `links` or lie below it stay links.
 */
export function text(
	untrusted: string,
	{ links = [] }: { readonly links?: readonly string[] } = {},
): string {
	const line = untrusted.replace(INVISIBLE, "").replace(/\s+/g, " ").trim();
	if (links.length === 0) return inert(line);
	const parts = line.split(GITHUB_ADDRESS);
	return parts
		.map((part, index) =>
			index % 2 === 1 &&
			isAllowed(part, links) &&
			!CLOSING_KEYWORD.test(parts[index - 1] ?? "")
				? `<${part}>`
				: inert(part),
		)
		.join("");
}

/** Addresses made of characters that can be neither markup nor a mention nor a reference. */
const GITHUB_ADDRESS =
	/(https:\/\/github\.com\/[A-Za-z0-9/._~?=&%-]*[A-Za-z0-9/])/;
const CLOSING_KEYWORD = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)[\s:]*$/i;

function isAllowed(address: string, links: readonly string[]): boolean {
	if (address.includes("..")) return false;
	return links.some(
		(link) =>
			address === link ||
			address.startsWith(link.endsWith("/") ? link : `${link}/`),
	);
}

function inert(line: string): string {
	return line
		.replace(/@/g, `@${WORD_JOINER}`)
		.replace(/#(?=[0-9])/g, `#${WORD_JOINER}`)
		.replace(/\b(GH)-(?=[0-9])/gi, `$1${WORD_JOINER}-`)
		.replace(/(https?|ftp|mailto)(?=:)/gi, `$1${WORD_JOINER}`)
		.replace(/www(?=\.)/gi, `$&${WORD_JOINER}`)
		.replace(MARKUP, "\\$&")
		.replace(MARKUP_AT_START, `${WORD_JOINER}$&`)
		.replace(/^\//, `${WORD_JOINER}/`);
}

/** An address that GitHub itself told, of any host, as a link; anything but plain characters makes it inert. */
export function link(address: string): string {
	return /^https?:\/\/[A-Za-z0-9.:-]+(?:\/[A-Za-z0-9._-]+)*$/.test(address)
		? `<${address}>`
		: text(address);
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
		// A marker of ours in somebody's text would be taken for one.
		.replace(/<!--/g, `<${WORD_JOINER}!--`)
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

/**
 * Markdown cut to at most `maxUnits` UTF-16 units, at the end of a line, with a word about it. A fence that is cut through is
 * closed, so nothing in it becomes live.
 */
export function truncate(markdown: string, maxUnits: number): string {
	if (markdown.length <= maxUnits) return markdown;
	const room = maxUnits - CUT_NOTICE.length;
	const kept = firstLines(markdown, room);
	const open = openFence(kept);
	if (open === undefined) return `${kept}${CUT_NOTICE}`.slice(0, maxUnits);
	const content = firstLines(kept, room - open.ticks.length - 1);
	return content.length > open.at
		? `${content}\n${open.ticks}${CUT_NOTICE}`
		: `${kept.slice(0, open.at)}${CUT_NOTICE}`;
}

const CUT_NOTICE = "\n\n(cut: too long for a comment)";

/** The whole lines of a text that fit into so many units, without the last line end. */
function firstLines(markdown: string, units: number): string {
	if (markdown.length <= units) return markdown;
	return markdown.slice(0, Math.max(0, markdown.lastIndexOf("\n", units)));
}

/** The fence of a block that the end of the text leaves open, and where it begins. */
function openFence(
	markdown: string,
): { ticks: string; at: number } | undefined {
	let open: { ticks: string; at: number } | undefined;
	for (const { 1: ticks = "", 2: rest = "", index } of markdown.matchAll(
		/^(`{3,})([^\n]*)$/gm,
	)) {
		if (open === undefined) open = { ticks, at: index };
		else if (rest === "" && ticks.length >= open.ticks.length) open = undefined;
	}
	return open;
}

function longestRun(plain: string): number {
	let longest = 0;
	for (const [run] of plain.matchAll(/`+/g)) {
		longest = Math.max(longest, run.length);
	}
	return longest;
}

function escapeUnit(unit: string): string {
	return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
