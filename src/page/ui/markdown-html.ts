import { Marked, type Tokens } from "marked";
import { webAddress } from "./web-address.ts";

const marked = new Marked({
	gfm: true,
	breaks: true,
	renderer: {
		html({ text }: Tokens.HTML | Tokens.Tag) {
			return escaped(text);
		},
		link({ href, tokens }: Tokens.Link) {
			return linked(href, this.parser.parseInline(tokens));
		},
		image({ href, text }: Tokens.Image) {
			return linked(href, `picture: ${escaped(text === "" ? href : text)}`);
		},
		checkbox({ checked }: Tokens.Checkbox) {
			return checked ? "☑ " : "☐ ";
		},
	},
});

/**
 * Markdown as HTML. HTML in it is shown as text; links lead to the web or nowhere, and pictures are links, so that nothing is
 * fetched from elsewhere. Its highest heading becomes one of the level `top`, the others follow. What comes out is to be
 * sanitized all the same.
 */
export function markdownHtml(text: string, top: number): string {
	const tokens = marked.lexer(text);
	const headings: Tokens.Heading[] = [];
	marked.walkTokens(tokens, (token) => {
		if (token.type === "heading") headings.push(token as Tokens.Heading);
	});
	const highest = Math.min(...headings.map(({ depth }) => depth));
	for (const heading of headings)
		heading.depth = Math.min(6, heading.depth - highest + top);
	return marked.parser(tokens);
}

function linked(href: string, inner: string): string {
	const address = webAddress(href);
	return address === undefined
		? inner
		: `<a href="${escaped(address)}" rel="noopener nofollow" target="_blank">${inner}</a>`;
}

function escaped(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;");
}
