import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { toolReference } from "../src/mcp/tool-reference.ts";
import { TOOLS } from "../src/mcp/tools/index.ts";
import { VERBS } from "../src/verbs/index.ts";
import { verbReference } from "../src/verbs/reference.ts";

test("docs/verbs.md is what the verb table says (UPDATE_DOCS=1 writes it)", () => {
	const path = new URL("../docs/verbs.md", import.meta.url);
	const page = verbReference(VERBS);
	if (process.env.UPDATE_DOCS === "1") writeFileSync(path, page);
	expect(readFileSync(path, "utf8")).toBe(page);
});

test("docs/mcp.md is what the table of tools says (UPDATE_DOCS=1 writes it)", () => {
	const path = new URL("../docs/mcp.md", import.meta.url);
	const page = toolReference(TOOLS);
	if (process.env.UPDATE_DOCS === "1") writeFileSync(path, page);
	expect(readFileSync(path, "utf8")).toBe(page);
});

test("every link between the documents leads somewhere", () => {
	const pages = [
		"README.md",
		"CONTRIBUTING.md",
		"SECURITY.md",
		"docs/protocol.md",
		"docs/design.md",
		"docs/glossary.md",
		"docs/mcp.md",
	];
	for (const page of pages) {
		const base = new URL(`../${page}`, import.meta.url);
		for (const [, target] of readFileSync(base, "utf8").matchAll(
			/\]\((?!https?:|#)([^)#]+)/g,
		)) {
			expect(
				() => readFileSync(new URL(target as string, base)),
				`${page} links to ${target}`,
			).not.toThrow(/ENOENT/);
		}
	}
});
