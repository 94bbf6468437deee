import fc from "fast-check";
import { expect, test } from "vitest";
import { quietText, saidText } from "../../src/github/quiet-text.ts";

const shown = (text: string) => quietText(text).replaceAll("\u2060", "·");

test.each([
	["a mention", "@alice @acme/team", "@·alice @·acme/team"],
	[
		"a mention made of an entity",
		"&#64;alice &commat;bob",
		"&·#·64;alice &·commat;bob",
	],
	["a reference", "fixes #1, acme/demo#2", "fixes #·1, acme/demo#·2"],
	["a reference with letters", "GH-1 gh\\-2", "GH·-1 gh·\\-2"],
	[
		"an address that is a reference",
		"https://github.com/a/b/pull/1 www.github.com/a/b/issues/1",
		"https·://github.com/a/b/pull/1 www·.github.com/a/b/issues/1",
	],
	[
		"a command",
		"/close\r\n\r\n \t/approve\na/b",
		"·/close\r\n\r\n \t·/approve\na/b",
	],
	["a mark of ours", "<!-- baton:c1:0 -->", "<·!-- baton:c1:0 -->"],
])("%s is not live", (_, said, quiet) => {
	expect(shown(said)).toBe(quiet);
});

test("markdown stays as it is, and links that are no references", () => {
	const said =
		"# Log\n\n- [x] `a && b` **now** 1 < 2\n\n[docs](https://example.com/a#b)";
	expect(quietText(said)).toBe(said);
});

test("what was said comes back, whatever it holds", () => {
	const piece = fc.constantFrom(
		...["@", "#", "1", "/", "\n", " ", "GH-", "&", "<!--", "a", "\u2060"],
		...["https://", "www.", "/issues/", "\\", ":"],
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
			const said = pieces.join("");
			expect(saidText(quietText(said))).toBe(said);
		}),
		{ numRuns: 2_000 },
	);
});
