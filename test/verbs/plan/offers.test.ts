import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/errors.ts";
import {
	aPhase,
	aPlan,
	aStep,
	openPlanned,
	type PlannedBoard,
} from "./planned-board.ts";

/** What can be claimed, in the order in which it is offered: keys of tasks and addresses of steps. */
async function offered(
	board: PlannedBoard,
	words: { who?: string; input?: JsonObject } = {},
): Promise<readonly string[]> {
	const { candidates } = (await board.done("next", words)) as {
		candidates: readonly { key: string; step?: { address: string } }[];
	};
	return candidates.map(({ key, step }) => step?.address ?? key);
}

const SIDE_BY_SIDE = aPlan([
	aPhase([
		aStep("painter"),
		aStep("writer--german"),
		aStep("runner", { command: "make" }),
	]),
]);

async function threeTasks(config: JsonObject = {}): Promise<PlannedBoard> {
	const board = await openPlanned({
		plan: SIDE_BY_SIDE,
		keys: ["41", "42", "43"],
		config,
	});
	return board;
}

describe("steps", () => {
	test("stand in the queue where their task would, each by itself, in the order of the plan", async () => {
		const board = await threeTasks();
		expect(await offered(board)).toEqual(["41", "42/1.1", "42/1.2", "43"]);
		await board.done("priority", { input: { priority: "high" } });
		expect(await offered(board)).toEqual(["42/1.1", "42/1.2", "41", "43"]);
		await board.done("priority", { input: { priority: "low" } });
		expect(await offered(board)).toEqual(["41", "43", "42/1.1", "42/1.2"]);
		await board.done("assign", { input: { assignee: "bob" } });
		expect((await offered(board, { who: "bob" }))[0]).toBe("42/1.1");
		expect(
			await offered(board, { who: "bob", input: { assignee: "bob" } }),
		).toEqual(["42/1.1", "42/1.2"]);
		await board.isSound();
	});

	test("that are out, wait or are a command's are not offered", async () => {
		const board = await threeTasks();
		await board.done("claim", { step: "1.1" });
		expect(await offered(board, { who: "bob" })).toEqual([
			...["41", "42/1.2", "43"],
		]);
		board.bench.advance(12 * 60_000);
		expect(await offered(board, { who: "bob" })).toEqual([
			...["41", "42/1.1", "42/1.2", "43"],
		]);
	});

	test("are offered to those who play their role, with or without its flavour, and refused to others", async () => {
		const board = await threeTasks({
			agents: {
				alice: { logins: ["alice"], roles: ["painter"] },
				bob: { logins: ["bob"], roles: ["writer"] },
			},
		});
		expect(await offered(board)).toEqual(["41", "42/1.1", "43"]);
		expect(await offered(board, { who: "bob" })).toEqual([
			...["41", "42/1.2", "43"],
		]);
		expect(
			await offered(board, { who: "maintainer", input: { roles: ["writer"] } }),
		).toContain("42/1.2");
		expect(await board.said("claim", { step: "1.2" })).toMatchObject({
			code: "FORBIDDEN",
			data: { role: "writer--german" },
		});
		await board.done("claim", { step: "1.2", who: "bob" });
		await board.isSound();
	});

	test("of a task that needs a capability are offered to those who have it", async () => {
		const board = await threeTasks({
			agents: { bob: { logins: ["bob"], capabilities: ["db"] } },
		});
		await board.done("require", { input: { capability: "db" } });
		expect(await offered(board)).toEqual(["41", "43"]);
		expect(await offered(board, { who: "bob" })).toContain("42/1.1");
	});

	test("are there where the board is full, since they raise no count", async () => {
		const board = await threeTasks({ wip: { in_progress: 1 } });
		expect(await offered(board)).toEqual(["42/1.1", "42/1.2"]);
		expect(await board.said("claim", { task: "41" })).toMatchObject({
			code: "WIP_EXCEEDED",
		});
		expect(await board.said("claim-next")).toMatchObject({
			ok: true,
			data: { step_id: "1.1" },
		});
		await board.isSound();
	});
});

describe("claim-next", () => {
	test("takes the best of tasks and steps, one after the other, until nothing is left", async () => {
		const board = await threeTasks();
		const taken: string[] = [];
		for (const who of ["alice", "bob", "agent-1", "agent-2", "agent-3"]) {
			const answer = await board.said("claim-next", { who });
			taken.push(
				answer.ok
					? `${answer.task}/${String(answer.data.step_id ?? "")}`
					: answer.code,
			);
		}
		expect(taken).toEqual(["41/", "42/1.1", "42/1.2", "43/", "NOT_FOUND"]);
		await board.isSound();
	});

	test("says why where nothing can be had: a worker's own leases, or a full board", async () => {
		const full = await openPlanned({
			plan: undefined,
			keys: ["41", "42"],
			config: { wip: { in_progress: 1 } },
		});
		await full.done("claim", { task: "41" });
		expect(await full.said("claim-next", { who: "bob" })).toMatchObject({
			code: "WIP_EXCEEDED",
		});
		const busy = await openPlanned({
			plan: SIDE_BY_SIDE,
			config: { agents: { alice: { logins: ["alice"], max_leases: 1 } } },
		});
		await busy.done("claim", { step: "1.1" });
		expect(await busy.said("claim-next")).toMatchObject({
			code: "QUOTA_EXCEEDED",
		});
	});
});

describe("explain", () => {
	test("names the steps that could be claimed and their places; of a plan that was not started it says so", async () => {
		const board = await threeTasks();
		expect(await board.done("explain")).toMatchObject({
			eligible: false,
			obstacles: [{ why: "plan" }],
			steps: [
				{ address: "42/1.1", role: "painter", place: 2 },
				{ address: "42/1.2", role: "writer--german", place: 3 },
			],
			said: "alice can claim 42/1.1 (number 2 in the queue), 42/1.2 (number 3 in the queue): 42 is worked on by the steps of its plan.",
		});
		await board.done("plan", { task: "43", input: { plan: SIDE_BY_SIDE } });
		const { steps, said } = await board.done("explain", { task: "43" });
		expect(steps).toBeUndefined();
		expect(said).toContain("which has to be started before");
	});

	test("names none to a worker who holds as much as it may", async () => {
		const board = await threeTasks({
			agents: { alice: { logins: ["alice"], max_leases: 1 } },
		});
		await board.done("claim", { step: "1.1" });
		expect(await board.done("explain")).toMatchObject({
			eligible: false,
			obstacles: [{ why: "plan" }, { why: "max_leases" }],
		});
	});
});
