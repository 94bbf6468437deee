import DOMPurify from "dompurify";
import { useLayoutEffect, useRef } from "preact/hooks";
import { markdownHtml } from "./markdown-html.ts";

const TAGS = [
	...["p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"],
	...["pre", "code", "strong", "em", "del", "a"],
	...["table", "thead", "tbody", "tr", "th", "td"],
];

/**
 * A text of the board as markdown. What is put into the page was sanitized in a document of its own, under the sanitizer's
 * Trusted Types policy, and is moved over as nodes.
 */
export function Markdown({
	text,
	top,
}: {
	text: string;
	/** The level of its highest heading, 3 to 6. */
	top: number;
}) {
	const place = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		const fragment = DOMPurify.sanitize(markdownHtml(text, top), {
			ALLOWED_TAGS: TAGS,
			ALLOWED_ATTR: ["href", "rel", "target", "start", "align"],
			ALLOWED_URI_REGEXP: /^https?:\/\//i,
			RETURN_DOM_FRAGMENT: true,
		});
		for (const wide of fragment.querySelectorAll("pre, table"))
			wide.setAttribute("tabindex", "0");
		place.current?.replaceChildren(fragment);
	}, [text, top]);
	return <div class="markdown" ref={place} />;
}
