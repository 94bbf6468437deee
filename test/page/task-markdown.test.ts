import { describe, expect, test } from "vitest";
import { markdownHtml } from "../../src/page/ui/markdown-html.ts";
import { webAddress } from "../../src/page/ui/web-address.ts";

describe("markdown of a board", () => {
	test("keeps its shape, with headings from the level on that its place has", () => {
		const text =
			"## Why\n\n#### Deep\n\n**now**\n\n- [x] one\n\n```js\n1 < 2\n```";
		const html = markdownHtml(text, 4);
		expect(html).toContain("<h4>Why</h4>");
		expect(html).toContain("<strong>now</strong>");
		expect(html).toContain("☑ one");
		expect(html).toContain("1 &lt; 2");
		expect(html).toContain("<h6>Deep</h6>");
	});

	test.each([
		"<script>alert(1)</script>",
		"a <img src=x onerror=alert(1)> b",
		"<!-- hidden -->",
		"<svg/onload=alert(1)>",
		"<details open ontoggle=alert(1)>x</details>",
		'# <b onmouseover="x">y</b>',
		"`<i>`",
		"![<img src=x>](https://example.com/a.png)",
	])("shows HTML as text: %s", (text) => {
		const html = markdownHtml(text, 4);
		expect(html).not.toMatch(/<(script|img|svg|details|b|i|!--)/i);
		expect(html).toContain("&lt;");
	});

	test.each([
		"[x](javascript:alert(1))",
		"[x](JaVaScRiPt:alert(1))",
		"[x](data:text/html,<b>)",
		"[x](/sign-out)",
		"[x](docs/page.md)",
		"[x](//example.com)",
		"[x](https:example.com)",
		"<mailto:someone@example.com>",
	])("has no link for %s", (text) => {
		expect(markdownHtml(text, 4)).not.toContain("<a");
	});

	test("links only to the web, and tells it nothing", () => {
		expect(markdownHtml('[x](https://example.com/?a="&b=<c>)', 4)).toContain(
			'<a href="https://example.com/?a=%22&amp;b=%3Cc%3E" rel="noopener nofollow" target="_blank">x</a>',
		);
		expect(markdownHtml("https://example.com/y", 4)).toContain(
			'href="https://example.com/y"',
		);
	});

	test("leaves issues and people unlinked, and fetches no picture", () => {
		expect(markdownHtml("see #1 and @alice", 4)).toBe(
			"<p>see #1 and @alice</p>\n",
		);
		const picture = markdownHtml("![chart](https://example.com/x.png)", 4);
		expect(picture).not.toContain("<img");
		expect(picture).toContain(">picture: chart</a>");
	});
});

test("an address of the web is one of http or https", () => {
	expect(webAddress("https://example.com/a")).toBe("https://example.com/a");
	expect(webAddress("HTTP://example.com")).toBe("http://example.com/");
	for (const text of ["javascript:alert(1)", "/a", "ftp://a", "https://", ""])
		expect(webAddress(text)).toBeUndefined();
	expect(webAddress(undefined)).toBeUndefined();
});
