import { describe, expect, it } from "vitest";

import type { Task } from "../../src/core/task.ts";
import { BoardState } from "../../src/store/board-state.ts";
import { encodeTask } from "../../src/store/codec.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import { taskPath } from "../../src/store/layout.ts";

const AT = "2026-11-20T19:30:00.000Z";

function task(key: string, changes: Partial<Task> = {}): Task {
	return {
		format: 1,
		key,
		title: `Task ${key}`,
		status: "ready",
		priority: "normal",
		version: 1,
		labels: [],
		capabilities: [],
		blocked_by: [],
		attempts: 0,
		fence: 0,
		artifacts: [],
		inbox: { below: { comment: 0, event: 0 }, seen: [] },
		created_at: AT,
		updated_at: AT,
		...changes,
	};
}

/** The files of some tasks, null for those to delete. */
function files(
	tasks: readonly Task[],
	deleted: readonly string[] = [],
): Map<string, Uint8Array | null> {
	return new Map([
		...tasks.map(
			(one) => [taskPath(one.key, "task"), encodeTask(one)] as const,
		),
		...deleted.map((key) => [taskPath(key, "task"), null] as const),
	]);
}

function shown(state: BoardState): unknown {
	return {
		tasks: [...state.keys()].sort().map((key) => state.task(key)),
		ready: state.count("ready"),
		done: state.count("done"),
		dependents: state.dependents("1"),
	};
}

describe("a board that moves to another tree", () => {
	it("is the same whether it was told the changed paths or looks for them", () => {
		const told = new BoardState(emptyTree());
		const looking = new BoardState(emptyTree());
		const steps = [
			files(["1", "2", "3"].map((key) => task(key))),
			files([task("2", { status: "done" })]),
			files([task("3", { blocked_by: ["1"], status: "blocked" })], ["2"]),
			files([task("2")], ["1"]),
		];
		let tree = emptyTree();
		const seen: unknown[] = [];
		for (const step of steps) {
			({ tree } = tree.with(step));
			told.moveTo(tree, step.keys());
			looking.moveTo(tree);
			expect(shown(told)).toEqual(shown(looking));
			seen.push(shown(told));
		}
		expect(seen.map((one) => (one as { ready: number }).ready)).toEqual([
			3, 2, 1, 1,
		]);
	});

	it("may be told paths that did not change, and goes back by looking", () => {
		const state = new BoardState(emptyTree());
		const first = emptyTree().with(files([task("1"), task("2")])).tree;
		state.moveTo(first);
		const changes = files([task("1", { status: "done" }), task("2")]);
		state.moveTo(first.with(changes).tree, changes.keys());
		expect([state.count("ready"), state.count("done")]).toEqual([1, 1]);
		state.moveTo(first);
		expect([state.count("ready"), state.count("done")]).toEqual([2, 0]);
		expect(state.task("1")?.status).toBe("ready");
	});
});
