import type { ProbotOctokit } from "probot";
import { expect, test } from "vitest";
import { viewOf } from "../../src/github/projection/issue-view.ts";
import { lastShown } from "../../src/github/projection/last-shown.ts";
import { showStatus } from "../../src/github/projection/status-writer.ts";
import {
	commitOf,
	withCommit,
	withoutCommit,
} from "../../src/github/projection/written-from.ts";
import { witnessedMark } from "../../src/store/witnessed-mark.ts";
import { makeFakeGitHub } from "../support/fake-github.ts";
import { makeFakeViews } from "../support/fake-views.ts";
import {
	makeProjectorBench,
	type ProjectorBench,
} from "../support/projector-bench.ts";

const OLD = "a".repeat(40);
const NEW = "b".repeat(40);
const STATUS = "<!-- baton:status -->\n\n**`ready`**";
const APP = "baton[bot]";

async function viewIn(bench: ProjectorBench) {
	const found = await bench.bench.engine.inspect((board) =>
		viewOf(board, "7", () => []),
	);
	if (found === undefined) throw new Error("no view");
	return found;
}

test("a status comment ends with the commit it was written from, and is not edited because that alone is another", async () => {
	const bench = await makeProjectorBench({ review: "never" }, [7]);
	const views = makeFakeViews(makeFakeGitHub());
	const place = {};
	const view = await viewIn(bench);
	const body = () => [...views.comments.values()][0]?.body ?? "";
	expect(await showStatus({ ...view, at: OLD }, place, views)).toBe(true);
	expect(body()).toBe(`${view.comment}\n\n<!-- baton:at ${OLD} -->`);
	expect(await showStatus({ ...view, at: NEW }, place, views)).toBe(false);
	expect(commitOf(body())).toBe(OLD);

	await bench.tell("alice", "claim", "7");
	const later = await viewIn(bench);
	expect(await showStatus({ ...later, at: NEW }, place, views)).toBe(true);
	expect(commitOf(body())).toBe(NEW);
});

test("only a whole commit's name at the very end is one", () => {
	expect(commitOf(withCommit(STATUS, OLD))).toBe(OLD);
	expect(withoutCommit(withCommit(STATUS, OLD))).toBe(STATUS);
	expect(withCommit(STATUS, undefined)).toBe(STATUS);
	for (const body of [
		STATUS,
		`${STATUS}\n<!-- baton:at ${OLD.slice(1)} -->`,
		`${STATUS}\n<!-- baton:at ${"g".repeat(40)} -->`,
		`${withCommit(STATUS, OLD)}\nmore`,
	])
		expect(commitOf(body)).toBeUndefined();
});

test("what is shown tells the commit of the app's own newest status comment, and of nobody else's", async () => {
	const asked: unknown[] = [];
	const commentsAre = (
		comments: readonly (readonly [login: string, body: string])[],
	) =>
		({
			rest: {
				issues: {
					async listCommentsForRepo(parameters: unknown) {
						asked.push(parameters);
						return {
							data: comments.map(([login, body]) => ({
								user: { login },
								body,
							})),
						};
					},
				},
			},
		}) as unknown as ProbotOctokit;
	const name = { owner: "acme", repo: "demo" };
	const other = withCommit(STATUS, "c".repeat(40));
	const comments = [
		["mallory", other],
		["other[bot]", other],
		[APP, `a reply\n\n<!-- baton:at ${"c".repeat(40)} -->`],
		[APP, STATUS],
		[APP, withCommit(STATUS, NEW)],
		[APP, withCommit(STATUS, OLD)],
	] as const;
	expect(await lastShown(commentsAre(comments), name, APP)).toBe(NEW);
	expect(
		await lastShown(commentsAre(comments.slice(0, 4)), name, APP),
	).toBeUndefined();
	expect(asked[0]).toMatchObject({
		...name,
		sort: "updated",
		direction: "desc",
		per_page: 100,
	});
});

test("a witness is asked only where the mark knows nothing, and counts only against the branch", async () => {
	const written: string[] = [];
	const markOf = (
		known: string | undefined,
		asked: readonly (string | undefined)[],
	) =>
		witnessedMark(
			{
				read: async () => known,
				write: (oid) => written.push(oid),
				settled: async () => undefined,
			},
			{
				asked: asked.map((oid) => async () => oid),
				isOnBranch: async (oid) => oid === OLD,
			},
		);
	expect(await markOf(OLD, [NEW]).read()).toBe(OLD);
	expect(await markOf(undefined, [undefined, OLD]).read()).toBeUndefined();
	const mark = markOf(undefined, [OLD, NEW]);
	expect(mark.latest()).toBeUndefined();
	expect(await mark.read()).toBe(NEW);
	expect(mark.latest()).toBe(NEW);
	mark.write(OLD);
	expect([mark.latest(), written]).toEqual([OLD, [OLD]]);
});
