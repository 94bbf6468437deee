import { Octokit } from "@octokit/rest";
import type { ProbotOctokit } from "probot";
import { expect, test } from "vitest";
import { sourceApi } from "../../src/github/source-api.ts";

const SHA = "abcdef1".padEnd(40, "0");

/** The API on a GitHub that answers by path; every path that was asked for is kept. */
function withAnswers(
	answer: (path: string, query: URLSearchParams) => unknown,
): ReturnType<typeof sourceApi> & { readonly asked: string[] } {
	const asked: string[] = [];
	const octokit = new Octokit({
		log: { debug() {}, info() {}, warn() {}, error() {} },
		request: {
			fetch: async (input: string) => {
				const { pathname, searchParams, search } = new URL(input);
				asked.push(`${pathname}${search}`);
				const body = answer(
					pathname.replace("/repos/acme/demo", ""),
					searchParams,
				);
				const status = typeof body === "number" ? body : 200;
				return new Response(
					JSON.stringify(status === 200 ? body : { message: "no" }),
					{
						status,
						headers: { "content-type": "application/json" },
					},
				);
			},
		},
	}) as unknown as ProbotOctokit;
	const api = sourceApi(octokit, { owner: "acme", repo: "demo" });
	return { ...api, asked };
}

const entry = (path: string, more: object = {}) => ({
	path,
	mode: "100644",
	type: "blob",
	sha: SHA,
	size: 3,
	...more,
});

/** A repository whose default branch has this tree. */
const holding = (tree: () => unknown, head = () => SHA) =>
	withAnswers((path) => {
		if (path === "") return { default_branch: "release/2" };
		return path.startsWith("/git/ref/") ? { object: { sha: head() } } : tree();
	});

test("lists the files of the default branch, links marked and submodules left out", async () => {
	const api = holding(() => ({
		tree: [
			entry("a.txt"),
			entry("b", { mode: "120000" }),
			entry("c", { type: "tree" }),
			entry("d", { type: "commit" }),
		],
		truncated: false,
	}));
	expect(await api.sourceTree()).toEqual({
		files: [
			{ path: "a.txt", oid: SHA, bytes: 3, isLink: false },
			{ path: "b", oid: SHA, bytes: 3, isLink: true },
		],
		isCut: false,
	});
	expect(api.asked.slice(1)).toEqual([
		"/repos/acme/demo/git/ref/heads%2Frelease%2F2",
		`/repos/acme/demo/git/trees/${SHA}?recursive=true`,
	]);
});

test("asks for the list anew only when the branch has moved, and keeps no long one", async () => {
	let head = SHA;
	let count = 1;
	const list = () => ({
		tree: Array.from({ length: count }, (_, at) => entry(`f${at}`)),
		truncated: false,
	});
	const api = holding(list, () => head);
	const trees = () =>
		api.asked.filter((path) => path.includes("/trees/")).length;
	await api.sourceTree();
	await api.sourceTree();
	expect(trees()).toBe(1);
	head = "b".repeat(40);
	count = 20_001;
	expect((await api.sourceTree()).files).toHaveLength(20_001);
	await api.sourceTree();
	expect(trees()).toBe(3);
});

test("says when the list is cut, by GitHub or at 100,000 files", async () => {
	const listed = (count: number, truncated: boolean) =>
		holding(() => ({
			tree: Array.from({ length: count }, (_, at) => entry(`f${at}`)),
			truncated,
		})).sourceTree();
	expect(await listed(1, true)).toMatchObject({ isCut: true });
	const { files, isCut } = await listed(100_001, false);
	expect([files.length, isCut]).toEqual([100_000, true]);
	expect(await listed(100_000, false)).toMatchObject({ isCut: false });
});

test("a repository that is not there is no empty one", async () => {
	await expect(withAnswers(() => 404).sourceTree()).rejects.toMatchObject({
		status: 404,
	});
});

test.each([404, 409])(
	"a branch that GitHub answers %s to has no files",
	async (status) => {
		const api = withAnswers((path) =>
			path === "" ? { default_branch: "main" } : status,
		);
		expect(await api.sourceTree()).toEqual({ files: [], isCut: false });
	},
);

test("reads a text by its oid, and knows one that is gone", async () => {
	const content = Buffer.from("grün\n").toString("base64");
	expect(
		await withAnswers(() => ({ content, encoding: "base64" })).sourceText(SHA),
	).toBe("grün\n");
	expect(await withAnswers(() => 404).sourceText(SHA)).toBeUndefined();
});

test("finds a commit by a part of its name, with all of its files", async () => {
	const api = withAnswers((_, query) => ({
		sha: SHA,
		stats: { additions: 5, deletions: 2 },
		files: Array.from(
			{ length: query.get("page") === "3" ? 7 : 100 },
			(_, at) => ({
				filename: `${query.get("page")}/${at}`,
			}),
		),
	}));
	const found = await api.commitFact("ABCDEF1");
	expect(found).toMatchObject({
		known: true,
		sha: SHA,
		insertions: 5,
		deletions: 2,
	});
	expect(found.known && new Set(found.files).size).toBe(207);
	expect(api.asked).toHaveLength(3);
});

test("asks for no more files than can be told of", async () => {
	const api = withAnswers(() => ({
		sha: SHA,
		files: Array.from({ length: 100 }, (_, at) => ({ filename: `f${at}` })),
	}));
	const found = await api.commitFact(SHA);
	expect(found.known && found.files.length).toBe(3_000);
});

test.each([404, 409, 422])(
	"a name that GitHub answers %s to is no commit",
	async (status) => {
		expect(await withAnswers(() => status).commitFact("abcdef1")).toEqual({
			known: false,
		});
	},
);

test("a branch that is called like a commit is none", async () => {
	const api = withAnswers(() => ({ sha: "1".repeat(40), files: [] }));
	expect(await api.commitFact("abcdef1")).toEqual({ known: false });
});

test.each([401, 403, 500, 503])(
	"an answer of %s is none: it throws",
	async (status) => {
		const api = withAnswers(() => status);
		await expect(api.commitFact("abcdef1")).rejects.toMatchObject({ status });
		await expect(api.sourceTree()).rejects.toMatchObject({ status });
		await expect(api.sourceText(SHA)).rejects.toMatchObject({ status });
	},
);
