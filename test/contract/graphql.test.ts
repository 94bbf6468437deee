import { parse, validate } from "graphql";
import { describe, expect, test } from "vitest";
import * as documents from "../../src/github/projects/documents.ts";
import { githubSchema } from "../support/graphql/schema.ts";
import { sourceFiles } from "../support/source-facts.ts";

const numbers = (count: number) => [...Array(count).keys()].map((n) => n + 1);
const kinds = (count: number) =>
	numbers(count).map((n) => (n % 2 === 0 ? "clear" : "set"));

/** Everything that is ever asked, in the smallest and the largest form. */
const ASKED: readonly (readonly [string, string])[] = [
	["the project", documents.PROJECT],
	["a new field", documents.CREATE_FIELD],
	["the issue of a card", documents.CONTENT],
	...[1, documents.CARDS_AT_ONCE].map(
		(count) =>
			[`${count} cards`, documents.cardsDocument(numbers(count))] as const,
	),
	...[1, documents.CHANGES_AT_ONCE].flatMap(
		(count) =>
			[
				[`${count} more cards`, documents.addDocument(count)],
				[`${count} changes`, documents.changeDocument(kinds(count))],
			] as const,
	),
];

describe("GitHub's published schema takes", () => {
	test.each(ASKED)("%s", (_, document) => {
		expect(validate(githubSchema(), parse(document))).toEqual([]);
	});

	test("no document with a field or a variable that it does not know", () => {
		const faults = (document: string) =>
			validate(githubSchema(), parse(document)).map(({ message }) => message);
		expect(
			faults(documents.PROJECT.replace("closed", "isClosed")).join(),
		).toContain('Cannot query field "isClosed"');
		expect(
			faults(documents.CONTENT.replace("$content: ID!", "$content: Int!"))
				.length,
		).toBeGreaterThan(0);
	});
});

test("every document is written in one place, and asked by one function", () => {
	const speaking = sourceFiles("src")
		.filter(({ path }) => !path.startsWith("src/forge/"))
		.filter(({ text }) => /\bgraphql(?:<[^>]*>)?\(/.test(text))
		.map(({ path }) => path);
	expect(speaking).toEqual(["src/github/projects/ask.ts"]);
	const writing = sourceFiles("src")
		.filter(({ text }) => /`(?:query|mutation)\(/.test(text))
		.map(({ path }) => path);
	expect(writing).toEqual(["src/github/projects/documents.ts"]);
	const exported = Object.keys(documents).filter(
		(name) => !name.endsWith("_AT_ONCE"),
	);
	// A new document needs a line in the list above.
	expect(exported.sort()).toEqual([
		"CONTENT",
		"CREATE_FIELD",
		"PROJECT",
		"addDocument",
		"cardsDocument",
		"changeDocument",
	]);
});

test("one read stays far below GitHub's limit of 500,000 nodes", () => {
	const document = documents.cardsDocument(numbers(documents.CARDS_AT_ONCE));
	const firsts = [...document.matchAll(/first: ([0-9]+)/g)].map(([, first]) =>
		Number(first),
	);
	const nodes = firsts.reduce((sum, first) => sum + 1 + first, 0);
	expect(nodes).toBeLessThan(5_000);
});
