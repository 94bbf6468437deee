import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { expect, test } from "vitest";
import {
	code,
	fence,
	jsonBlock,
	marker,
	text,
	truncate,
} from "../../src/github/markdown.ts";
import { parseSlash } from "../../src/github/slash.ts";

const hostile = fc.oneof(
	fc.string({ unit: "grapheme" }),
	fc
		.array(
			fc.constantFrom(
				"/claim",
				"@alice",
				"#1",
				"a/b#1",
				"GH-1",
				"fixes #1",
				"```",
				"`",
				"<!--",
				"-->",
				"<script>",
				"![x](http://e.vil)",
				"[a](b)",
				"https://e.vil",
				"www.e.vil",
				"\n",
				"\n\n",
				" ",
				"\u202e",
				"\u200b",
				"|",
				"# ",
				"&lt;",
				"**",
				"\\",
				"<details>",
			),
			{ maxLength: 12 },
		)
		.map((parts) => parts.join("")),
);

/** Every node of a markdown text. */
function* nodes(markdown: string): Iterable<{ type: string; value?: string }> {
	const queue: { type: string; value?: string; children?: never[] }[] = [
		fromMarkdown(markdown) as never,
	];
	for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
		yield node;
		queue.push(...(node.children ?? []));
	}
}

test("text() leaves nothing but words: no markup, mention, reference, link or command", () => {
	fc.assert(
		fc.property(hostile, (untrusted) => {
			const inert = text(untrusted);
			for (const { type } of nodes(inert))
				expect(["root", "paragraph", "text"]).toContain(type);
			expect(inert).not.toMatch(/(^|\n)\s*\//);
			expect(inert).not.toMatch(/@[a-zA-Z0-9]/);
			expect(inert).not.toMatch(/#[0-9]/);
			expect(inert).not.toMatch(/https?:|www\./);
		}),
		{ numRuns: 500 },
	);
});

test("text() reads as it was written", () => {
	const rendered = [...nodes(text("a_b *c* [d](e) #1 @alice 5 < 6 & 7"))]
		.map(({ value }) => value ?? "")
		.join("");
	expect(rendered.replaceAll("\u2060", "")).toBe(
		"a_b *c* [d](e) #1 @alice 5 < 6 & 7",
	);
});

test("code() and fence() hold whatever they are given", () => {
	fc.assert(
		fc.property(hostile, (untrusted) => {
			const inline = [...nodes(`x ${code(untrusted)} y`)].map(
				({ type }) => type,
			);
			expect(inline).toEqual([
				"root",
				"paragraph",
				"text",
				"inlineCode",
				"text",
			]);
			const block = [...nodes(`x\n\n${fence(untrusted, "text")}\n\ny`)].map(
				({ type }) => type,
			);
			expect(block).toEqual([
				"root",
				"paragraph",
				"code",
				"paragraph",
				"text",
				"text",
			]);
			expect(parseSlash(fence(untrusted, "text"))).toEqual([]);
			expect(fence(untrusted, "text")).not.toMatch(/^\//m);
		}),
		{ numRuns: 300 },
	);
});

test("jsonBlock() is one block whose content is the value, and nothing in it is live", () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), hostile), (value) => {
			const block = jsonBlock(value);
			const content = /^```json\n([\s\S]*)\n```$/.exec(block)?.[1] ?? "";
			expect(JSON.parse(content)).toEqual(JSON.parse(JSON.stringify(value)));
			expect(content).not.toMatch(/[`@<>#]/);
			expect([...nodes(block)].map(({ type }) => type)).toEqual([
				"root",
				"code",
			]);
		}),
		{ numRuns: 300 },
	);
});

test("a marker lets nothing in that could end it", () => {
	expect(marker("op", "c12:1")).toBe("<!-- baton:c12:1 -->");
	expect(() => marker("op", "x --> y")).toThrow();
});

test("truncate() keeps to the length and leaves no fence open", () => {
	const long = `start\n\n\`\`\`\`text\n${"line\n".repeat(1_000)}\`\`\`\`\n\nend`;
	const cut = truncate(long, 500);
	expect(cut.length).toBeLessThanOrEqual(500);
	expect([...nodes(cut)].at(-1)?.value).toContain("cut: too long");
	expect(truncate("short", 500)).toBe("short");
});

test("truncate() closes any fence, however long, and never exceeds the length", () => {
	fc.assert(
		fc.property(
			fc.array(
				fc.oneof(
					hostile.map(text),
					hostile.map((part) => fence(part, "text")),
				),
				{
					maxLength: 20,
				},
			),
			fc.nat({ max: 400 }),
			(parts, maxUnits) => {
				const markdown = `${parts.join("\n\n")}\n\nend`;
				const cut = truncate(markdown, maxUnits);
				expect(cut.length).toBeLessThanOrEqual(maxUnits);
				if (cut === markdown || maxUnits < 60) return;
				expect([...nodes(cut)].at(-1)?.value).toContain("cut: too long");
			},
		),
		{ numRuns: 500 },
	);
	const block = `x\n\n${fence(`${"`".repeat(60)}\n${"line\n".repeat(100)}`, "text")}`;
	for (const maxUnits of [60, 130, 200, 400]) {
		const cut = truncate(block, maxUnits);
		expect(cut.length).toBeLessThanOrEqual(maxUnits);
		expect([...nodes(cut)].at(-1)?.value).toContain("cut: too long");
	}
});

test("fence() and code() take text full of backticks of any length", () => {
	const ticks = "` ".repeat(300_000);
	expect(fence(ticks, "text").startsWith("```text\n")).toBe(true);
	expect(code(ticks).startsWith("``")).toBe(true);
});

test("text() keeps only the links it is allowed, and none behind a closing keyword", () => {
	const links = ["https://github.com/acme/web"];
	const shown = (untrusted: string) =>
		[...nodes(text(untrusted, { links }))].filter(({ type }) => type === "link")
			.length;
	expect(text("see https://github.com/acme/web/pull/7.", { links })).toBe(
		"see <https://github.com/acme/web/pull/7>.",
	);
	expect(shown("https://github.com/acme/web")).toBe(1);
	for (const untrusted of [
		"https://github.com/acme/website",
		"https://github.com/acme/web/../../evil",
		"https://github.com.evil.example/acme/web",
		"http://github.com/acme/web",
		"https://evil.example/https://github.com",
		"Fixes https://github.com/acme/web/issues/1",
		"resolved: https://github.com/acme/web/issues/1",
	]) {
		expect(shown(untrusted), untrusted).toBe(0);
	}
	expect(text("https://github.com/acme/web/issues/1#2 @bob", { links })).toBe(
		"<https://github.com/acme/web/issues/1>#\u20602 @\u2060bob".replace(
			"#",
			"\\#",
		),
	);
	expect([..."ab"].map((part) => text(part))).toEqual(["a", "b"]);
});
