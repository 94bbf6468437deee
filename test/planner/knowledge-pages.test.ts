import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { frontMatterOf } from "../../src/planner/knowledge/front-matter.ts";
import { pagesOf } from "../../src/planner/knowledge/pages-of.ts";

const fieldsOf = (...lines: readonly string[]) =>
	Object.fromEntries(
		frontMatterOf(["---", ...lines, "---", "text"].join("\n")).fields,
	);
const flawsOf = (...lines: readonly string[]) =>
	frontMatterOf(["---", ...lines, "---", "text"].join("\n")).flaws;

describe("front matter", () => {
	test("holds texts, lists on one line and lists below their key", () => {
		expect(
			fieldsOf(
				"# what it is about",
				"name: Tokens # of sessions",
				'description: "How they are made: \\"twice\\""',
				"tags: [auth, 'jwt, signed', \"rate limit\"]  # three",
				"paths:",
				"  - src/auth/**",
				"- **/*.sql",
				"",
				"  - 'it''s/**'",
				"priority:high",
				"roles: []",
			),
		).toEqual({
			name: "Tokens",
			description: 'How they are made: "twice"',
			tags: ["auth", "jwt, signed", "rate limit"],
			paths: ["src/auth/**", "**/*.sql", "it's/**"],
			roles: [],
		});
	});

	test("ends at its second line of dashes, and the rest is the text", () => {
		expect(
			frontMatterOf(
				"\ufeff---\r\nname: a\r\n---  \r\n# Title\r\n\r\n---\r\nend",
			),
		).toEqual({
			fields: new Map([["name", "a"]]),
			body: "# Title\n\n---\nend",
			flaws: [],
		});
		expect(frontMatterOf("---\n---").body).toBe("");
	});

	test("is not there when the text does not begin with it", () => {
		for (const text of [
			"",
			"# Title",
			"\n---\nname: a\n---\n",
			"----\nname: a",
		])
			expect(frontMatterOf(text)).toEqual({
				fields: new Map(),
				body: text,
				flaws: [],
			});
	});

	test("that is never closed is text, and said to be", () => {
		const text = `---\nname: a\n${"- b\n".repeat(300)}---\n`;
		const { body, fields, flaws } = frontMatterOf(text);
		expect([body, fields.size]).toEqual([text, 0]);
		expect(flaws).toEqual([expect.stringContaining("no --- closes")]);
	});

	test.each([
		["a nested map", ["meta:", "  owner: me"], "line 3 is not understood"],
		[
			"a block of text",
			["name: |", "  a", "  b"],
			"line 2 has a value for name",
		],
		["an anchor", ["name: &a b"], "line 2 has a value for name"],
		["a tag", ["name: !!js/function x"], "line 2 has a value for name"],
		["a map in braces", ["name: {a: b}"], "line 2 has a value for name"],
		["an open list", ["tags: [a, b"], "line 2 has a value for tags"],
		["text behind a list", ["tags: [a] b"], "line 2 has a value for tags"],
		["a list in a list", ["tags: [[a]]"], "line 2 has a value for tags"],
		["an open quote", ['name: "a'], "line 2 has a value for name"],
		["an item of nothing", ["- a"], "line 2 is an item that belongs to no key"],
		[
			"an item that is a map",
			["tags:", "- {a: b}"],
			"line 3 has an item of tags",
		],
		["a key said twice", ["name: a", "name: b"], "line 3 says name again"],
		["a key of objects", ["__proto__: a"], "line 2 is not understood"],
		["a long line", [`name: ${"a".repeat(3_000)}`], "line 2 is too long"],
	])("with %s is read but for that", (_, lines, flaw) => {
		expect(flawsOf(...lines)).toEqual([expect.stringContaining(flaw)]);
		const { priority, name } = fieldsOf(...lines, "priority: high");
		expect(priority).toBe("high");
		if (flaw.includes("again")) expect(name).toBe("a");
	});

	test("names at most five flaws and reads at most a hundred items", () => {
		expect(
			flawsOf(..."abcdefghij".split("").map((key) => `${key}: |`)),
		).toHaveLength(5);
		const { tags } = fieldsOf(
			"tags:",
			...Array.from({ length: 150 }, (__, at) => `- t${at}`),
		);
		expect(tags).toHaveLength(100);
	});

	test("of texts and lists in quotes is read as YAML reads it", () => {
		const text = fc.string({ maxLength: 20, unit: "grapheme-ascii" });
		const single = (value: string) => `'${value.replaceAll("'", "''")}'`;
		const double = (value: string) =>
			`"${value.replace(/["\\]/g, (sign) => `\\${sign}`)}"`;
		const written = fc.oneof(text.map(single), text.map(double));
		const value = fc.oneof(
			written,
			fc
				.array(written, { minLength: 1, maxLength: 5 })
				.map((all) => `[${all.join(", ")}]`),
			fc
				.array(written, { minLength: 1, maxLength: 5 })
				.map((all) => all.map((one) => `\n  - ${one}`).join("")),
		);
		fc.assert(
			fc.property(value, (given) => {
				const source = `a: ${given}\n`;
				const { a } = parse(source) as { a: string | string[] };
				const expected = Array.isArray(a) ? a.filter((one) => one !== "") : a;
				expect(fieldsOf(source.trimEnd())).toEqual({ a: expected });
			}),
		);
	});

	test("never throws and never takes long, whatever it is", () => {
		const piece = fc.constantFrom(
			...[
				"---",
				"\n",
				"a:",
				" ",
				"[",
				"]",
				",",
				'"',
				"'",
				"\\",
				"- ",
				"#",
				"|",
				"\t",
				"\r",
				"\u2028",
				"{",
				"é",
			],
		);
		fc.assert(
			fc.property(
				fc.array(piece, { maxLength: 80 }).map((all) => all.join("")),
				(noise) => {
					const { body, flaws } = frontMatterOf(`---\n${noise}\n---\nend`);
					expect(body.endsWith("end")).toBe(true);
					expect(flaws.length).toBeLessThanOrEqual(5);
				},
			),
		);
		for (const part of [" ", "[", '"', "\\", "a,", "' ", "-", "\t,"])
			expect(frontMatterOf(`---\na: [${part.repeat(900)}\n---\n`).body).toBe(
				"",
			);
	});
});

const FILE = ".baton/knowledge/auth/tokens.md";
const pageOf = (text: string, path = FILE) => {
	const { pages, warnings } = pagesOf([{ path, text }]);
	return { page: pages[0], warnings };
};

describe("a page", () => {
	test("is what its file says", () => {
		expect(
			pageOf(
				"---\nname: Tokens\ndescription: how they are made\ntags: [Auth, Rate-Limit]\npaths: src/auth/**, db/*.sql\nroles: Backend-Engineer\npriority: HIGH\ndelivery: inline\n---\n\n# Tokens\n",
			),
		).toEqual({
			page: {
				name: "auth/tokens",
				path: FILE,
				about: "Tokens: how they are made",
				tags: ["auth", "rate-limit"],
				paths: ["src/auth/**", "db/*.sql"],
				roles: ["backend-engineer"],
				priority: "high",
				delivery: "inline",
				text: "# Tokens",
			},
			warnings: [],
		});
	});

	test("without front matter is its text", () => {
		expect(pageOf("# Tokens\n").page).toEqual({
			name: "auth/tokens",
			path: FILE,
			tags: [],
			paths: [],
			roles: [],
			priority: "normal",
			text: "# Tokens",
		});
	});

	test.each([
		["owner: me", 'has the key "owner"'],
		["priority: urgent", 'has the priority "urgent"; it is one of high'],
		["delivery: always", 'has the delivery "always"; it is one of inline'],
		["name: [a, b]", "has a list as its name"],
		["tags: ['...', jwt]", 'has the tag "...", which is no word'],
		["paths: ['../x', ok/**]", 'has the path "../x", which leads out'],
		["paths: ['src/{a,b}/**']", "which has braces"],
		["tags: |\n  jwt", "line 2 has a value for tags"],
		[`tags: [${"jwt,".repeat(40)}]`, ""],
		[
			`tags: [${Array.from({ length: 40 }, (_, at) => `t${at}`).join()}]`,
			"has more tags",
		],
	])("that says %j is taken, and its file is named", (line, reason) => {
		const { page, warnings } = pageOf(
			`---\n${line}\nroles: [debugger]\n---\nText`,
		);
		expect(page).toMatchObject({ text: "Text", roles: ["debugger"] });
		expect(page?.tags.length).toBeLessThanOrEqual(30);
		if (reason === "") expect([page?.tags, warnings]).toEqual([["jwt"], []]);
		else
			expect(warnings).toEqual([
				{ path: FILE, reason: expect.stringContaining(reason) },
			]);
	});

	test("lies in a pack and has a name and a text, else it is none", () => {
		const none = [
			".baton/knowledge/readme.md",
			".baton/knowledge/auth/deep/tokens.md",
			".baton/knowledge/auth/deep.md/tokens.md",
			".baton/knowledge/auth/tokens.txt",
			"docs/auth/tokens.md",
			".baton/knowledgeable/auth/tokens.md",
		];
		for (const path of none)
			expect(pageOf("text", path)).toEqual({ page: undefined, warnings: [] });
		const odd = [
			".baton/knowledge/auth/a\nb.md",
			".baton/knowledge/auth/`x`.md",
			".baton/knowledge/\u202eauth/x.md",
			`.baton/knowledge/auth/${"x".repeat(61)}.md`,
			".baton/knowledge/auth/.md",
		];
		for (const path of odd)
			expect(pageOf("text", path)).toMatchObject({
				page: undefined,
				warnings: [{ path }],
			});
		expect(pageOf("---\ntags: [a]\n---\n \n").warnings).toEqual([
			{ path: FILE, reason: "is left out: it has no text" },
		]);
	});

	test("has at most 64 kB", () => {
		expect(pageOf("é".repeat(32 * 1024)).warnings).toEqual([]);
		expect(pageOf(`${"é".repeat(32 * 1024)}.`)).toEqual({
			page: undefined,
			warnings: [
				{ path: FILE, reason: "is left out: it is larger than 64 kB" },
			],
		});
	});

	test("is one of at most 200, of at most 50 packs, in the order of the paths", () => {
		const file = (pack: number, page: number) => ({
			path: `.baton/knowledge/p${pack}/n${page}.md`,
			text: "x",
		});
		const many = pagesOf(Array.from({ length: 203 }, (_, at) => file(1, at)));
		expect([many.pages.length, many.warnings.length]).toEqual([200, 3]);
		const packs = pagesOf(Array.from({ length: 52 }, (_, at) => file(at, 1)));
		expect([packs.pages.length, packs.warnings.length]).toEqual([50, 2]);
		const files = [file(2, 1), file(1, 2), file(1, 1)];
		expect(pagesOf(files)).toEqual(pagesOf([...files].reverse()));
	});
});
