import { describe, expect, test } from "vitest";
import type { BoardReader } from "../../src/core/board.ts";
import { findCycle, openBlockers } from "../../src/core/graph.ts";
import type { Task } from "../../src/core/task.ts";

/** A board of edges alone: for each task what it waits for. */
function edges(
	waits: Readonly<Record<string, readonly string[]>>,
	children: Readonly<Record<string, readonly string[]>> = {},
): BoardReader {
	const task = (key: string) =>
		waits[key] === undefined
			? undefined
			: ({
					key,
					blocked_by: waits[key],
					status: key.endsWith("0") ? "done" : "ready",
				} as unknown as Task);
	return {
		task,
		children: (key: string) => children[key] ?? [],
	} as unknown as BoardReader;
}

describe("findCycle", () => {
	test("a task that waits for itself", () => {
		expect(findCycle(edges({ 1: [] }), "1", "1")).toEqual(["1", "1"]);
	});

	test("two that wait for each other", () => {
		expect(findCycle(edges({ 1: [], 2: ["1"] }), "1", "2")).toEqual([
			"1",
			"2",
			"1",
		]);
	});

	test("a long loop is shown whole, in order", () => {
		const board = edges({ 1: [], 2: ["1"], 3: ["2"], 4: ["3"] });
		expect(findCycle(board, "1", "4")).toEqual(["1", "4", "3", "2", "1"]);
	});

	test("a diamond is no loop", () => {
		expect(
			findCycle(edges({ 1: [], 2: ["1"], 3: ["1"], 4: ["2"] }), "4", "3"),
		).toBeUndefined();
	});

	test("a parent waits for its child, so the child cannot wait for the parent", () => {
		expect(findCycle(edges({ 1: [], 2: [] }, { 1: ["2"] }), "2", "1")).toEqual([
			"2",
			"1",
			"2",
		]);
	});

	test("a chain of 10,000 is searched without overflowing the stack", () => {
		const chain = Object.fromEntries(
			Array.from({ length: 10_000 }, (_, index) => [
				String(index + 1),
				index === 0 ? [] : [String(index)],
			]),
		);
		expect(findCycle(edges(chain), "1", "10000")).toHaveLength(10_001);
	});
});

test("a blocker that cannot be read counts as open", () => {
	const board = edges({ 1: [], 10: [] });
	expect(
		openBlockers(board, { blocked_by: ["1", "10", "99"] } as unknown as Task),
	).toEqual(["1", "99"]);
});
