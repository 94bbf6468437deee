import { describe, expect, test } from "vitest";
import type { Baton } from "../../src/core/baton.ts";
import { batonDiff } from "../../src/page/task/baton-diff.ts";
import { listDiff } from "../../src/page/task/list-diff.ts";

const BEFORE: Baton = {
	goal: "Log every request",
	current_state: ["Workflow starting", "Format is settled"],
	decision_log: ["One line for each request"],
	open_questions: ["Which fields?"],
};

const signs = (before: readonly string[], after: readonly string[]) =>
	listDiff(before, after).map(
		({ kind, text }) =>
			`${{ same: " ", added: "+", removed: "-" }[kind]}${text}`,
	);

describe("a patch of the baton", () => {
	test("reads as what it removed and added in each field, in the fields' order", () => {
		const after: Baton = {
			goal: "Log every request",
			current_state: ["Middleware is there", "Format is settled"],
			decision_log: ["One line for each request", "Times are UTC"],
		};
		const patch = {
			decision_log: ["Times are UTC"],
			current_state: ["Middleware is there", "Format is settled"],
			open_questions: null,
		};
		expect(
			batonDiff(BEFORE, after, patch).map(
				({ field, added, removed, isPatched }) => [
					field,
					added,
					removed,
					isPatched,
				],
			),
		).toEqual([
			["current_state", 1, 1, true],
			["decision_log", 1, 0, true],
			["open_questions", 0, 1, true],
		]);
	});

	test("is told apart from what an edit changed before it", () => {
		const after = { ...BEFORE, goal: "Log all requests", constraints: ["x"] };
		expect(
			batonDiff(BEFORE, after, { constraints: ["x"] }).map(
				({ field, isPatched }) => [field, isPatched],
			),
		).toEqual([
			["goal", false],
			["constraints", true],
		]);
	});

	test("shows only what it said while nobody knows what was before", () => {
		const [change, ...others] = batonDiff(undefined, BEFORE, {
			goal: "Log every request",
		});
		expect(others).toEqual([]);
		expect(change).toMatchObject({ field: "goal", added: 1, removed: 0 });
	});

	test("names an artifact by id, type and the start of its hash", () => {
		const artifacts = [{ id: "a1", type: "pr", hash: "0123456789abcdef" }];
		const [change] = batonDiff(
			BEFORE,
			{ ...BEFORE, artifacts },
			{ artifacts: [] },
		);
		expect(change?.lines).toEqual([
			{ kind: "added", text: "a1 (pr) 0123456789ab" },
		]);
	});
});

describe("two lists", () => {
	test("differ by as few lines as can be", () => {
		expect(signs(["a", "b", "c", "d"], ["a", "c", "e", "d"])).toEqual([
			" a",
			"-b",
			" c",
			"+e",
			" d",
		]);
		expect(signs([], ["a"])).toEqual(["+a"]);
		expect(signs(["a", "a"], ["a"])).toEqual([" a", "-a"]);
		expect(signs(["a"], ["a"])).toEqual([" a"]);
	});

	test("come out whole on both sides, whatever they are", () => {
		const lists = [
			[],
			["x"],
			["x", "y"],
			["y", "x", "y"],
			["z", "x", "x", "y"],
		];
		for (const before of lists)
			for (const after of lists) {
				const lines = listDiff(before, after);
				const without = (kind: string) =>
					lines.filter((line) => line.kind !== kind).map(({ text }) => text);
				expect(without("added")).toEqual(before);
				expect(without("removed")).toEqual(after);
			}
	});

	test("of many entries are told as one out and the other in", () => {
		const long = (letter: string) =>
			Array.from({ length: 300 }, (_, index) => `${letter}${index}`);
		const lines = listDiff([...long("a"), "x"], [...long("b"), "x"]);
		expect(lines.map(({ kind }) => kind)).toEqual([
			...Array.from({ length: 300 }, () => "removed"),
			...Array.from({ length: 300 }, () => "added"),
			"same",
		]);
	});
});
