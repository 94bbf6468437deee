import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import {
	aPhase,
	aPlan,
	aStep,
	openPlanned,
	type PlannedBoard,
	TESTS,
} from "./plan/planned-board.ts";

const PLAN = aPlan([
	aPhase([aStep(), aStep("writer")], { gate: TESTS }),
	aPhase([aStep("code-reviewer")], { approval: { reason: "it is risky" } }),
]);

/** The card of a task as the board answers it, wherever it stands. */
async function cardOf(board: PlannedBoard, key = "42"): Promise<JsonObject> {
	const { columns } = await board.done("board");
	const cards = (columns as readonly JsonObject[]).flatMap(
		({ tasks }) => tasks as readonly JsonObject[],
	);
	return cards.find((card) => card.key === key) ?? {};
}

const judged = (board: PlannedBoard, exit_code: number) =>
	board.done("gate", {
		input: { facts: { command: TESTS.command, exit_code } },
	});

describe("a card tells", () => {
	test("how many steps are out and done, and which gate or approval the run stands before", async () => {
		const board = await openPlanned({ plan: PLAN });
		await board.done("claim", { step: "1.1" });
		expect(await cardOf(board)).toMatchObject({
			plan: { run: "running", steps: 3, done: 0, out: 1, next: "DISPATCH" },
		});
		expect(await cardOf(board)).not.toHaveProperty("gate");
		await board.works("1.1");
		await board.works("1.2");
		expect(await cardOf(board)).toMatchObject({
			...{ plan: { done: 2, out: 0, next: "GATE" }, gate: "pending" },
		});
		await judged(board, 1);
		expect(await cardOf(board)).toMatchObject({
			...{ plan: { next: "FAILED" }, gate: "failed" },
		});
		await judged(board, 0);
		await board.works("2.1");
		expect(await cardOf(board)).toMatchObject({
			plan: { done: 3, next: "APPROVAL" },
		});
		expect(await cardOf(board)).not.toHaveProperty("gate");
	});

	test("how many subtasks there are, and how many of them are open", async () => {
		const board = await openPlanned({ plan: PLAN });
		for (const title of ["One", "Two"])
			await board.done("subtask", { input: { title } });
		await board.done("cancel", { task: "t42-1" });
		expect(await cardOf(board)).toMatchObject({
			subtasks: { count: 2, open: 1 },
		});
		expect(await cardOf(board, "t42-2")).not.toHaveProperty("subtasks");
		expect(await cardOf(board, "t42-2")).not.toHaveProperty("plan");
	});

	test("that the gates of an ended task were overridden", async () => {
		const board = await openPlanned({ plan: PLAN });
		await board.done("subtask", { input: { title: "One" } });
		const input = { reason: "the runner is down" };
		const by = { task: "t42-1", role: "maintain", input } as const;
		await board.done("override", by);
		expect(await cardOf(board, "t42-1")).toMatchObject({ gate: "overridden" });
	});
});
