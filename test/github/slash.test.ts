import { describe, expect, test } from "vitest";
import {
	isCommands,
	parseSlash,
	type SlashCommand,
} from "../../src/github/slash.ts";

function commands(body: string): readonly SlashCommand[] {
	const parsed = parseSlash(body);
	if (!isCommands(parsed)) throw new Error(JSON.stringify(parsed));
	return parsed;
}

/** Verbs in short: `claim`, or `baton claim` when said explicitly. */
const verbs = (body: string) =>
	commands(body).map(({ verb, explicit }) =>
		explicit ? `baton ${verb}` : verb,
	);

describe("is a command:", () => {
	test.each([
		["alone", "/claim", ["claim"]],
		["after an empty line", "I'll take it.\n\n/claim", ["claim"]],
		["as a later line of a paragraph", "I'll take it.\n/claim", ["claim"]],
		["indented by up to three spaces", "   /claim", ["claim"]],
		["explicit", "/baton claim", ["baton claim"]],
		["explicit with a wrong verb", "/baton frobnicate", ["baton frobnicate"]],
		["/baton alone", "/baton", ["baton baton"]],
		["with a dash", "/claim-next", ["claim-next"]],
		[
			"several in one comment",
			"/claim\n/priority high\n\ntext\n\n/done",
			["claim", "priority", "done"],
		],
		["with Windows line ends", "/claim\r\n/done\r\n", ["claim", "done"]],
		["behind markup in another line", "**bold** and `code`\n/claim", ["claim"]],
		[
			"behind a closed details",
			"<details>\n\nx\n\n</details>\n\n/claim",
			["claim"],
		],
		[
			"behind a horizontal rule and an image",
			"<hr>\n\n<img src=x>\n\n/claim",
			["claim"],
		],
	])("%s", (_, body, expected) => {
		expect(verbs(body)).toEqual(expected);
	});
});

describe("is no command:", () => {
	test.each([
		["in inline code", "`/claim`"],
		["in code over several lines", "`a\n/claim\nb`"],
		["in a fenced block", "```\n/claim\n```"],
		["in a fenced block that is never closed", "```\n/claim"],
		["in an indented block", "text\n\n    /claim"],
		["in a quote", "> /claim"],
		["in a lazy line of a quote", "> text\n/claim"],
		["in a list", "- /claim"],
		["in a line of a list item", "- text\n  /claim"],
		["in a heading", "# /claim"],
		["in a heading under a line", "/claim\n==="],
		["in a link", "[see\n/claim](http://x)"],
		["in emphasis", "*see\n/claim*"],
		["in an HTML comment", "<!--\n/claim\n-->"],
		["in a details block", "<details>\n\n/claim\n\n</details>"],
		["in a div", "<div>\n/claim\n</div>"],
		["between inline tags", "a <b>\n/claim\n</b>"],
		["in a table", "| a |\n|---|\n| /claim |"],
		["in the middle of a line", "please /claim"],
		["a path", "/usr/bin/env"],
		["an address", "/claim/42"],
		["escaped", "\\/claim"],
		["two slashes", "//claim"],
		["upper case", "/Claim"],
		["full-width", "／claim"],
		["with a zero-width space in it", "/cl\u200baim"],
		["with a Cyrillic letter", "/\u0441laim"],
		["glued to punctuation", "/claim, please"],
		["nothing at all", ""],
	])("%s", (_, body) => {
		expect(commands(body)).toEqual([]);
	});
});

describe("words:", () => {
	const words = (body: string) => commands(body)[0];

	test("quotes keep words together, of whatever kind", () => {
		expect(
			words(`/handoff agent-2 "two words" 'and two' “typographic ones”`),
		).toMatchObject({
			words: ["agent-2", "two words", "and two", "typographic ones"],
		});
	});

	test("options are taken apart at the first equals sign", () => {
		expect(words('/claim as=backend-1 for=30m note="a = b"')).toMatchObject({
			words: [],
			options: { as: "backend-1", for: "30m", note: "a = b" },
		});
	});

	test("a backslash keeps a quote and itself", () => {
		expect(words('/note "say \\"hi\\" with \\\\"')).toMatchObject({
			words: ['say "hi" with \\'],
		});
	});

	test("references stay as they are", () => {
		expect(words("/depend #41 @alice")).toMatchObject({
			words: ["#41", "@alice"],
		});
	});

	test("an open quote and a repeated option are told", () => {
		expect(words('/note "open')).toMatchObject({
			error: "a quote is not closed",
		});
		expect(words("/claim for=1m for=2m")).toMatchObject({
			error: "`for=` is given twice",
		});
	});

	test("names that every object has are only names", () => {
		expect(words("/claim constructor=x")).toMatchObject({
			options: { constructor: "x" },
		});
	});
});

describe("payload:", () => {
	test("is the block right below the command", () => {
		expect(
			commands("/baton patch\n```yaml\na: 1\n```")[0]?.payload,
		).toMatchObject({ language: "yaml", text: "a: 1" });
		expect(
			commands("/baton patch\n\n```json\n{}\n```")[0]?.payload,
		).toMatchObject({ language: "json", text: "{}" });
		expect(
			commands("/baton patch\n~~~yml\na: 1\n~~~")[0]?.payload,
		).toMatchObject({ language: "yaml", text: "a: 1" });
	});

	test("belongs to the last line of the paragraph only", () => {
		expect(
			commands("/claim\n/baton patch\n```yaml\na: 1\n```").map(
				({ payload }) => payload !== undefined,
			),
		).toEqual([false, true]);
	});

	test("is not a block of another language, of none, or further below", () => {
		for (const body of [
			"/baton patch\n```\na: 1\n```",
			"/baton patch\n```ts\na: 1\n```",
			"/baton patch\n\ntext\n\n```yaml\na: 1\n```",
		]) {
			expect(commands(body)[0]?.payload, body).toBeUndefined();
		}
	});
});

test("the eleventh command is one too many", () => {
	expect(commands("/ping\n".repeat(10))).toHaveLength(10);
	expect(parseSlash("/ping\n".repeat(11))).toEqual({ tooMany: 11 });
	expect(isCommands(parseSlash("/ping\n\n".repeat(500)))).toBe(false);
});

test("what is behind 65,536 characters was never said", () => {
	expect(commands(`${"x".repeat(65_540)}\n\n/claim`)).toEqual([]);
	expect(commands(`/claim\n\n${"x".repeat(65_540)}`)).toHaveLength(1);
});

describe("hostile text is read, or refused for what it costs:", () => {
	test.each([
		">",
		"[",
		"*",
		"`",
		"<",
		"![a]",
		"[a](",
		"a**b",
		"- ",
		"<!--",
		"[a]: <b\n",
		"&",
		"_a",
		"<x>",
		"\\",
		"| ",
	])("%j over and over", (piece) => {
		const parsed = parseSlash(
			`/claim\n\n${piece.repeat(Math.floor(65_000 / piece.length))}`,
		);
		expect(
			isCommands(parsed) ? parsed.length : "tooDense" in parsed,
		).toBeTruthy();
	});
});
