import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/errors.ts";
import { boardAt } from "../../../src/engine/export-board.ts";
import type { Oid } from "../../../src/store/store.ts";
import {
	aPhase,
	aPlan,
	aStep,
	openPlanned,
	type PlannedBoard,
	TESTS,
} from "./planned-board.ts";

const PLAN = aPlan([aPhase([aStep(), aStep("writer")], { gate: TESTS })], {
	task_summary: "Log every request",
});

/** A run with a retry, a red gate and a green one, ended. */
async function wholeRun(): Promise<PlannedBoard> {
	const board = await openPlanned({ plan: PLAN });
	const minute = () => board.bench.advance(60_000);
	await board.done("claim", { step: "1.1" });
	minute();
	await board.done("record", {
		step: "1.1",
		input: { status: "failed", error: "the schema is missing" },
	});
	minute();
	await board.done("retry", { step: "1.1" });
	await board.works("1.1", { input: { tokens: "900/100" } });
	minute();
	await board.works("1.2", { who: "bob" });
	for (const exit_code of [1, 0])
		await board.done("gate", {
			input: { facts: { command: TESTS.command, exit_code } },
		});
	minute();
	await board.done("done", { input: { deliverable: "Logging" } });
	return board;
}

describe("a planned task", () => {
	test("tells how its run stands: figures, steps, verdicts and what is next", async () => {
		const board = await openPlanned({ plan: PLAN });
		await board.works("1.1");
		expect(await board.done("status")).toMatchObject({
			...{ run: "running", risk: "LOW", budget: "standard", mode: "direct" },
			progress: { steps: { total: 2, done: 1, pending: 1 } },
			phases: [
				{
					...{ id: 1, gate: { name: TESTS.name } },
					steps: [
						{ address: "42/1.1", status: "complete", attempts: 1 },
						{ address: "42/1.2", status: "pending" },
					],
				},
			],
			gates: [],
			next: { action: "DISPATCH", steps: [{ address: "42/1.2" }] },
		});
		expect(await board.done("action", { input: { all: true } })).toMatchObject({
			task: "42",
			status: "in_progress",
		});
	});

	test("tells everything that happened, and looks back with what was kept of it", async () => {
		const board = await wholeRun();
		const { trace } = (await board.done("trace")) as {
			trace: {
				events: readonly { kind: string; result?: string }[];
				status: string;
			};
		};
		expect(trace.status).toBe("completed");
		const said = trace.events.filter(({ kind }) => kind === "said");
		expect(said.map(({ result }) => result)).toEqual(["plan", "retry"]);
		expect(
			trace.events.map(({ kind }) => kind).filter((kind) => kind !== "said"),
		).toEqual([
			...["started", "dispatched", "failed", "dispatched", "complete"],
			...["dispatched", "complete", "gate", "gate", "completed"],
		]);
		const retro = await board.done("retro");
		expect(retro.markdown).toContain("# Retrospective: 42");
		expect(retro.markdown).toContain("the schema is missing");
		const kept = await board.bench
			.replica()
			.inspect((each) => each.retrospective("42"));
		expect(retro.markdown).toBe(kept);
		await board.isSound();
	});

	test("is found, shown, listed, counted and exported like any other", async () => {
		const board = await wholeRun();
		expect(
			await board.done("search", { input: { query: "logging" } }),
		).toMatchObject({ tasks: [{ key: "42" }] });
		expect(await board.done("show")).toMatchObject({
			task: { key: "42", status: "done", deliverable: "Logging" },
		});
		expect(
			await board.done("list", { input: { status: ["done"] } }),
		).toMatchObject({ tasks: [{ key: "42" }] });
		expect(await board.done("context")).toMatchObject({
			task: { key: "42", status: "done" },
		});
		expect(await board.done("metrics")).toMatchObject({});
		const head = (await board.bench.store.head()) as Oid;
		const then = await boardAt(board.bench.store, head);
		expect(then.plan("42")).toEqual(await board.plan());
		const answer = await board.done("export");
		expect(JSON.stringify(answer)).toContain("42");
	});

	test("leaves a line in the feed for each of its commands", async () => {
		const board = await wholeRun();
		const head = (await board.bench.store.head()) as Oid;
		let cursor = head;
		for await (const { oid } of board.bench.store.log(head)) cursor = oid;
		const { events } = (await board.done("feed", {
			input: { limit: 50, cursor },
		})) as { events: readonly { op: string; task?: string }[] };
		expect(
			events.filter(({ task }) => task === "42").map(({ op }) => op),
		).toEqual([
			...["enroll", "plan", "start", "claim", "record", "retry"],
			...["dispatched", "record", "dispatched", "record", "gate", "gate"],
			"done",
		]);
	});

	test("names the step in the log's trailers, and none of a person's words in its subjects", async () => {
		const board = await wholeRun();
		const head = (await board.bench.store.head()) as Oid;
		const messages: string[] = [];
		for await (const { message } of board.bench.store.log(head))
			messages.push(message);
		const records = messages.filter((one) => one.includes("Baton-Op: record"));
		expect(records).toHaveLength(3);
		for (const message of records)
			expect(message).toMatch(/\nBaton-Step: 1\.[12]\n/);
		for (const message of messages)
			expect(message.split("\n")[0]).not.toContain("schema");
	});
});

describe("runs", () => {
	test("are listed newest first, in one order on every replica", async () => {
		const keys = ["41", "42", "43"];
		const board = await openPlanned({ plan: PLAN, keys });
		for (const task of ["43", "41"])
			await board.done("plan", { task, input: { plan: PLAN } });
		const listed = async (input: JsonObject = {}) => {
			const [here, there] = await Promise.all(
				[board.bench.engine, board.bench.replica()].map((engine) =>
					board.said("runs", { engine, input }),
				),
			);
			expect(here?.ok && here.data).toEqual(there?.ok && there.data);
			return here?.ok === true ? here.data : {};
		};
		expect(await listed()).toMatchObject({
			count: 3,
			runs: [
				{ key: "41", run: "planned", steps: "0/2" },
				{ key: "42", run: "running" },
				{ key: "43", run: "planned" },
			],
		});
		expect(await listed({ limit: 1 })).toMatchObject({
			count: 3,
			runs: [{ key: "41" }],
		});
		expect(await board.said("runs", { input: { limit: 0 } })).toMatchObject({
			code: "VALIDATION",
		});
	});
});
