import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function tell(
	bench: Bench,
	verb: string,
	input: JsonObject = {},
	task?: string,
): Promise<JsonObject> {
	const [answer] = await bench.engine.perform([
		say(bench, "maintainer", verb, {
			input,
			role: "admin",
			...(task === undefined ? {} : { task }),
		}),
	]);
	if (!answer?.ok) throw new Error(`${verb}: ${answer?.message}`);
	return answer.data;
}

const enroll = (bench: Bench, key: string, more: JsonObject = {}) =>
	tell(bench, "enroll", { title: `Task ${key}`, ...more }, key);

interface Column extends JsonObject {
	readonly status: string;
	readonly tasks: readonly JsonObject[];
}

async function columnsOf(
	bench: Bench,
	input: JsonObject = {},
): Promise<readonly Column[]> {
	return (await tell(bench, "board", input)).columns as readonly Column[];
}

const keysOf = (column: Column | undefined) =>
	column?.tasks.map(({ key }) => key);

test("the board shows its columns in order, each with its whole count and its limit", async () => {
	const bench = makeBench();
	await openBoard(bench, { wip: { ready: 2 } }, ["1", "2", "3"]);
	await tell(bench, "claim", {}, "1");
	const columns = await columnsOf(bench, { limit: 1 });
	expect(columns.map(({ status, count }) => [status, count])).toEqual([
		["backlog", 0],
		["ready", 2],
		["in_progress", 1],
		["blocked", 0],
		["review", 0],
		["done", 0],
		["cancelled", 0],
		["dead_letter", 0],
	]);
	expect(columns[1]).toMatchObject({ limit: 2, full: true });
	expect(columns[2]).toMatchObject({ limit: 20, full: false });
	expect(columns[0]).not.toHaveProperty("limit");
	expect(keysOf(columns[1])).toEqual(["2"]);
	expect(columns[2]?.tasks[0]).toMatchObject({ held_by: "maintainer" });
});

test("the queue stands in the order it is worked, the rest by urgency, and what has ended by its end", async () => {
	const bench = makeBench();
	await openBoard(bench, { review: "never" });
	for (const key of ["1", "2", "3"]) await enroll(bench, key);
	await enroll(bench, "4", { priority: "urgent" });
	for (const [key, priority] of [
		["5", "low"],
		["6", "high"],
	] as const)
		await enroll(bench, key, { priority, blocked_by: ["3"] });
	for (const key of ["1", "2"]) {
		bench.advance(60_000);
		await tell(bench, "cancel", {}, key);
	}
	const columns = await columnsOf(bench, {
		status: ["ready", "blocked", "cancelled"],
	});
	expect(columns.map(keysOf)).toEqual([
		["4", "3"],
		["6", "5"],
		["2", "1"],
	]);
});

test("each task tells what it waits for, what holds it and whether it is late", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1", "2"]);
	await enroll(bench, "3", { blocked_by: ["1", "2"], due: "2026-11-19" });
	await tell(bench, "subtask", { title: "Half", park: true }, "2");
	await tell(bench, "block", { reason: "the vendor" }, "3");
	await tell(bench, "cancel", {}, "1");
	const shown = await tell(bench, "board", { status: ["blocked"] });
	expect(shown).toMatchObject({ count: 4, open: 3, overdue: 1 });
	const [column] = shown.columns as readonly Column[];
	expect(column).toMatchObject({ overdue: 1 });
	expect(column?.tasks).toMatchObject([
		{
			key: "2",
			parked: true,
			waits: 1,
			waits_for: [{ key: "t2-1", status: "ready" }],
		},
		{
			key: "3",
			overdue: true,
			held: "the vendor",
			waits: 1,
			waits_for: [{ key: "2", status: "blocked" }],
		},
	]);
});

test("what a list leaves out follows from its filters, and its count from nothing else", async () => {
	const bench = makeBench();
	await openBoard(bench, { review: "never" }, ["1", "2"]);
	await enroll(bench, "3", { blocked_by: ["1"], priority: "high" });
	await tell(bench, "subtask", { title: "Half" }, "2");
	await tell(bench, "artifact", { kind: "pr", ref: "7" }, "2");
	const keys = async (input: JsonObject) => {
		const { tasks, count } = await tell(bench, "list", { limit: 1, ...input });
		return [(tasks as JsonObject[]).map(({ key }) => key), count];
	};
	expect(await keys({ unblocked: true })).toEqual([["1"], 3]);
	expect(await keys({ unblocked: false })).toEqual([["3"], 1]);
	expect(await keys({ parent: "2" })).toEqual([["t2-1"], 1]);
	expect(await keys({ priority: ["high", "low"] })).toEqual([["3"], 1]);
	expect(await keys({ missing_artifacts: false })).toEqual([["2"], 1]);
	expect(await keys({ missing_artifacts: true })).toEqual([["1"], 3]);
});

test("pages of every order show each task once, also when tasks before the cursor change or go meanwhile", async () => {
	for (const sort of ["key", "priority", "due", "created", "updated"]) {
		const bench = makeBench();
		await openBoard(bench);
		for (let number = 1; number <= 9; number++)
			await enroll(bench, String(number), {
				priority: number % 2 === 0 ? "high" : "low",
				...(number % 3 === 0 ? { due: `2026-12-0${number}` } : {}),
			});
		const seen: string[] = [];
		let after: JsonObject = {};
		for (let page = 0; page < 6; page++) {
			const { tasks, next } = await tell(bench, "list", {
				sort,
				limit: 2,
				...after,
			});
			seen.push(...(tasks as JsonObject[]).map(({ key }) => String(key)));
			if (typeof next !== "string") break;
			after = { after: next };
			if (sort !== "updated") await tell(bench, "cancel", {}, seen[0] ?? "");
			if (sort !== "updated") await tell(bench, "reopen", {}, seen[0] ?? "");
		}
		expect(seen, sort).toHaveLength(9);
		expect(new Set(seen).size, sort).toBe(9);
	}
});

test("the board tells the moves that it has of its own, and nothing where it has none", async () => {
	const transitions = { review: ["done", "backlog"] };
	const own = makeBench();
	await openBoard(own, { transitions });
	expect((await tell(own, "board")).transitions).toEqual(transitions);
	const plain = makeBench();
	await openBoard(plain);
	expect(await tell(plain, "board")).not.toHaveProperty("transitions");
});
