import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { searchTerms } from "../../src/core/search-terms.ts";
import { SearchIndex, type SearchOptions } from "../../src/engine/search.ts";
import type { Tree } from "../../src/store/git/tree.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

const WORDS = [
	"logging",
	"middleware",
	"timeout",
	"request",
	"requests",
	"キャッシュ",
	"請求記錄",
	"Straße",
	"cache/ttl",
];
const KEYS = ["1", "2", "3", "4", "5"];

async function treeOf({ store }: Bench): Promise<Tree> {
	return (await store.version(await store.head())).tree;
}

async function board(titles: readonly string[]): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, { review: "never" });
	for (const [index, title] of titles.entries())
		await tell(bench, "enroll", `${index + 1}`, { title });
	return bench;
}

async function tell(
	bench: Bench,
	verb: string,
	task: string,
	input: JsonObject,
): Promise<void> {
	const role = "admin";
	await bench.engine.perform([
		say(bench, "maintainer", verb, { task, input, role }),
	]);
}

async function hitsOf(
	tree: Tree,
	query: string,
	options?: SearchOptions,
): Promise<readonly string[]> {
	const found = await new SearchIndex(options).search(tree, {
		query,
		limit: 20,
	});
	return found.hits.map(({ key, where }) => `${key} ${where.join("+")}`);
}

const words = fc
	.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 6 })
	.map((all) => all.join(" "));
const key = fc.constantFrom(...KEYS);
const change = fc.oneof(
	fc.tuple(key, words).map(([on, body]) => ["note", on, { body }] as const),
	fc
		.tuple(key, words)
		.map(([on, summary]) => ["summary", on, { summary }] as const),
	fc
		.tuple(key, words)
		.map(([on, goal]) => ["patch", on, { patch: { goal } }] as const),
	fc.tuple(key, words).map(([on, title]) => ["enroll", on, { title }] as const),
	key.map((on) => ["claim", on, {}] as const),
	fc
		.tuple(key, words)
		.map(([on, deliverable]) => ["done", on, { deliverable }] as const),
);

describe("the full-text index", () => {
	test("finds after any changes what one built anew finds, also when it is moved back", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(change, { minLength: 3, maxLength: 25 }),
				fc.array(words, { minLength: 1, maxLength: 3 }),
				fc.constantFrom<SearchOptions>({}, { maxCharacters: 200 }),
				async (changes, queries, options) => {
					const bench = await board(["logging", "timeout", "cache/ttl"]);
					const index = new SearchIndex(options);
					const start = await treeOf(bench);
					const first = await index.search(start, {
						query: "logging",
						limit: 20,
					});
					for (const [verb, on, input] of changes) {
						await tell(bench, verb, on, input);
						await index.search(await treeOf(bench), {
							query: "request",
							limit: 1,
						});
					}
					if (options.maxCharacters === undefined)
						for (const query of queries) {
							const tree = await treeOf(bench);
							const asked = { query, limit: 20 };
							expect(await index.search(tree, asked)).toEqual(
								await new SearchIndex().search(tree, asked),
							);
						}
					expect(
						await index.search(start, { query: "logging", limit: 20 }),
					).toEqual(first);
				},
			),
			{ numRuns: 40 },
		);
	});

	test("searches every part of a task and tells in which it was found", async () => {
		const bench = await board(["alpha", "other"]);
		await tell(bench, "enroll", "3", { title: "third", description: "bravo" });
		await tell(bench, "note", "2", { body: "charlie" });
		await tell(bench, "summary", "2", { summary: "delta" });
		await tell(bench, "patch", "2", { patch: { constraints: ["echo"] } });
		await tell(bench, "claim", "2", {});
		await tell(bench, "done", "2", { deliverable: "foxtrot" });
		const tree = await treeOf(bench);
		const found = async (query: string) => (await hitsOf(tree, query))[0];
		expect(await found("alpha")).toBe("1 title+baton");
		expect(await found("bravo")).toBe("3 brief");
		expect(await found("charlie")).toBe("2 notes");
		expect(await found("delta")).toBe("2 summary");
		expect(await found("echo")).toBe("2 baton");
		expect(await found("foxtrot")).toBe("2 deliverable");
	});

	test("finds beginnings of words and words with a letter wrong, titles first and a key before all", async () => {
		const bench = await board(["logging", "7 ways to fail", "timeout"]);
		await tell(bench, "note", "2", { body: "logging logging logging" });
		await tell(bench, "note", "1", { body: "needs 3 servers" });
		const tree = await treeOf(bench);
		expect(await hitsOf(tree, "logg")).toEqual(["1 title+baton", "2 notes"]);
		expect(await hitsOf(tree, "loging")).toEqual(["1 title+baton", "2 notes"]);
		expect((await hitsOf(tree, "#3"))[0]).toBe("3 key");
	});

	test("passes over what cannot be read", async () => {
		const bench = await board(["logging", "logging too"]);
		const tree = await treeOf(bench);
		const [path] = [...tree.entries()]
			.map(([name]) => name)
			.filter((name) => name.endsWith("/1/task.yaml"));
		const broken = tree.with(
			new Map([[path as string, new TextEncoder().encode("status: [")]]),
		).tree;
		expect(await hitsOf(broken, "logging")).toEqual(["2 title+baton"]);
		const index = new SearchIndex();
		const asked = { query: "logging", limit: 5 };
		await index.search(tree, asked);
		expect((await index.search(broken, asked)).count).toBe(1);
		expect((await index.search(tree, asked)).count).toBe(2);
	});

	test("searches a part of a large board at once and the rest a little later", async () => {
		const titles = Array.from({ length: 60 }, () => "logging");
		const tree = await treeOf(await board(titles));
		const index = new SearchIndex({ awaited: 25 });
		const asked = { query: "logging", limit: 5 };
		const first = await index.search(tree, asked);
		expect(first.pending).toBeGreaterThan(0);
		expect(first.count).toBeLessThan(60);
		let last = first;
		for (let turn = 0; turn < 20 && last.pending > 0; turn++)
			last = await index.search(tree, asked);
		expect(last).toMatchObject({ count: 60, pending: 0 });
	});

	test("keeps only titles of tasks for which there is no room", async () => {
		const bench = await board(["logging", "timeout"]);
		await tell(bench, "note", "1", { body: "x".repeat(500) });
		const tree = await treeOf(bench);
		expect(await hitsOf(tree, "logging", { maxCharacters: 100 })).toEqual([
			"1 title",
		]);
	});

	test("takes a hostile text for what it is", async () => {
		const tree = await treeOf(await board(["__proto__ constructor"]));
		expect(await hitsOf(tree, "__proto__")).toEqual(["1 title+baton"]);
		expect(await hitsOf(tree, "*** /// \u0000")).toEqual([]);
		expect(searchTerms("ＡＢＣ Ünï-code x".repeat(1))).toEqual([
			"abc",
			"uni",
			"code",
			"x",
		]);
		expect(searchTerms("請求記錄 logs")).toEqual([
			"請求",
			"求記",
			"記錄",
			"logs",
		]);
	});
});
