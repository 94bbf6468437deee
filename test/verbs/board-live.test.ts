import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { taskPath } from "../../src/store/layout.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import { stage } from "../support/staging.ts";

async function board(
	bench: Bench,
	input: JsonObject = {},
): Promise<JsonObject> {
	const [answer] = await bench.engine.perform([
		say(bench, "guest", "board", { input, role: "read" }),
	]);
	if (answer?.ok !== true) throw new Error(answer?.code);
	return answer.data;
}

const cardsIn = ({ columns }: JsonObject) =>
	(columns as readonly JsonObject[]).flatMap(
		({ tasks }) => tasks as readonly JsonObject[],
	);

/** Seven tasks in three columns, of which the urgent one comes first. */
async function someBoard(): Promise<Bench> {
	const bench = makeBench();
	const keys = ["1", "2", "3", "4", "5", "6", "7"];
	await openBoard(bench, { review: "never" }, keys);
	const did = await bench.engine.perform([
		say(bench, "maintainer", "priority", {
			...{ task: "6", role: "admin", input: { priority: "urgent" } },
		}),
		say(bench, "maintainer", "depend", {
			...{ task: "7", role: "admin", input: { on: ["1"] } },
		}),
		say(bench, "alice", "claim", { task: "2" }),
	]);
	expect(did.every(({ ok }) => ok)).toBe(true);
	return bench;
}

test("cards that are asked for come with those that tell of them, and with the order of their columns", async () => {
	const bench = await someBoard();
	const answer = await board(bench, { limit: 2_000 });
	const whole = cardsIn(answer);
	const orders = new Map(
		(answer.columns as JsonObject[]).map(({ status, tasks }) => [
			status,
			(tasks as JsonObject[]).map(({ key }) => key),
		]),
	);
	for (const [tasks, told] of [
		[["6"], ["6"]],
		// 7 waits for 1.
		[
			["1", "5"],
			["1", "5", "7"],
		],
		[
			["2", "4", "7"],
			["2", "4", "7"],
		],
	] as const) {
		const some = await board(bench, { tasks });
		const cards = cardsIn(some);
		expect(cards.map(({ key }) => key).sort()).toEqual(told);
		for (const card of cards) expect(whole).toContainEqual(card);
		const columns = some.columns as JsonObject[];
		for (const { status, keys, tasks: shown } of columns)
			expect(keys).toEqual(
				status === "ready" || (shown as JsonObject[]).length > 0
					? orders.get(status)
					: undefined,
			);
		expect(columns.map(({ count }) => count)).toEqual([0, 5, 1, 1, 0, 0, 0, 0]);
	}
	expect((answer.columns as JsonObject[])[1]).not.toHaveProperty("keys");
});

test("the answer names the commit it was made at, and the tasks that are not there", async () => {
	const bench = await someBoard();
	expect(await board(bench, { tasks: ["1", "99"] })).toMatchObject({
		...{ head: await bench.store.head(), absent: ["99"] },
		...{ quarantined: [], quarantined_count: 0 },
	});
	expect(await board(bench)).not.toHaveProperty("absent");
});

test("a task that an edit by hand has broken is told of with the reason, its place and what it was", async () => {
	const bench = await someBoard();
	const base = await bench.store.version(await bench.store.head());
	const edit = stage(
		base,
		{ [taskPath("3", "task")]: "format: 1\n" },
		"oops\n",
	);
	await bench.store.append(base.oid, [edit]);
	const apart = {
		...{ key: "3", title: "Task 3", status: "ready" },
		reason: expect.stringContaining("task.yaml"),
		path: taskPath("3", "task").replace("/task.yaml", ""),
	};
	for (const input of [{}, { tasks: ["3", "4"] }]) {
		const told = await board(bench, input);
		expect(told).toMatchObject({ quarantined: [apart], quarantined_count: 1 });
		expect(cardsIn(told).map(({ key }) => key)).not.toContain("3");
	}
	expect(await board(bench, { tasks: ["3"] })).toMatchObject({ absent: [] });
	expect(await board(bench, { tasks: ["4"] })).toMatchObject({
		quarantined: [],
	});
	// It stays so once a command has acknowledged the edit.
	await bench.engine.perform([say(bench, "bob", "claim", { task: "4" })]);
	expect(await board(bench)).toMatchObject({ quarantined: [apart] });
});

test("so many cards and no more are shown or asked for at once", async () => {
	const bench = await someBoard();
	for (const input of [
		{ limit: 2_001 },
		{ tasks: [] },
		{ tasks: Array.from({ length: 201 }, (_, index) => String(index + 1)) },
		{ tasks: ["../1"] },
	])
		await expect(board(bench, input)).rejects.toThrow("VALIDATION");
});
