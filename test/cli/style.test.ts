import { describe, expect, test } from "vitest";
import {
	amountText,
	costText,
	durationText,
	shareText,
} from "../../src/cli/amounts.ts";
import { bar, sparkline } from "../../src/cli/charts.ts";
import { canDrawBlocks, PLAIN, styleFor } from "../../src/cli/style.ts";
import { filled, fitted, widthOf, wrapped } from "../../src/cli/text-width.ts";

describe("colours:", () => {
	const isColoured = (isTerminal: boolean, env: Record<string, string>) =>
		styleFor({ isTerminal, env }).red("no") !== "no";

	test.each([
		["on a terminal", true, {}, true],
		["into a file or a pipe there are none", false, {}, false],
		["NO_COLOR with any value", true, { NO_COLOR: "0" }, false],
		["an empty NO_COLOR says nothing", true, { NO_COLOR: "" }, true],
		["a dumb terminal", true, { TERM: "dumb" }, false],
		["FORCE_COLOR where nobody looks on", false, { FORCE_COLOR: "1" }, true],
		["an empty FORCE_COLOR says nothing", false, { FORCE_COLOR: "" }, false],
		["FORCE_COLOR=0 is a no", true, { FORCE_COLOR: "0" }, false],
		["FORCE_COLOR=false is a no", true, { FORCE_COLOR: "false" }, false],
		[
			"FORCE_COLOR before NO_COLOR and a dumb terminal",
			false,
			{ FORCE_COLOR: "1", NO_COLOR: "1", TERM: "dumb" },
			true,
		],
	])("%s", (_, isTerminal, env, expected) => {
		expect(isColoured(isTerminal, env)).toBe(expected);
	});

	test("each ends where its text ends, and nothing is coloured where there is no text", () => {
		const style = styleFor({ isTerminal: true, env: {} });
		expect(style.green("ok")).toBe("\u001b[32mok\u001b[39m");
		expect(style.bold("ok")).toBe("\u001b[1mok\u001b[22m");
		expect(style.bold("")).toBe("");
		expect(PLAIN.yellow("ok")).toBe("ok");
	});
});

test.each([
	["UTF-8 by LANG", { LANG: "en_GB.UTF-8" }, true],
	["written otherwise", { LC_CTYPE: "C.utf8" }, true],
	["LC_ALL before LANG", { LC_ALL: "C", LANG: "en_GB.UTF-8" }, false],
	["an empty LC_ALL says nothing", { LC_ALL: "", LANG: "C.UTF-8" }, true],
	["no locale at all", {}, false],
	["a dumb terminal", { LANG: "en_GB.UTF-8", TERM: "dumb" }, false],
])("blocks are drawn: %s", (_, env, expected) => {
	expect(canDrawBlocks({ env })).toBe(expected);
});

describe("charts:", () => {
	test("a sparkline has a character for each value, and its lowest means nothing at all", () => {
		const values = [0, 1, 500, 1_000];
		expect(sparkline(values, { ascii: false })).toBe("▁▂▅█");
		expect(sparkline(values, { ascii: true })).toBe("_.=#");
		expect(sparkline([0, 0], { ascii: false })).toBe("▁▁");
		expect(sparkline([], { ascii: false })).toBe("");
	});

	test("a bar shows little as something, almost all as not all, and is as wide as asked", () => {
		const drawn = (share: number) => bar(share, { width: 5, ascii: true });
		expect([0, 0.001, 0.5, 0.999, 1, 7, -1].map(drawn)).toEqual([
			"-----",
			"#----",
			"###--",
			"####-",
			"#####",
			"#####",
			"-----",
		]);
		expect(bar(0.4, { width: 5, ascii: false })).toBe("██░░░");
	});
});

describe("widths:", () => {
	test("East Asian characters and pictures take two cells, combining marks none", () => {
		expect(widthOf("日本 e\u0301 🚀")).toBe(9);
		expect(filled("日本", 6)).toBe("日本  ");
		expect(filled("7", 3, "right")).toBe("  7");
	});

	test("a text that is cut never gets wider than asked and shows that it was cut", () => {
		expect(fitted("abcdef", 6)).toBe("abcdef");
		expect(fitted("abcdef", 4)).toBe("abc…");
		expect(fitted("日本語", 4)).toBe("日…");
		expect(fitted("abcdef", 5, "...")).toBe("ab...");
		expect(fitted("abcdef", 2, "...")).toBe("..");
	});

	test("lines break between words, and the last of those there may be is cut", () => {
		const text = "one two three four";
		expect(wrapped(text, { width: 8, lines: 9 })).toEqual([
			"one two",
			"three",
			"four",
		]);
		expect(wrapped(text, { width: 8, lines: 2 })).toEqual([
			"one two",
			"three f…",
		]);
		expect(wrapped("  ", { width: 8, lines: 2 })).toEqual([]);
	});
});

describe("amounts:", () => {
	test("times have their two largest units", () => {
		expect(
			[0, 47_400, 59_600, 287_000, 11_100_000, 187_200_000].map(durationText),
		).toEqual(["0s", "47s", "1m 0s", "4m 47s", "3h 5m", "2d 4h"]);
	});

	test("counts are never rounded up", () => {
		expect(
			[0, 999, 1_000, 1_299, 45_999, 999_999, 3_400_000, 2e9].map(amountText),
		).toEqual(["0", "999", "1k", "1.2k", "45k", "999k", "3.4M", "2G"]);
	});

	test("a share is none or all only when it is", () => {
		const shares = [
			[0, 900],
			[1, 900],
			[2, 3],
			[899, 900],
			[3, 3],
			[0, 0],
		] as const;
		expect(shares.map(([part, whole]) => shareText(part, whole))).toEqual([
			"0%",
			"1%",
			"67%",
			"99%",
			"100%",
			"-",
		]);
	});

	test("money below a cent is not nothing", () => {
		expect([0, 0.001, 0.4, 12].map(costText)).toEqual([
			"$0.00",
			"<$0.01",
			"$0.40",
			"$12.00",
		]);
	});
});
