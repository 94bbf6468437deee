import { beforeEach, describe, expect, test } from "vitest";
import type { Task } from "../../src/core/task.ts";
import { findHead } from "../../src/github/find-head.ts";
import type { PullRecord } from "../../src/github/head-api.ts";
import { issuesOfPull } from "../../src/github/links.ts";
import { type FakeHeads, makeFakeHeads } from "../support/fake-github.ts";

const task = {
	key: "4",
	issue: 4,
	status: "in_progress",
	artifacts: [],
} as unknown as Task;

let heads: FakeHeads;

const sha = (letter: string) => letter.repeat(40);

function pull(
	number: number,
	letter: string,
	more: Partial<PullRecord> & { state?: "open" | "closed" | "merged" } = {},
): PullRecord {
	const { state = "open", ...rest } = more;
	const record: PullRecord = {
		head: {
			branch: `b${number}`,
			pull_request: number,
			sha: sha(letter),
			state,
		},
		body: "Closes #4",
		repository: "acme/demo",
		isOwn: true,
		...rest,
	};
	heads.pulls.set(number, record);
	return record;
}

const at = async (given: Partial<Task> = {}, news = {}) =>
	(await findHead(heads, { ...task, ...given }, news))?.head.sha;

const linked = (ref: string) => ({
	artifacts: [{ id: "a1", kind: "pr", ref }] as unknown as Task["artifacts"],
});

const recorded = (number: number, letter: string) => ({
	head: { pull_request: number, sha: sha(letter), state: "open" as const },
});

beforeEach(() => {
	heads = makeFakeHeads();
});

describe("the head of a task is", () => {
	test("its recorded pull request while that is open, and never one that was closed unmerged", async () => {
		pull(5, "a");
		pull(6, "b");
		expect(await at(recorded(5, "a"))).toBe(sha("a"));
		pull(5, "a", { state: "closed" });
		expect(await at(recorded(5, "a"))).toBe(sha("b"));
		pull(6, "b", { state: "closed" });
		expect(await at(recorded(5, "a"))).toBeUndefined();
		heads.tips.set("task/4-x", sha("c"));
		expect(await at(recorded(5, "a"))).toBe(sha("c"));
	});

	test("the newest open pull request that names it, else one that was merged", async () => {
		pull(5, "a", { state: "merged" });
		expect(await at(recorded(5, "a"))).toBe(sha("a"));
		expect(await at({}, { pull: 5 })).toBe(sha("a"));
		pull(7, "c");
		pull(6, "b");
		expect(await at(recorded(5, "a"))).toBe(sha("c"));
	});

	test("what was linked by hand, unless it is for other tasks alone or no longer names this one", async () => {
		pull(5, "a", { body: "" });
		pull(6, "b", { body: "Fixes #9" });
		pull(7, "c", { body: "", isOwn: false });
		pull(8, "d", { body: "Fixes #9", isOwn: false });
		expect(await at(linked("#5"))).toBe(sha("a"));
		expect(await at(linked("6"))).toBeUndefined();
		expect(await at(linked("7"))).toBe(sha("c"));
		expect(await at(linked("8"))).toBeUndefined();
		expect(await at(linked("99"))).toBeUndefined();
		expect(await at(recorded(5, "a"))).toBeUndefined();
	});

	test("of several branches the one pushed last, else the recorded one, else the first by name", async () => {
		heads.tips.set("task/4-a", sha("a"));
		heads.tips.set("task/4-b", sha("b"));
		heads.tips.set("task/41-c", sha("c"));
		expect(await at()).toBe(sha("a"));
		expect(await at({}, { branch: "task/4-b" })).toBe(sha("b"));
		const head = {
			branch: "task/4-b",
			sha: sha("e"),
			state: "open" as const,
		};
		expect(await at({ head })).toBe(sha("b"));
		heads.tips.delete("task/4-b");
		expect(await at({ head })).toBe(sha("a"));
	});
});

describe("a pull request is for", () => {
	const named = (body: string, branch = "x") =>
		issuesOfPull({
			...pull(1, "a"),
			body,
			head: { ...pull(1, "a").head, branch },
		});

	test.each<readonly [string, readonly number[]]>([
		["Closes #42", [42]],
		["closed: #42, FIXES #43 and resolves\n#44", [42, 43, 44]],
		["fixes GH-42", [42]],
		["Fixes acme/demo#42", [42]],
		["Fixes Acme/Demo#42 and fixes acme/other#43", [42]],
		["Fixes https://github.com/acme/demo/issues/42", [42]],
		["Fixes https://github.com/acme/other/issues/42", []],
		["prefixes #42, see #43, closes 44, closes #045", []],
		["Unlike `Fixes #42`, ``fixes `#43``, this", []],
		["```\nfixes #42\n```\n~~~\nfixes #43", []],
		["> fixes #42\nfixes #43", [43]],
		["<!-- e.g. Fixes #42 -->fixes #43<!-- fixes #44", [43]],
	])("%j", (body, issues) => {
		expect(named(body)).toEqual(issues);
	});

	test("the task its branch is named after", () => {
		expect(named("", "task/42-logging")).toEqual([42]);
		expect(named("", "task/42")).toEqual([42]);
		expect(named("", "task/42x")).toEqual([]);
	});

	test("whatever it says, read in no time", () => {
		for (const piece of ["`", "<!--", "```", "closes ", "> ", "close  \t"]) {
			const startMs = performance.now();
			named(piece.repeat(60_000 / piece.length));
			expect(performance.now() - startMs).toBeLessThan(500);
		}
	});
});
