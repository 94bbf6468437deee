import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/core/errors.ts";
import { STATUSES } from "../../src/core/status.ts";
import { PRIORITIES, type Task } from "../../src/core/task.ts";
import { decodeTask, encodeTask } from "../../src/store/codec.ts";
import {
	DOCUMENT_LIMITS,
	PAYLOAD_LIMITS,
	parseStoredYaml,
	parseYaml,
	printYaml,
	type YamlLimits,
} from "../../src/store/yaml.ts";
import { parseYamlSubset } from "../../src/store/yaml-subset.ts";
import { HOSTILE_YAML } from "../support/hostile-yaml.ts";

/**
 * True when the quick reader takes a text. It may only take what the guarded library takes too, and must make the same of it:
 * same types, same prototypes, same order of keys.
 */
function isTaken(text: string, limits: YamlLimits = DOCUMENT_LIMITS): boolean {
	const own = parseYamlSubset(text, limits);
	if (own === undefined) return false;
	const library = parseYaml(text, limits);
	const isSame =
		library.ok &&
		isDeepStrictEqual(own, library.value) &&
		JSON.stringify(own) === JSON.stringify(library.value);
	if (!isSame) expect({ text, own }).toEqual({ text, library });
	return true;
}

const SPECIMEN = {
	format: 1,
	key: "42",
	title: "Add OAuth2: the login page",
	path: "C:\\new\u200b",
	cost: -0.25,
	tiny: 1e-7,
	held: null,
	live: true,
	summary: "First line.\n\n  Indented # line\n- last",
	labels: ["no-code", "yes", "a: b", [1, []], {}],
	artifacts: [
		{ id: "a1", "a key:": "x" },
		{ note: "One\nTwo\n", by: [[["deep"]]] },
	],
	inbox: { below: { comment: 0 }, seen: ["c5:1"] },
} satisfies Json;

describe("what the printer prints", () => {
	test("is taken, with all its forms in one document", () => {
		const printed = printYaml(SPECIMEN);
		expect(parseYamlSubset(printed, DOCUMENT_LIMITS)).toEqual(SPECIMEN);
		expect(isTaken(printed)).toBe(true);
	});

	test.each<[string, Json]>([
		["an empty map", {}],
		["an empty list", []],
		["a text", "hello"],
		["a text in quotes", "a: b"],
		["a text block", "a\nb"],
		["a number", 7],
		["nothing", null],
		["a list", ["a", ["b"], { c: "d" }]],
		["inherited names as keys", { toString: 1, hasOwnProperty: 2 }],
		["numbers as keys, out of order", { "2": 1, "1": 2, a: 3 }],
		["a tag character", "a\u{e0041}\u{e007f}"],
		["32 levels", JSON.parse("[".repeat(32) + "]".repeat(32))],
		["a long line", { a: "word ".repeat(20_000).trim() }],
		["a tab within a text block", "a\n\tb\tc"],
	])("is taken when it is %s alone", (_, value) => {
		expect(parseYamlSubset(printYaml(value), DOCUMENT_LIMITS)).toEqual(value);
		expect(isTaken(printYaml(value))).toBe(true);
	});
});

describe("the quick reader leaves to the library", () => {
	test.each(Object.entries(HOSTILE_YAML))("%s", (_, text) => {
		expect(parseYamlSubset(text, PAYLOAD_LIMITS)).toBeUndefined();
		expect(parseYamlSubset(`${text}\n`, PAYLOAD_LIMITS)).toBeUndefined();
	});

	test.each([
		["no line end", "a: 1"],
		["empty text", ""],
		["an empty line", "\n"],
		["an empty line at the end", "a: 1\n\n"],
		["a comment", "a: 1 # one\n"],
		["a comment behind a text", "a: b # c\n"],
		["a line of comment", "# c\na: 1\n"],
		["a comment behind a text block", "a: |\n  b\n  c\n# d\n"],
		["Windows line ends", "a: 1\r\nb: 2\r\n"],
		["a document start", "---\na: 1\n"],
		["a key without a value", "a:\nb: 1\n"],
		["a text over two lines", "a: b\n  c\n"],
		["a text on the line below its key", "a:\n  b\n"],
		["a list at the column of its key", "a:\n- b\n"],
		["a map indented by four", "a:\n    b: 1\n"],
		["two blanks behind a colon", "a:  b\n"],
		["a blank behind a value", "a: b \n"],
		["single quotes", "a: 'b'\n"],
		["a flow list", "a: [b]\n"],
		["another word for null", "a: ~\n"],
		["a folded block", "a: >\n  b\n  c\n"],
		["a block that keeps its line ends", "a: |+\n  b\n  c\n"],
		["a block of one line without its end", "a: |-\n  b\n"],
		["a block with a blank line at its end", "a: |\n  b\n  c\n\n"],
		["a stripped block with a blank line at its end", "a: |-\n  b\n  c\n\n"],
		["a block with blanks at a line's end", "a: |\n  b \n  c\n"],
		["a block that starts with a blank", "a: |\n   b\n  c\n"],
		["a number with a plus", "a: +1\n"],
		["a hexadecimal number", "a: 0x1F\n"],
		["a number with leading zeros", "a: 012\n"],
		["a negative zero", "a: -0\n"],
		["an exponent", "a: 1e3\n"],
		["a date without quotes", "a: 2026-11-20\n"],
		["an escape that need not be", 'a: "\\u0041"\n'],
		["an escape that only YAML has", 'a: "\\x41"\n'],
		["a backslash that looks like a long escape", '"\\\\U000e0041\\t"\n'],
		["something behind the quotes", 'a: "b" c\n'],
		["a number as key", "1: a\n"],
		["a key in quotes over 1,000 characters", `"${"k".repeat(1000)}": 1\n`],
	])("%s, which it reads the same as ever", (_, text) => {
		expect(parseYamlSubset(text, DOCUMENT_LIMITS)).toBeUndefined();
		expect(parseStoredYaml(text)).toEqual(parseYaml(text, DOCUMENT_LIMITS));
	});
});

describe("limits:", () => {
	const wide: YamlLimits = {
		bytes: 10_000,
		depth: 20,
		keys: 1_000,
		keysPerMap: 1_000,
		tokens: 10_000,
	};
	const map = (keys: number): Json =>
		Object.fromEntries(
			Array.from({ length: keys }, (_, key) => [`k${key}`, 1]),
		);

	test.each<[string, Json, Json, Partial<YamlLimits>]>([
		["bytes", "aéé", "aééé", { bytes: 6 }],
		["depth of lists", [[[]]], [[[[]]]], { depth: 3 }],
		["depth of maps", { a: { a: 1 } }, { a: { a: {} } }, { depth: 2 }],
		["keys of one map", [map(3), map(3)], [map(4)], { keysPerMap: 3 }],
		["keys in all", [map(3), map(3)], [map(3), map(4)], { keys: 6 }],
		["words, signs and lines", [1, 2], [1, 2, 3], { tokens: 6 }],
		[
			"the same in maps",
			{ a: 1, b: { c: [] } },
			{ a: 1, b: { c: [1] }, d: 1 },
			{ tokens: 12 },
		],
	])(
		"%s are bound where the library's guard has its bounds",
		(_, within, beyond, bound) => {
			const limits = { ...wide, ...bound };
			expect(isTaken(printYaml(within), limits)).toBe(true);
			expect(parseYaml(printYaml(beyond), limits)).toMatchObject({ ok: false });
			expect(parseYamlSubset(printYaml(beyond), limits)).toBeUndefined();
		},
	);
});

const sign = fc.constantFrom(
	..." \t:#-?'\"[]{}|>&*!%@,.~01\\n",
	": ",
	" #",
	"- ",
	"\n",
	"\n  ",
	"\u0007",
	"\u0085",
	"\u200b",
	"\u2028",
	"\ufe0f",
	"\u{e0041}",
	"é",
	"語",
	"🎉",
);
const word = fc.constantFrom(
	..."null|~|true|False|yes|no|.inf|NaN|0|-0|+1|007|0x1F|1_000|1e3|-1.5|12:30|2026-11-20|2026-11-20T10:00:00.000Z".split(
		"|",
	),
	..."123456789012345678901234567890|<<|=|---|...|- a|? a|a: b|a #b|#a|&a|*a|!a|=======|<<<<<<< a|toString|a long line of words".split(
		"|",
	),
);
const text = fc.oneof(
	word,
	fc.string({ maxLength: 10, unit: sign }),
	fc.string({ maxLength: 8, unit: "binary" }),
	fc.stringMatching(/^[a-z]{1,8}(?: [a-z]{1,8}){0,3}$/),
	fc
		.array(fc.oneof(word, fc.string({ maxLength: 6, unit: sign })), {
			maxLength: 4,
		})
		.map((lines) => lines.join("\n")),
);
const key = fc
	.oneof(fc.stringMatching(/^[a-z_]{1,8}$/), text)
	.filter((name) => !["__proto__", "constructor", "prototype"].includes(name));
const number = fc.oneof(
	fc.maxSafeInteger(),
	fc.constantFrom(-0, 0, 1e-7, 5e-324, -1.5e-9, 1e15, 0.1 + 0.2),
	fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
);
const plain = fc.letrec<{ value: Json }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 5, depthSize: "small" },
		fc.oneof(text, number, fc.boolean(), fc.constant(null)),
		fc.array(tie("value"), { maxLength: 4 }),
		fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
	),
})).value;

test("any plain data that was printed is taken, all of it", () => {
	fc.assert(
		fc.property(plain, (value) => isTaken(printYaml(value))),
		{ numRuns: 4_000 },
	);
});

test("limits of any size hold, and what they refuse is left to the library", () => {
	const limits = fc.record({
		bytes: fc.integer({ min: 20, max: 300 }),
		depth: fc.integer({ min: 1, max: 4 }),
		keys: fc.integer({ min: 1, max: 8 }),
		keysPerMap: fc.integer({ min: 1, max: 4 }),
		tokens: fc.integer({ min: 4, max: 60 }),
	});
	fc.assert(
		fc.property(plain, limits, (value, bounds) => {
			const printed = printYaml(value);
			expect(isTaken(printed, bounds)).toBe(parseYaml(printed, bounds).ok);
		}),
		{ numRuns: 2_000 },
	);
});

/** Puts one thing that a hand, a merge or a bad disk may do to a document into it; `at` and `to` are parts of its length. */
interface Mutation {
	readonly kind: "insert" | "delete" | "line" | "copy" | "indent" | "crlf";
	readonly at: number;
	readonly to: number;
	readonly piece: string;
}

const PIECES = [
	..." \n\t\r\"'#&*!|>-:?%@`[]{},~\\=0",
	..."  |: |- | #|&a |*a|!x |---\n|...\n|%YAML 1.2\n---\n|<<: |a: 1\n|- a\n|# c\n|\r\n|\n\n|? |{a: b}|[a]|\\/|\\x41|\\u0041|\\ud800|0x1|1e3|null".split(
		"|",
	),
	"|-",
	"|+",
	"|2",
	"\ufeff",
	"\u0000",
	"\u0085",
	"\u2028",
	"\ud800",
	"\u3000",
	"<<<<<<< ours\n",
	"=======\n",
	"||||||| base\n",
	"__proto__: 1\n",
	"constructor",
] as const;

const mutation: fc.Arbitrary<Mutation> = fc.record({
	kind: fc.constantFrom(
		"insert",
		"insert",
		"delete",
		"line",
		"copy",
		"indent",
		"crlf",
	),
	at: fc.double({ min: 0, max: 1, noNaN: true }),
	to: fc.double({ min: 0, max: 1, noNaN: true }),
	piece: fc.constantFrom(...PIECES),
});

function mutate(document: string, { kind, at, to, piece }: Mutation): string {
	const start = Math.floor(at * document.length);
	if (kind === "insert")
		return document.slice(0, start) + piece + document.slice(start);
	if (kind === "delete")
		return document.slice(0, start) + document.slice(start + piece.length);
	if (kind === "crlf") return document.replaceAll("\n", "\r\n");
	const lines = document.split("\n");
	const from = Math.floor(at * (lines.length - 1));
	const line = lines[from] ?? "";
	if (kind === "line") lines.splice(from, 1);
	if (kind === "copy") lines.splice(Math.floor(to * lines.length), 0, line);
	if (kind === "indent")
		lines[from] = to < 0.5 ? ` ${line}` : line.replace(/^ {1,2}/, "");
	return lines.join("\n");
}

describe("a document that something happened to", () => {
	test("is taken with the library's reading or left to it, for any document and any two changes", () => {
		let taken = 0;
		fc.assert(
			fc.property(
				plain,
				fc.array(mutation, { minLength: 1, maxLength: 2 }),
				(value, mutations) => {
					if (isTaken(mutations.reduce(mutate, printYaml(value)))) taken += 1;
				},
			),
			{ numRuns: 8_000 },
		);
		// Both answers have to be common, or nothing was tried.
		expect(taken).toBeGreaterThan(400);
		expect(taken).toBeLessThan(7_600);
	});

	test("is taken with the library's reading or left to it, for every two neighbours, every place and every piece", () => {
		const fields = Object.entries(SPECIMEN);
		let taken = 0;
		let cases = 0;
		for (let field = 1; field < fields.length; field++) {
			const pair = Object.fromEntries(fields.slice(field - 1, field + 1));
			const printed = printYaml(pair);
			for (let at = 0; at <= printed.length; at++) {
				const before = printed.slice(0, at);
				taken += isTaken(before + printed.slice(at + 1)) ? 1 : 0;
				for (const piece of PIECES)
					taken += isTaken(before + piece + printed.slice(at)) ? 1 : 0;
				cases += 1 + PIECES.length;
			}
		}
		expect(cases).toBeGreaterThan(20_000);
		expect(taken).toBeGreaterThan(cases / 20);
	});
});

const sentence = fc.oneof(
	fc
		.array(
			fc.constantFrom(
				..."add fix the login page OAuth2 (again) #42 API: logs — “quotes” it's 100% 2026 null - 日本語 🎉 ❤️ `code` C:\\dir a@b.c".split(
					" ",
				),
			),
			{ minLength: 1, maxLength: 12 },
		)
		.map((words) => words.join(" ")),
	fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }),
);
const paragraphs = fc
	.array(fc.oneof(sentence, fc.constantFrom("", "- item", "    code", "```")), {
		minLength: 1,
		maxLength: 6,
	})
	.map((lines) => lines.join("\n"));
const instant = fc
	.date({
		min: new Date("2020-01-01"),
		max: new Date("2040-01-01"),
		noInvalidDate: true,
	})
	.map((date) => date.toISOString());
const agent = fc.constantFrom("backend-1", "alice", "0day", "null", "7");
const taskKey = fc.constantFrom("42", "1", "9999999999", "task-a3f9", "no");
const actor = fc.record({
	id: fc.nat(),
	login: fc.constantFrom("octocat", "o"),
});
const sha = fc.stringMatching(/^[0-9a-f]{40}$/);
const opId = fc.stringMatching(
	/^(?:c[1-9]\d{0,9}:[1-9]|t\d{1,9}|k[0-9a-f]{16})$/,
);
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 4 });

const task = fc.record(
	{
		format: fc.constant(1 as const),
		key: taskKey,
		issue: fc.integer({ min: 1 }),
		title: sentence,
		status: fc.constantFrom(...STATUSES),
		held: sentence,
		priority: fc.constantFrom(...PRIORITIES),
		version: fc.nat(),
		labels: few(sentence),
		assignee: agent,
		capabilities: few(fc.constantFrom("python", "db", "c++", "off")),
		blocked_by: few(taskKey),
		parent: taskKey,
		due: fc.constantFrom("2026-12-01", "soon"),
		reviewer: agent,
		reason: paragraphs,
		attempts: fc.nat({ max: 5 }),
		not_before: instant,
		lease: fc.record({
			agent,
			actor,
			acquired_at: instant,
			expires_at: instant,
		}),
		fence: fc.nat(),
		deliverable: paragraphs,
		artifacts: few(
			fc.record(
				{
					id: fc.constantFrom("a1", "a2"),
					kind: fc.constantFrom("pr", "file"),
					url: fc.webUrl(),
					hash: sha,
					title: sentence,
					by: agent,
					at: instant,
					retracted: fc.boolean(),
				},
				{ requiredKeys: ["id", "kind", "by", "at"] },
			),
		),
		head: fc.record({
			branch: fc.constantFrom("task/42-logs", "main"),
			pull_request: fc.integer({ min: 1 }),
			sha,
			state: fc.constantFrom("open" as const, "merged" as const),
		}),
		checks: fc.record({
			sha,
			results: few(
				fc.record({
					name: fc.constantFrom("test", "build (20.x, ubuntu)", "ci / e2e"),
					app: fc.constant("github-actions"),
					state: fc.constant("completed"),
					conclusion: fc.constantFrom("success", "failure"),
				}),
			),
		}),
		inbox: fc.record({
			below: fc.record({ comment: fc.maxSafeNat(), event: fc.nat() }),
			seen: few(opId),
		}),
		created_at: instant,
		updated_at: instant,
		completed_at: instant,
		completed_by: fc.record({ id: fc.nat(), login: fc.constant("o"), agent }),
	},
	{
		requiredKeys: [
			"format",
			"key",
			"title",
			"status",
			"priority",
			"version",
			"labels",
			"capabilities",
			"blocked_by",
			"attempts",
			"fence",
			"artifacts",
			"inbox",
			"created_at",
			"updated_at",
		],
	},
) satisfies fc.Arbitrary<Task>;

test("every task.yaml is taken, and read back as it was written", () => {
	fc.assert(
		fc.property(task, (value) => {
			const bytes = encodeTask(value);
			expect(isTaken(new TextDecoder().decode(bytes))).toBe(true);
			expect(decodeTask(bytes)).toEqual({ ok: true, value });
		}),
		{ numRuns: 500 },
	);
});
