import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import type { Json } from "../../src/core/errors.ts";
import {
	DOCUMENT_LIMITS,
	PAYLOAD_LIMITS,
	parseYaml,
	printYaml,
} from "../../src/store/yaml.ts";
import { guardYaml } from "../../src/store/yaml-guard.ts";
import { HOSTILE_YAML } from "../support/hostile-yaml.ts";

function read(text: string): Json {
	const result = parseYaml(text, DOCUMENT_LIMITS);
	if (!result.ok) throw new Error(`${result.reason} (line ${result.line})`);
	return result.value;
}

/** What the `yaml` package alone makes of a text, in one of the two versions of the language. */
function readByLibrary(text: string, version: "1.1" | "1.2"): unknown {
	const document = parseDocument(text, { version, logLevel: "silent" });
	expect(document.errors).toEqual([]);
	return document.toJS();
}

describe("printing", () => {
	test("a document reads like one that a person wrote", () => {
		const text = printYaml({
			format: 1,
			title: "Add OAuth2 to the login page",
			created_at: "2026-11-20T19:30:00.000Z",
			branch: "feat/oauth2",
			step: "42/1.1",
			summary: "First line.\n\n  Indented line.\nLast line.",
			note: "One line and its end\n",
			skipped: undefined,
			labels: ["bug", "no-code", "yes"],
			artifacts: [
				{ id: "a1", kind: "pr", by: null },
				{ id: "a2", tags: [[1, 2], []], meta: {} },
			],
			lease: { agent: "backend-1", fence: 7, live: true, cost: 0.25 },
		});
		expect(text).toBe(`format: 1
title: Add OAuth2 to the login page
created_at: "2026-11-20T19:30:00.000Z"
branch: feat/oauth2
step: 42/1.1
summary: |-
  First line.

    Indented line.
  Last line.
note: |
  One line and its end
labels:
  - bug
  - no-code
  - "yes"
artifacts:
  - id: a1
    kind: pr
    by: null
  - id: a2
    tags:
      - - 1
        - 2
      - []
    meta: {}
lease:
  agent: backend-1
  fence: 7
  live: true
  cost: 0.25
`);
	});

	test.each<[string, Json, string]>([
		["an empty map", {}, "{}\n"],
		["a map of undefined values", { a: undefined }, "{}\n"],
		["an empty list", [], "[]\n"],
		["a list of text blocks", ["a\nb", "c"], "- |-\n  a\n  b\n- c\n"],
		["a bare text", "hello", "hello\n"],
		["a bare text block", "---\nb", "|-\n  ---\n  b\n"],
		["a small number", 1e-7, "1.0e-7\n"],
		["a negative zero", -0, "0\n"],
		["a text with spaces at a line's end", "a \nb", '"a \\nb"\n'],
		["a text that starts with a space", " a\nb", '" a\\nb"\n'],
		["a text that ends with two line ends", "a\n\n", '"a\\n\\n"\n'],
		["a text with Windows line ends", "a\r\nb", '"a\\r\\nb"\n'],
		["a text with a line separator", "a\nb\u2028c", '"a\\nb\\u2028c"\n'],
		["a text that turns direction", "a\u202eb", '"a\\u202eb"\n'],
		["a text with a zero-width space", "a\u200bb", '"a\\u200bb"\n'],
		["a text with a tag character", "a\u{e0041}", '"a\\U000e0041"\n'],
		["a text in another script", "日本語 テキスト", "日本語 テキスト\n"],
		["a text with an emoji", "done 🎉", "done 🎉\n"],
	])("%s has one form", (_name, value, text) => {
		expect(printYaml(value)).toBe(text);
		expect(read(text)).toEqual(
			value === 0 ? 0 : JSON.parse(JSON.stringify(value)),
		);
	});

	test.each(
		(
			"|~|null|Null|NULL|true|False|yes|No|on|OFF|y|N|.inf|-.INF|.nan|NaN|inf|0|-1|+1|007|0x1F|0o17|0b1|1_000|1,000|1.|.5|1e3|" +
			"1E-3|12:30|190:20:30|2026-11-20|2026-11-20 10:00:00|2026-11-20T10:00:00Z|<<|=|-|- a|? a|: a|a: b|a:|a #b|#a|&a|*a|" +
			"!a|%a|@a|`a|'a|\"a|[a]|{a}|]|}|,a|>a|>>>>>>>|=======|<<<<<<<|---|...|--- a| a|a |a\tb|123e4567|E0|e12|_1|\u00a0a|a\u00a0|\ufeffa"
		)
			.split("|")
			.concat("|", "|a"),
	)("%j is put in quotes, as a value and as a key", (text) => {
		const printed = printYaml({ [text]: text });
		expect(printed.startsWith('"')).toBe(true);
		expect(printed).toContain(': "');
		expect(read(printed)).toEqual({ [text]: text });
		expect(readByLibrary(printed, "1.1")).toEqual({ [text]: text });
	});

	test.each([
		"a",
		"in_progress",
		"10m",
		"4 apples",
		"42/1.1",
		"owner/repo",
		"a-b",
		"a, b",
		"it's",
		'say "x"',
		"a:b",
		"http://a/b#c",
		"/claim",
		"(a)",
		"x = y",
		"a4d82cf",
		"nothing",
		"é",
	])("%j needs no quotes", (text) => {
		expect(printYaml(text)).toBe(`${text}\n`);
		expect(readByLibrary(text, "1.1")).toBe(text);
	});

	test.each<[string, unknown]>([
		["a function", () => 1],
		["undefined in a list", [undefined]],
		["undefined alone", undefined],
		["a hole in a list", new Array(1)],
		["a date", new Date(0)],
		["a map object", new Map()],
		["a bigint", 1n],
		["a symbol", Symbol("a")],
		["not a number", Number.NaN],
		["infinity", Number.POSITIVE_INFINITY],
		["an unsafe integer", 2 ** 53],
		["half of a character", "a\ud800"],
		["half of a character in a block", "a\n\udc00b"],
		["half of a character in a key", { "\ud800": 1 }],
		["a prototype key", JSON.parse('{"__proto__": 1}')],
		["an overlong key", { ["k".repeat(1001)]: 1 }],
	])("%s cannot be printed", (_name, value) => {
		expect(() => printYaml(value as Json)).toThrow();
		expect(() => printYaml({ a: [value as Json] })).toThrow();
	});
});

describe("reading", () => {
	test.each(Object.entries(HOSTILE_YAML))("%s is refused", (_name, text) => {
		const result = parseYaml(text, PAYLOAD_LIMITS);
		expect(result).toMatchObject({ ok: false });
		if (result.ok) return;
		expect(result.reason).toMatch(/^[\w ,.;:()<>&*!?%`'-]{10,100}$/);
	});

	test.each<[string, string, Json]>([
		["empty text", "", null],
		["a comment alone", "# nothing\n", null],
		["a document start", "---\na: 1\n", { a: 1 }],
		["Windows line ends", "a: 1\r\nb:\r\n  - 2\r\n", { a: 1, b: [2] }],
		["words that were booleans once", "a: no\nb: 012\n", { a: "no", b: 12 }],
		["a date", "a: 2026-11-20", { a: "2026-11-20" }],
		["a number as key", "1: a", { "1": "a" }],
		[
			"a list at the column of its key",
			"a:\n- b: 1\n- c\nd: 2",
			{ a: [{ b: 1 }, "c"], d: 2 },
		],
		["brackets in quotes", `a: "${"[".repeat(100)}"`, { a: "[".repeat(100) }],
		["brackets in a comment", `a: 1 # ${"[".repeat(100)}`, { a: 1 }],
		[
			"brackets in a text block",
			`a: |\n  ${"[".repeat(100)}\n  &a *b !c\nb: 1`,
			{ a: `${"[".repeat(100)}\n&a *b !c\n`, b: 1 },
		],
		["an empty text block", "a: |\nb: 1", { a: "", b: 1 }],
		["a merge sign as a text", 'a: "<<"', { a: "<<" }],
		[
			"a heading line within a text block",
			"a: |\n  =======\n",
			{ a: "=======\n" },
		],
		[
			"flow style",
			"{a: [1, {b: c}], d: , e, }",
			{ a: [1, { b: "c" }], d: null, e: null },
		],
		["pairs in a list", "[a: 1, b]", [{ a: 1 }, "b"]],
		["a text over two lines", "a: b\n  c\nd: 'e\n  f'", { a: "b c", d: "e f" }],
		[
			"JSON with tabs",
			'{\n\t"a":\t[1.5,\t-2e3, "\\u00e9\\ud83d\\ude00\\/"]\n}',
			{ a: [1.5, -2000, "é😀/"] },
		],
		[
			"inherited names as keys",
			"toString: 1\nhasOwnProperty: 2",
			{ toString: 1, hasOwnProperty: 2 },
		],
		[
			"32 levels",
			`${"[".repeat(32)}${"]".repeat(32)}`,
			JSON.parse("[".repeat(32) + "]".repeat(32)),
		],
	])("%s is read", (_name, text, value) => {
		expect(parseYaml(text, PAYLOAD_LIMITS)).toEqual({ ok: true, value });
	});

	test("a refusal names the line", () => {
		expect(parseYaml("a: 1\nb: &x 2\n", PAYLOAD_LIMITS)).toMatchObject({
			line: 2,
		});
		expect(parseYaml("a: 1\n\nb: 'x", PAYLOAD_LIMITS)).toMatchObject({
			line: 3,
		});
		expect(
			parseYaml("a: |\n  x\n  y\nb: {\nc: 1", PAYLOAD_LIMITS),
		).toMatchObject({ line: 5 });
	});

	test("the number of keys is bound for a map and for the whole", () => {
		const map = (keys: number) =>
			Object.fromEntries(
				Array.from({ length: keys }, (_, key) => [`k${key}`, key]),
			);
		const size = (value: Json) =>
			guardYaml(printYaml(value), PAYLOAD_LIMITS)?.reason;
		const json = (value: Json) =>
			guardYaml(JSON.stringify(value), PAYLOAD_LIMITS)?.reason;
		for (const reasonFor of [size, json]) {
			expect(reasonFor(map(1000))).toBeUndefined();
			expect(reasonFor(map(1001))).toBe("a map has more than 1000 keys");
			expect(reasonFor([map(999), map(999)])).toBeUndefined();
			expect(reasonFor([map(999), map(999), map(3)])).toBe(
				"it has more than 2000 keys",
			);
		}
	});
});

const line = fc.oneof(
	fc.string({
		maxLength: 12,
		unit: fc.constantFrom(..." \tab:#-?'\"[]{}|>&*!%@,.01\\"),
	}),
	fc.string({ maxLength: 8, unit: "binary" }),
	fc.constantFrom(
		"",
		"---",
		"...",
		"- a",
		"a: b",
		"# c",
		" x",
		"x ",
		"\r",
		"\u2028",
		"<<<<<<< a",
	),
);
const text = fc.oneof(
	line,
	fc.array(line, { maxLength: 5 }).map((lines) => lines.join("\n")),
	fc.stringMatching(/^[-+.0-9:_eExX]{0,8}$/),
);
const number = fc.oneof(
	fc.maxSafeInteger(),
	fc
		.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })
		.map((value) => value + 0),
);
const plain = fc.letrec<{ value: Json }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 5, depthSize: "small" },
		fc.oneof(text, number, fc.boolean(), fc.constant(null)),
		fc.array(tie("value"), { maxLength: 5 }),
		fc.dictionary(
			text.filter(
				(key) => !["__proto__", "constructor", "prototype"].includes(key),
			),
			tie("value"),
			{ maxKeys: 5, noNullPrototype: true },
		),
	),
})).value;

describe("any plain data", () => {
	test("comes back as it was printed, and prints to the same bytes again", () => {
		fc.assert(
			fc.property(plain, (value) => {
				const printed = printYaml(value);
				expect(guardYaml(printed, DOCUMENT_LIMITS)).toBeUndefined();
				const back = read(printed);
				expect(back).toStrictEqual(value);
				expect(printYaml(back)).toBe(printed);
			}),
			{ numRuns: 2_000 },
		);
	});

	test("means the same to the yaml package in both versions of the language", () => {
		fc.assert(
			fc.property(plain, (value) => {
				const printed = printYaml(value);
				expect(readByLibrary(printed, "1.2")).toStrictEqual(value);
				expect(readByLibrary(printed, "1.1")).toStrictEqual(value);
			}),
			{ numRuns: 2_000 },
		);
	});

	test("is read from JSON too", () => {
		fc.assert(
			fc.property(plain, (value) => {
				const text = JSON.stringify(value, null, 2).replace(
					/[\u007f-\u009f\ufeff]/g,
					"?",
				);
				expect(parseYaml(text, DOCUMENT_LIMITS)).toEqual({
					ok: true,
					value: JSON.parse(text),
				});
			}),
			{ numRuns: 500 },
		);
	});
});

test("any text of signs is read or refused, never thrown at", () => {
	const signs = fc.constantFrom(
		..."[]{}-?:,#&*!|>'\"%@` \n\t<a1~\\",
		"- ",
		": ",
		"\n  ",
		"---\n",
		"|\n",
	);
	fc.assert(
		fc.property(fc.array(signs, { maxLength: 200 }), (parts) => {
			const result = parseYaml(parts.join(""), PAYLOAD_LIMITS);
			if (result.ok)
				expect(read(printYaml(result.value))).toEqual(result.value);
			else expect(result.reason).not.toBe("");
		}),
		{ numRuns: 2_000 },
	);
});
