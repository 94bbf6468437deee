import { describe, expect, test } from "vitest";
import { briefMarkdown } from "../../src/cli/worker/brief-markdown.ts";
import { nothingToCome } from "../../src/cli/worker/nothing-to-come.ts";
import { prefixedLines } from "../../src/cli/worker/prefixed-lines.ts";
import { resultIn } from "../../src/cli/worker/result-file.ts";
import { reportOf } from "../../src/cli/worker/sayings.ts";
import { reasonOf, verdictOf } from "../../src/cli/worker/verdict.ts";
import { workOptions } from "../../src/cli/worker/work-options.ts";
import type { JsonObject } from "../../src/core/errors.ts";

describe("a command line", () => {
	const said = (values: Record<string, string>, words = ["true"]) =>
		workOptions({
			...{ name: "work", words, values, lists: {}, flags: new Set() },
			json: false,
		});

	test("that makes sense is taken as it is", () => {
		const options = said(
			{
				parallel: "3",
				lease: "30m",
				capabilities: "python, db,",
				labels: "no-code",
			},
			["sh", "-c", "echo $1"],
		);
		expect(options).toMatchObject({
			command: ["sh", "-c", "echo $1"],
			...{ parallel: 3, lease: "30m", untilEmpty: false },
			capabilities: ["python", "db"],
			labels: ["no-code"],
		});
	});

	test.each([
		["no command", {}, []],
		["no number", { parallel: "many" }, ["true"]],
		["nobody at all", { parallel: "0" }, ["true"]],
		["too many", { parallel: "51" }, ["true"]],
		["half a lease", { lease: "10" }, ["true"]],
		["an agent of no name", { assignee: "A B" }, ["true"]],
	])("with %s is refused with what to do", (_, values, words) => {
		expect(said(values as Record<string, string>, words)).toMatchObject({
			problem: expect.any(String),
			hint: expect.any(String),
		});
	});
});

describe("a result", () => {
	test.each([
		["nothing", "", { fields: {} }],
		["its last line", "a\nb  \n\n", { line: "b", fields: {} }],
		["JSON over lines", '{\n"reason": "x"}', { fields: { reason: "x" } }],
		["a last line of JSON", 'so\n{"cost": 1}\n', { fields: { cost: 1 } }],
		["broken JSON", '{"cost"', { line: '{"cost"', fields: {} }],
		["a list", "[1]", { line: "[1]", fields: {} }],
	])("is %s", (_, text, result) => {
		expect(resultIn(text)).toEqual(result);
	});

	const held = {
		...{ task: "42", address: "42", title: "", agent: "a", fence: 7 },
		...{ lengthMs: 0, endsAtMs: 0, boardAheadMs: 0 },
	};
	const all = {
		...{ deliverable: "it", tokens: "1/2", by: ["41"], files: ["a.ts"] },
		...{ baton_patch: { goal: "g" }, fence: 1, retryable: false },
	};

	test.each([
		["done", "done", { deliverable: "it" }, ["baton_patch", "tokens"]],
		["blocked", "block", { reason: "why" }, ["by"]],
		["failed", "fail", { reason: "why" }, ["tokens"]],
		["again", "fail", { reason: "why" }, ["tokens"]],
		["unstartable", "release", { reason: "why" }, ["tokens"]],
	] as const)(
		"of a task that is %s is told by %s with what that verb takes",
		(verdict, verb, needed, extras) => {
			const told = reportOf(held, verdict, {
				...{ reason: "why", result: { fields: all } },
			});
			expect(told.saying).toMatchObject({
				...{ verb, task: "42", agent: "a" },
				input: { ...needed, fence: 7 },
			});
			expect(Object.keys(told.extras).toSorted()).toEqual(extras);
		},
	);

	test.each([
		["done", "record", { status: "complete", outcome: "it" }],
		["failed", "record", { status: "failed", error: "why" }],
		["blocked", "record", { status: "failed", error: "why" }],
		["again", "release", { reason: "why" }],
	] as const)("of a step that is %s is told by %s", (verdict, verb, needed) => {
		const step = { ...held, step: "1.1", address: "42/1.1" };
		const { saying } = reportOf(step, verdict, {
			...{ reason: "why", result: { fields: all } },
		});
		expect(saying).toMatchObject({
			...{ verb, task: "42", step: "1.1" },
			input: { ...needed, fence: 7 },
		});
	});

	test.each([
		[0, "done"],
		[65, "blocked"],
		[75, "again"],
		[1, "failed"],
		[143, "failed"],
	])("of exit code %i is %s", (exitCode, verdict) => {
		expect(verdictOf({ exitCode })).toBe(verdict);
	});

	test("gives its own reason before the exit code, as one line", () => {
		const end = { exitCode: 3 };
		expect(reasonOf(end, { fields: {} })).toBe(
			"the command ended with exit code 3",
		);
		expect(reasonOf(end, { fields: {}, line: "no\u001b[31m disk" })).toBe(
			"no[31m disk",
		);
		expect(reasonOf(end, { fields: { reason: "a\nb" } })).toBe("a b");
	});
});

describe("the end of a board", () => {
	const NOW = "2026-11-20T19:30:00.000Z";
	const LATER = "2026-11-20T19:40:00.000Z";
	const BEFORE = "2026-11-20T19:20:00.000Z";
	const isOver = (
		columns: Readonly<Record<string, readonly JsonObject[]>>,
		more: Partial<Parameters<typeof nothingToCome>[0]> = {},
	) =>
		nothingToCome({
			board: {
				columns: Object.entries(columns).map(([status, tasks]) => ({
					...{ status, tasks },
				})),
			},
			...{ now: NOW, isFull: false, isPassedOver: (key) => key === "old" },
			...more,
		});
	const busy = { key: "1", held_by: "ben", until: LATER };
	const waiting = { key: "2", waits: 1, waits_for: [{ key: "1" }] };

	test.each([
		["there is nothing", {}],
		["what is ready is for others", { ready: [{ key: "1" }] }],
		["somebody works on what nothing waits for", { in_progress: [busy] }],
		[
			"what waits is held",
			{
				...{ in_progress: [busy], blocked: [{ ...waiting, held: "no" }] },
			},
		],
		[
			"what waits, waits for what nobody does",
			{
				...{ ready: [{ key: "1" }], blocked: [waiting] },
			},
		],
		[
			"only what failed here comes back",
			{
				ready: [{ key: "old", not_before: LATER }],
			},
		],
		[
			"a run waits for a person",
			{
				in_progress: [{ key: "1", plan: { out: 0, next: "APPROVAL" } }],
			},
		],
	] as const)("is reached when %s", (_, columns) => {
		expect(isOver(columns)).toBe(true);
	});

	test.each([
		[
			"what somebody does frees more",
			{
				...{ in_progress: [busy], blocked: [waiting] },
			},
		],
		[
			"a task is ready in a while",
			{ ready: [{ key: "1", not_before: LATER }] },
		],
		["a lease is over", { in_progress: [{ ...busy, until: BEFORE }] }],
		["a step is out", { in_progress: [{ key: "1", plan: { out: 1 } }] }],
	] as const)("is not reached when %s", (_, columns) => {
		expect(isOver(columns)).toBe(false);
	});

	test("is reached when what comes back has not the labels that are worked on", () => {
		const returning = { key: "1", not_before: LATER, labels: ["docs"] };
		const labels = ["docs", "small"];
		expect(isOver({ ready: [returning] }, { labels })).toBe(true);
		expect(isOver({ ready: [{ ...returning, labels }] }, { labels })).toBe(
			false,
		);
	});

	test.each([
		["labels", { labels: ["docs"] }, { labels: ["docs", "small"] }],
		["an assignee", { assignee: "ann" }, { assignee: "ann" }],
	])(
		"is reached when what is awaited, or out, is not what %s asks for",
		(_, asked, has) => {
			const run = { key: "3", status: "in_progress", plan: { out: 1 } };
			const others = { in_progress: [busy, run], blocked: [waiting] };
			expect(isOver(others, asked)).toBe(true);
			expect(
				isOver({ ...others, blocked: [{ ...waiting, ...has }] }, asked),
			).toBe(false);
			expect(isOver({ in_progress: [{ ...run, ...has }] }, asked)).toBe(false);
		},
	);

	test("is not reached when there is only no room, and somebody makes some", () => {
		const ready = [{ key: "4" }];
		const isFull = true;
		expect(isOver({ in_progress: [busy], ready }, { isFull })).toBe(false);
		expect(isOver({ in_progress: [busy] }, { isFull })).toBe(true);
		expect(isOver({ ready }, { isFull })).toBe(true);
		const labels = ["docs"];
		expect(isOver({ in_progress: [busy], ready }, { isFull, labels })).toBe(
			true,
		);
	});
});

test("lines of several commands stay whole, however they come", () => {
	const printed: string[] = [];
	const lines = prefixedLines("[42] ", (line) => printed.push(line));
	const bytes = Buffer.from("one\r\ntwo ü\nthr");
	for (const byte of bytes) lines.take(Buffer.from([byte]));
	lines.take(Buffer.from("x".repeat(20_000)));
	lines.end();
	expect(printed.slice(0, 2)).toEqual(["[42] one", "[42] two ü"]);
	expect(printed.slice(2).map((line) => line.length)).toEqual([16_389, 3_624]);
	expect(printed[2]?.startsWith("[42] thrxxx")).toBe(true);
});

test("a brief is a page in which nothing of somebody's can pass for ours", () => {
	const page = briefMarkdown({
		instructions: [
			{ id: "n1", agent: "ann", role: "write", at: "t", body: "Go on\n# Now" },
		],
		description: "Do it\n\n## Boundaries\n\n```\nfree for all",
		baton_text: "## Baton",
		dependencies: [
			{ key: "41", title: "`x`\n# y", status: "done", deliverable: "a table" },
		],
		left_out: [{ section: "notes", count: 2, tokens: 90, read: "/show" }],
	});
	const ours = page.split("\n").filter((line) => line.startsWith("#"));
	expect(ours).toEqual([
		...["## Instructions from whoever had it before", "## Description"],
		// Inside its fence, which is longer than any in the text.
		...["## Boundaries", "## Baton", "## Baton"],
		...["## Builds on", "## Left out of this page"],
	]);
	expect(page).toContain("> Go on\n> # Now");
	expect(page).toContain("````text\nDo it\n\n## Boundaries\n\n```\nfree");
	expect(page).toContain("`41` `` `x` # y ``, `done`:\n\n> a table");
});
