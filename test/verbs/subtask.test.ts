import { expect, test } from "vitest";
import { brokenWithin } from "../../src/core/between.ts";
import type { BoardReader } from "../../src/core/board.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Task } from "../../src/core/task.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function tell(bench: Bench, verb: string, input: JsonObject, task = "7") {
	const [answer] = await bench.engine.perform([
		say(bench, "maintainer", verb, { task, input, role: "admin" }),
	]);
	if (answer === undefined) throw new Error(`${verb} was not answered`);
	return answer;
}

const keyOf = (answer: { readonly data?: JsonObject }) =>
	(answer.data?.task as JsonObject | undefined)?.key;

test("without a key of its own a subtask is numbered on below its parent, and below that again", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["7", "t7-2"]);
	expect(keyOf(await tell(bench, "subtask", { title: "One" }))).toBe("t7-1");
	expect(keyOf(await tell(bench, "subtask", { title: "Two" }))).toBe("t7-3");
	expect(keyOf(await tell(bench, "subtask", { title: "Half" }, "t7-1"))).toBe(
		"t7-1-1",
	);
});

test("a subtask takes over urgency and labels, and has a brief and a baton of its own", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["7"]);
	await tell(bench, "edit", { labels: ["db"], priority: "high" });
	const said = { title: "Half", description: "The first one.", key: "8" };
	await tell(bench, "subtask", { ...said, issue: 8 });
	await bench.engine.inspect((board) => {
		expect(board.task("8")).toMatchObject({
			issue: 8,
			parent: "7",
			labels: ["db"],
			priority: "high",
			version: 1,
		});
		expect(board.brief("8").description).toBe("The first one.");
		expect(board.baton("8").goal).toBe("Half");
	});
});

test("a key that is taken, or would be too long, is refused", async () => {
	const bench = makeBench();
	const long = `t${"x".repeat(61)}`;
	await openBoard(bench, {}, ["7", "8", long]);
	expect(
		await tell(bench, "subtask", { title: "Half", key: "8" }),
	).toMatchObject({ code: "VALIDATION", data: { field: "key" } });
	expect(await tell(bench, "subtask", { title: "Half" }, long)).toMatchObject({
		code: "VALIDATION",
		data: { field: "key" },
	});
});

test("a board that is full takes no subtask", async () => {
	const bench = makeBench();
	await openBoard(bench, { limits: { tasks: 1 } }, ["7"]);
	expect(await tell(bench, "subtask", { title: "Half" })).toMatchObject({
		code: "QUOTA_EXCEEDED",
	});
});

test("where new work waits in the backlog subtasks do too, and their parent for them", async () => {
	const bench = makeBench();
	await openBoard(bench, { intake: "backlog", review: "never" }, ["7"]);
	await tell(bench, "move", { to: "ready" });
	await tell(bench, "subtask", { title: "Half", park: true });
	const states = () =>
		bench.engine.inspect((board) =>
			["7", "t7-1"].map((key) => board.task(key)?.status),
		);
	expect(await states()).toEqual(["blocked", "backlog"]);
	await tell(bench, "move", { to: "ready" }, "t7-1");
	await tell(bench, "claim", {}, "t7-1");
	await tell(bench, "done", {}, "t7-1");
	expect(await states()).toEqual(["ready", "done"]);
});

test("a requeued or reopened task asks for room like any other", async () => {
	const bench = makeBench();
	await openBoard(
		bench,
		{ attempts: { max: 1 }, wip: { ready: 1 }, review: "never" },
		["7"],
	);
	await tell(bench, "claim", { for: "1m" });
	bench.advance(600_000);
	await bench.engine.perform([bench.appSays("expire", {}, "7")]);
	await tell(bench, "enroll", { title: "Meanwhile" }, "8");
	expect(await tell(bench, "requeue", {})).toMatchObject({
		code: "WIP_EXCEEDED",
		data: { status: "ready", limit: 1, count: 1 },
	});
	await tell(bench, "claim", {}, "8");
	expect(await tell(bench, "requeue", {})).toMatchObject({ ok: true });
});

test("a task edited by hand to be ready while it is parked is no state of the board", () => {
	const parked = {
		key: "1",
		status: "ready",
		parked: true,
		blocked_by: [],
	} as unknown as Task;
	const child = {
		key: "2",
		status: "ready",
		blocked_by: [],
	} as unknown as Task;
	const board = (task: Task) =>
		({
			task: (key: string) => (key === "1" ? task : child),
			unreadable: () => undefined,
			plan: () => undefined,
			children: (key: string) => (key === "1" ? ["2"] : []),
		}) as unknown as BoardReader;
	expect([...brokenWithin(board(parked), "1")]).toEqual([
		"is ready although it is parked",
	]);
	expect([
		...brokenWithin(board({ ...parked, status: "blocked" }), "1"),
	]).toEqual([]);
});
