import { describe, expect, test } from "vitest";
import {
	aPhase,
	aPlan,
	aStep,
	openPlanned,
	type PlannedBoard,
	TESTS,
} from "./planned-board.ts";

/** Of what the tool that went before got wrong, by the numbers of its report: what only shows where commands are carried out. */

const complete = { status: "complete" };
const two = () =>
	openPlanned({
		plan: aPlan([aPhase([aStep()], { gate: TESTS }), aPhase([aStep()])]),
	});
const passes = {
	input: { facts: { command: TESTS.command, exit_code: 0 } },
};

async function unchanged(
	board: PlannedBoard,
	act: () => Promise<unknown>,
): Promise<void> {
	const [commits, plan] = [await board.commits(), await board.plan()];
	await act();
	expect(await board.commits()).toBe(commits);
	expect(await board.plan()).toEqual(plan);
}

test("1: a process that starts while a step is out answers the same action at the first call", async () => {
	const board = await two();
	await board.done("claim", { step: "1.1" });
	const asked = () => board.said("action", { engine: board.bench.replica() });
	const first = await asked();
	expect(first).toMatchObject({
		ok: true,
		data: { action: "WAIT", out: [{ step: "1.1", agent: "alice" }] },
	});
	expect(await asked()).toEqual({ ...first, opId: expect.any(String) });
	await board.done("record", {
		...{ step: "1.1", input: complete },
		engine: board.bench.replica(),
	});
	await board.isSound();
});

test("2: a result without a commit is a result, and nothing but the board is written", async () => {
	const board = await two();
	await board.works("1.1");
	expect(await board.step("1.1")).toMatchObject({
		status: "complete",
		attempts: [{ result: "complete", files: [] }],
	});
	await board.isSound();
});

test("3: a result with a commit stays what was answered, whoever asks next", async () => {
	const board = await two();
	await board.works("1.1", { input: { commit: "a4d82cf" } });
	expect(
		await board.said("action", { engine: board.bench.replica() }),
	).toMatchObject({ data: { action: "GATE", phase: 1 } });
	expect((await board.step("1.1")).status).toBe("complete");
});

test("4: a gate of no phase, or not the pending one, moves no run on and revives none", async () => {
	const board = await two();
	for (const phase of [99, 2, 1])
		await unchanged(board, async () =>
			expect(
				await board.said("gate", {
					input: { ...passes.input, phase },
				}),
			).toMatchObject({ ok: false }),
		);
	await board.done("cancel");
	await unchanged(board, async () =>
		expect(await board.said("gate", passes)).toMatchObject({ ok: false }),
	);
});

test("5: a run with open steps is not completed, and an unknown task is told of", async () => {
	const board = await two();
	await unchanged(board, async () => {
		expect(await board.said("done")).toMatchObject({
			code: "INVALID_TRANSITION",
		});
		expect(await board.said("done", { task: "77" })).toMatchObject({
			code: "NOT_FOUND",
		});
	});
	await board.works("1.1");
	await unchanged(board, async () =>
		expect(await board.said("done")).toMatchObject({ code: "GATE_FAILED" }),
	);
});

test("6: a result is taken of no step that was not dispatched, is not due or is another's, and none is overwritten", async () => {
	const board = await two();
	const record = (step: string, who = "alice", input: object = complete) =>
		board.said("record", { step, who, input: { ...input } });
	await unchanged(board, async () => {
		expect(await record("1.1")).toMatchObject({ code: "LEASE_EXPIRED" });
		expect(await record("2.1")).toMatchObject({ code: "LEASE_EXPIRED" });
		expect(await record("9.9")).toMatchObject({ code: "NOT_FOUND" });
	});
	await board.works("1.1");
	await unchanged(board, async () => {
		expect(await record("1.1", "bob")).toMatchObject({
			code: "INVALID_TRANSITION",
		});
		expect(
			await record("1.1", "alice", { ...complete, outcome: "Other" }),
		).toMatchObject({ code: "INVALID_TRANSITION" });
	});
});

describe("7: a run goes on", () => {
	test("after a failed step, three red gates and a rejection", async () => {
		const board = await openPlanned({
			plan: aPlan([
				aPhase([aStep()], { gate: TESTS, approval: { reason: "Look" } }),
			]),
		});
		await board.done("claim", { step: "1.1" });
		await board.done("record", { step: "1.1", input: { status: "failed" } });
		await board.done("retry", { step: "1.1" });
		await board.works("1.1");
		for (let n = 0; n < 3; n++)
			await board.done("gate", {
				input: { facts: { command: TESTS.command, exit_code: 1 } },
			});
		await board.done("gate", passes);
		await board.done("approve", { who: "bob", input: { result: "reject" } });
		await board.done("retry", { step: "1.1" });
		await board.works("1.1");
		await board.done("gate", passes);
		await board.done("approve", { who: "bob" });
		await board.done("done");
		expect((await board.task()).status).toBe("done");
		expect((await board.plan()).execution.gates).toHaveLength(5);
		await board.isSound();
	});
});

test("8: what was dispatched before a cancel does not bring the run back when it is recorded", async () => {
	const board = await two();
	await board.done("claim", { step: "1.1" });
	await board.done("cancel");
	await unchanged(board, async () => {
		expect(
			await board.said("record", { step: "1.1", input: complete }),
		).toMatchObject({ code: "INVALID_TRANSITION" });
		expect(await board.said("action")).toMatchObject({
			data: { action: "FAILED" },
		});
	});
	expect((await board.task()).status).toBe("cancelled");
});

test("10: the same amendment said twice in a row adds two steps with ids of their own; said under one op id, one", async () => {
	const board = await two();
	const more = { description: "More", add_step: ["2:engineer:More"] };
	await board.done("amend", { input: more });
	await board.done("amend", { input: more, opId: "k00000000000000aa" });
	await board.done("amend", { input: more, opId: "k00000000000000aa" });
	expect((await board.plan()).phases[1]?.steps.map(({ id }) => id)).toEqual([
		...["2.1", "2.2", "2.3"],
	]);
	await board.isSound();
});

test("11: an amendment before what has begun is refused, and what was done is not dispatched again", async () => {
	const board = await two();
	await board.works("1.1");
	await board.done("gate", passes);
	await board.done("claim", { step: "2.1" });
	await unchanged(board, async () =>
		expect(
			await board.said("amend", {
				input: { description: "x", add_phase: ["a:b"], after_phase: 1 },
			}),
		).toMatchObject({ ok: false }),
	);
	expect(await board.done("status")).toMatchObject({
		next: { action: "WAIT", out: [{ step: "2.1" }] },
	});
});

test("12: a plan that one task cannot use hides no other", async () => {
	const board = await openPlanned({ keys: ["41", "42"] });
	await board.done("plan", { task: "41", input: { plan: aPlan() } });
	await board.done("start", { task: "41" });
	await board.done("amend", {
		task: "41",
		input: {
			description: "Other",
			changes: [{ add_phase: { name: "First", steps: [aStep()], after: 1 } }],
		},
	});
	expect(await board.done("runs")).toMatchObject({
		count: 2,
		runs: [{ key: "41" }, { key: "42" }],
	});
	await board.isSound();
});

test("13: a gate that is proven again keeps its failures, and they are counted", async () => {
	const board = await two();
	await board.works("1.1");
	await board.done("gate", {
		input: { facts: { command: TESTS.command, exit_code: 1 } },
	});
	await board.done("retry", { step: "1.1" });
	await board.works("1.1");
	await board.done("gate", passes);
	expect(await board.done("status")).toMatchObject({
		progress: { gates: { failures: 1, passed: 1, firstTry: 0 } },
		gates: [{ result: "fail" }, { result: "pass" }],
	});
	await board.isSound();
});
