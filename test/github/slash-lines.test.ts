import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	isCommands,
	parseSlash,
	type SlashCommand,
} from "../../src/github/slash.ts";
import { MAX_NESTING, MAX_SIGNS } from "../../src/github/slash-density.ts";

function commands(body: string): readonly SlashCommand[] {
	const result = parseSlash(body);
	if (!isCommands(result)) throw new Error(JSON.stringify(result));
	return result;
}

const verbs = (body: string) => commands(body).map(({ verb }) => verb);

describe("is a command:", () => {
	test.each([
		["with an odd space behind the verb", "/claim\u00a0as=backend-1"],
		["at the end of a trailing odd space", "/claim\u00a0"],
		["with a tab behind the verb", "/claim\tfor=1h"],
		["after a byte order mark", "\ufeff/claim"],
		["with old Mac line ends", "text\r/claim"],
		["with markup behind the verb", "/claim **now** `x` <b>"],
		["between two lists", "- a\n\ntext\n/claim\n\n- b"],
		["behind a quote and an empty line", "> quoted\n\n/claim"],
		["behind a generic type in a line", "Use Vec<T> here.\n/claim"],
		["behind a closed comment", "<!-- <details> -->\n\n/claim"],
		["behind a closed inline element", "a <sub>b</sub>\n/claim"],
		["behind a hard break", "text  \n/claim"],
		["behind a table and an empty line", "a | b\n--- | ---\nc | d\n\n/claim"],
		["behind a link definition", "[a]: https://x.example\n\n/claim"],
		["as a continuation line", "text\n  /claim"],
	])("%s", (_name, body) => {
		expect(verbs(body)).toEqual(["claim"]);
	});
});

describe("is no command:", () => {
	test.each([
		["in a table without outer bars", "a | b\n--- | ---\n/claim | x"],
		["in the head of a table", "/claim | b\n--- | ---\nc | d"],
		["in a footnote", "[^1]: see\n/claim"],
		[
			"in details that are never closed",
			"<details>\n<summary>x</summary>\n\n/claim",
		],
		[
			"in details within details",
			"<details>\n\n<details>\n\na\n\n</details>\n\n/claim\n\n</details>",
		],
		[
			"in details opened within a line",
			"see <details>\n\n/claim\n\n</details>",
		],
		["in upper-case details", "<DETAILS>\n\n/claim\n\n</DETAILS>"],
		["in an element closed in a later paragraph", "a <b>\n\n/claim\n\nc</b>"],
		["in a comment that is never closed", "<!--\n\n/claim"],
		["in a comment with an empty line", "<!--\n\n/claim\n\n-->"],
		["in a lazy line of a list", "- text\n/claim"],
		["in strong emphasis", "**a\n/claim\nb**"],
		["in the text of an image", "![a\n/claim](x.png)"],
		["in a link title", '[a](b "\n/claim\n")'],
		["in a link definition", "[a]:\n/claim"],
		["in a fence of tildes", "~~~\n/claim\n~~~"],
		["in a longer fence", "````\n```\n/claim\n````"],
		["written with an entity", "&#47;claim"],
		["behind a zero-width space", "\u200b/claim"],
		["behind a full-width space", "\u3000/claim"],
		["with a soft hyphen in it", "/cla\u00adim"],
		["with a digit first", "/1claim"],
		["behind a line separator", "text\u2028/claim"],
	])("%s", (_name, body) => {
		expect(verbs(body)).toEqual([]);
	});
});

test("a command knows its line and how it was typed", () => {
	expect(
		commands(
			'Hello.\r\n\r\ntext\r\n  /note decision "use it"  \r\n/baton  ping\r\n',
		),
	).toMatchObject([
		{
			line: 4,
			verb: "note",
			explicit: false,
			raw: '/note decision "use it"',
			words: ["decision", "use it"],
		},
		{ line: 5, verb: "ping", explicit: true, raw: "/baton  ping", words: [] },
	]);
});

test("lines for somebody else's bot neither count nor come back", () => {
	const body = `${"/deploy now\n".repeat(20)}/claim\n/baton deploy`;
	const isVerb = (word: string) => word === "claim";
	expect(parseSlash(body, isVerb)).toMatchObject([
		{ verb: "claim", explicit: false },
		{ verb: "deploy", explicit: true },
	]);
});

describe("words:", () => {
	test.each<[string, string, readonly string[], Record<string, string>]>([
		["an apostrophe within a word", "it's fine", ["it's", "fine"], {}],
		["German quotes", "„zwei Wörter“ x", ["zwei Wörter", "x"], {}],
		["French quotes", "«deux mots»", ["deux mots"], {}],
		["single curly quotes", "‘two words’", ["two words"], {}],
		["an empty text", '"" x=""', [""], { x: "" }],
		["an option in typographic quotes", "note=“a b”", [], { note: "a b" }],
		["an option in quotes is a word", '"as=x"', ["as=x"], {}],
		["a capital letter makes no option", "A=b", ["A=b"], {}],
		["an address is no option", "https://x/?y=z", ["https://x/?y=z"], {}],
		["other backslashes stay", '"C:\\dir\\\\x" \\', ["C:\\dir\\x", "\\"], {}],
		[
			"an option named like a property",
			"to-string=1",
			[],
			{ "to-string": "1" },
		],
	])("%s", (_name, line, words, options) => {
		const [command] = commands(`/note ${line}`);
		expect(command).toMatchObject({ words, options });
		expect(command).not.toHaveProperty("error");
		expect(Object.getPrototypeOf(command?.options)).toBeNull();
	});

	test.each([
		'"open',
		"'open",
		"“open",
		'x="open',
		'"a"b',
		'"ends with \\"',
		"a=1 a=2",
	])("%s cannot be read", (line) => {
		expect(commands(`/note ${line}`)[0]?.error).toMatch(/quote|twice/);
	});
});

describe("payload:", () => {
	test("keeps its text, its line ends made one kind, and says where it starts", () => {
		const body =
			"text\r\n/baton patch\r\n```YAML extra\r\na: |\r\n  b\r\n\r\n/claim\r\n```\r\n";
		expect(commands(body)).toMatchObject([
			{
				verb: "patch",
				line: 2,
				payload: { language: "yaml", text: "a: |\n  b\n\n/claim", line: 4 },
			},
		]);
	});

	test("loses the indentation of its fence and no more", () => {
		const body = '/baton patch\n  ```json\n  {\n    "a": 1\n }\n  ```';
		expect(commands(body)[0]?.payload?.text).toBe('{\n  "a": 1\n}');
	});

	test("may be empty", () => {
		expect(commands("/baton patch\n```yaml\n```")[0]?.payload).toMatchObject({
			text: "",
		});
	});

	test("is refused when its fence is never closed, as part of it may be missing", () => {
		for (const body of [
			"/baton patch\n```yaml\na: 1",
			"/baton patch\n```yaml",
			"/baton patch\n````yaml\na: 1\n```",
		]) {
			const [command] = commands(body);
			expect(command).toMatchObject({
				error: "the block below it is not closed",
			});
			expect(command).not.toHaveProperty("payload");
		}
	});

	test("is no indented block, no quoted block and none two empty lines below", () => {
		for (const body of [
			"/baton patch\n\n    a: 1",
			"/baton patch\n\n> ```yaml\n> a: 1\n> ```",
			"/baton patch\n\n\n```yaml\na: 1\n```",
		]) {
			expect(commands(body)[0], body).not.toHaveProperty("payload");
		}
	});

	test("may be as long as a comment and as full of signs as it likes", () => {
		const text = Array.from({ length: 4_000 }, (_, at) => `- "[*${at}*]"`).join(
			"\n",
		);
		expect(
			commands(`/baton patch\n\`\`\`yaml\n${text}\n\`\`\`\n\n/claim`),
		).toMatchObject([
			{ verb: "patch", payload: { text, line: 3 } },
			{ verb: "claim", line: 4_005 },
		]);
	});
});

describe("a comment that would take too long to read", () => {
	test.each([
		["has too many signs", `/claim\n\n${"*_".repeat(MAX_SIGNS)}`],
		["nests too deep", `/claim\n\n${"> ".repeat(MAX_NESTING + 1)}a`],
		["nests lists too deep", `/claim\n\n${"1. ".repeat(MAX_NESTING + 1)}a`],
		["opens too many HTML instructions", `/claim ${"<?x".repeat(60)}`],
		[
			"is dense outside of its blocks",
			`/claim\n\`\`\`yaml\na: 1\n\`\`\`\n${"*a ".repeat(2 * MAX_SIGNS)}`,
		],
		[
			"hides its signs in a block that is none",
			`/claim\n\n<!--\n\`\`\`\n-->\n${"*a ".repeat(2 * MAX_SIGNS)}\n\`\`\``,
		],
	])("is refused when it %s", (_name, body) => {
		expect(parseSlash(body)).toMatchObject({ tooDense: expect.any(Number) });
	});

	test("is of no interest when no line of it could be a command", () => {
		expect(parseSlash("*_".repeat(30_000))).toEqual([]);
	});

	test("is none that a person writes", () => {
		const report =
			"- **Added** `middleware` for [the API](https://x.example/a_b), as agreed.\n";
		expect(verbs(`${report.repeat(60)}\n/done "see above"`)).toEqual(["done"]);
	});
});

test("a command that the length limit cuts is none", () => {
	const body = (tail: string) => `${"x".repeat(65_536 - 9)}\n\n/cancel${tail}`;
	expect(verbs(body(""))).toEqual(["cancel"]);
	expect(verbs(body("\n/claim"))).toEqual(["cancel"]);
	expect(verbs(body("-nothing"))).toEqual([]);
});

test("any comment is answered, and each command is a line of it that starts with a slash", () => {
	const part = fc.constantFrom(
		..."*_`[]()<>!&#-+\\\"'=|~ \t\n\r",
		"/claim",
		"/baton patch",
		"\n/note ",
		"\n\n",
		"```yaml\n",
		"\n```\n",
		"<details>",
		"</details>",
		"<!--",
		"-->",
		"> ",
		"- ",
		"    ",
		"1. ",
		"a",
		"\u2028",
		"\u0000",
		"\ud800",
		"\u00a0",
	);
	fc.assert(
		fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
			const body = parts.join("");
			const result = parseSlash(body);
			if (!isCommands(result)) return;
			const lines = body.split(/\r\n|\n|\r/);
			for (const { line, raw } of result) {
				expect(lines[line - 1]?.trim()).toBe(raw);
				expect(lines[line - 1]).toMatch(/^ {0,3}\/[a-z]/);
			}
		}),
		{ numRuns: 5_000 },
	);
});
