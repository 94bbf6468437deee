import { expect, test } from "vitest";
import { dataText, safeLines } from "../../src/cli/data-text.ts";

test("data is lines with names in a column; lists and what is nested are set in, what is empty is left out", () => {
	const data = {
		version: 3,
		note: null,
		nothing: [],
		absent: undefined,
		labels: ["a", "b"],
		agents: [{ name: "one", leases: 1 }, { name: "two" }],
		stats: { done: 2, text: "first\nsecond" },
	};
	expect(dataText(data)).toBe(
		[
			"version: 3",
			"note:    none",
			"labels:  a, b",
			"agents:",
			"  - name:   one",
			"    leases: 1",
			"  - name: two",
			"stats:",
			"  done: 2",
			"  text: first",
			"        second",
		].join("\n"),
	);
});

test("nothing of it steers a terminal or turns a line around", () => {
	expect(safeLines("a\u001b[31mb\u0007\r\nc\td\u202ee\u2028f")).toEqual([
		"a�[31mb�",
		"c  d�e�f",
	]);
	expect(dataText({ x: "\u001b]0;t", y: ["\u009b"] })).toBe("x: �]0;t\ny: �");
});
