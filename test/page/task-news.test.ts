import { describe, expect, test } from "vitest";
import type { BoardShown } from "../../src/page/state/columns.ts";
import type { FeedEvent } from "../../src/page/state/live.ts";
import { aroundTask } from "../../src/page/task/around-task.ts";
import { attemptsAt } from "../../src/page/task/attempts.ts";
import { changedParts, PARTS } from "../../src/page/task/changed-parts.ts";
import { justBefore } from "../../src/page/task/just-before.ts";
import { afterEvents, NO_NEWS } from "../../src/page/task/revisions.ts";
import { statusAfter } from "../../src/page/task/status-after.ts";

const event = (fields: Partial<FeedEvent>): FeedEvent => ({
	commit: "a".repeat(40),
	kind: "op",
	at: "2026-11-20T19:30:00.000Z",
	summary: "",
	...fields,
});

describe("news of a task", () => {
	test("have what a known command may have changed read again", () => {
		expect(changedParts(event({ op: "patch", task: "42" }), "42")).toEqual([
			"state",
			"history",
		]);
		expect(changedParts(event({ op: "due", task: "42" }), "42")).toEqual([
			"state",
		]);
	});

	test("have everything read again after any other commit", () => {
		for (const fields of [
			{ op: "fail", task: "42" },
			{ op: "constructor", task: "42" },
			{ kind: "foreign", task: "42" },
			{ kind: "edit", op: "patch", task: "42" },
			{ op: "done", task: "41", others: { "42": "ready" } },
		])
			expect(changedParts(event(fields), "42")).toEqual(PARTS);
	});

	test("leave it alone when they are of others", () => {
		expect(changedParts(event({ op: "fail", task: "41" }), "42")).toEqual([]);
		expect(
			changedParts(event({ op: "mark", others: { "1": "ready" } }), "42"),
		).toEqual([]);
	});

	test("raise the revision of what changed, and are kept newest first and once", () => {
		const first = event({ op: "note", task: "42", commit: "1" });
		const second = event({ op: "patch", task: "42", commit: "2" });
		const other = event({ op: "note", task: "41", commit: "3" });
		const now = afterEvents(NO_NEWS, [first, second, other], "42");
		expect(now.of).toEqual({
			...NO_NEWS.of,
			...{ state: 1, notes: 1, history: 1 },
		});
		expect(now.heard).toEqual([second, first]);
		expect(afterEvents(now, [second], "42").heard).toEqual([second, first]);
		expect(afterEvents(now, [other], "42")).toBe(now);
	});

	test("tell the status that a commit left it in, whichever task that was about", () => {
		const one = event({
			task: "41",
			status: "done",
			others: { "42": "ready" },
		});
		expect(statusAfter(one, "41")).toBe("done");
		expect(statusAfter(one, "42")).toBe("ready");
		expect(statusAfter(one, "43")).toBeUndefined();
		expect(
			statusAfter(event({ task: "1", others: { "42": "unreadable" } }), "42"),
		).toBeUndefined();
	});
});

test("a task's neighbours are told with what the board knows of them", () => {
	const card = { title: "T", priority: "normal", version: 1 } as const;
	const board: BoardShown = {
		name: "board",
		count: 3,
		open: 3,
		overdue: 0,
		quarantined: [],
		columns: [
			{
				...{ status: "ready", count: 1, overdue: 0 },
				cards: [{ ...card, key: "1", status: "ready" }],
			},
			{
				...{ status: "blocked", count: 2, overdue: 0 },
				cards: [{ ...card, key: "3", status: "blocked", blocked_by: ["2"] }],
			},
		],
	};
	expect(
		aroundTask(board, { key: "2", blocked_by: ["1", "9"], children: ["3"] }),
	).toEqual({
		waitsFor: [{ key: "1", title: "T", status: "ready" }, { key: "9" }],
		waiting: [{ key: "3", title: "T", status: "blocked" }],
		subtasks: [{ key: "3", title: "T", status: "blocked" }],
		isWhole: false,
	});
});

test("attempts at a step are its ends, in the order of the trace", () => {
	const at = "2026-11-20T19:30:00.000Z";
	const trace = {
		trace: {
			events: [
				{ at, kind: "dispatched", step: "1.1" },
				{ at, kind: "failed", step: "1.1" },
				{ at, kind: "complete", step: "1.2" },
				{ at, kind: "complete", step: "1.1" },
			] as const,
		},
	};
	expect(attemptsAt(trace, "1.1").map(({ kind }) => kind)).toEqual([
		"failed",
		"complete",
	]);
	expect(attemptsAt(undefined, "1.1")).toEqual([]);
});

test("the moment before a patch is a millisecond earlier", () => {
	expect(justBefore("2026-11-20T19:30:00.000Z")).toBe(
		"2026-11-20T19:29:59.999Z",
	);
});
