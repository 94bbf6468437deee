import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stepsOf } from "../../src/core/plan/plan.ts";
import { Engine } from "../../src/engine/perform.ts";
import {
	MemoryRepository,
	openMemoryStore,
} from "../../src/store/memory-store.ts";
import { openSavedIndex } from "../../src/store/saved-index.ts";
import { dieSaying } from "../support/die-saying.ts";
import {
	aPhase,
	aPlan,
	aStep,
	openPlanned,
	type PlannedBoard,
	TESTS,
} from "../verbs/plan/planned-board.ts";

const complete = { status: "complete" };
const WORKERS = ["alice", "bob", "agent-1", "agent-2"];
const four = () =>
	openPlanned({
		plan: aPlan([
			aPhase(
				WORKERS.map(() => aStep()),
				{ gate: TESTS },
			),
			aPhase([aStep()]),
		]),
	});

describe("two processes on one board", () => {
	test("hand a step to exactly one of those who ask at once", async () => {
		for (let round = 0; round < 5; round++) {
			const board = await four();
			const engines = WORKERS.map(() => board.bench.replica());
			const answers = await Promise.all(
				WORKERS.map((who, at) =>
					board.said("claim", {
						...{ who, step: "1.1" },
						engine: engines[at] as Engine,
					}),
				),
			);
			expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
			for (const answer of answers)
				if (!answer.ok) expect(answer.code).toBe("CONFLICT_LOCKED");
			expect(await board.step("1.1")).toMatchObject({
				status: "dispatched",
				fence: 1,
			});
			await board.isSound();
		}
	});

	test("keep all of four results that are recorded at once (defect 9)", async () => {
		const board = await four();
		for (const [at, who] of WORKERS.entries())
			await board.done("claim", { who, step: `1.${at + 1}` });
		const answers = await Promise.all(
			WORKERS.map((who, at) =>
				board.said("record", {
					...{ who, step: `1.${at + 1}` },
					input: { ...complete, outcome: `By ${who}` },
					engine: board.bench.replica(),
				}),
			),
		);
		expect(answers).toMatchObject(WORKERS.map(() => ({ ok: true })));
		const [phase] = (await board.plan()).phases;
		expect(
			phase?.steps.map(({ status, attempts }) => [
				status,
				attempts.map(({ outcome }) => outcome),
			]),
		).toEqual(WORKERS.map((who) => ["complete", [`By ${who}`]]));
		expect(await board.done("action")).toMatchObject({ action: "GATE" });
		await board.isSound();
	});

	test("give out different steps to those who ask for the next one at once", async () => {
		const board = await four();
		const answers = await Promise.all(
			WORKERS.map((who) =>
				board.said("claim-next", { who, engine: board.bench.replica() }),
			),
		);
		const taken = answers.map((answer) =>
			answer.ok ? answer.data.step_id : answer.code,
		);
		expect([...taken].sort()).toEqual(["1.1", "1.2", "1.3", "1.4"]);
		await board.isSound();
	});

	test("take one verdict on a gate and one start, however many bring it", async () => {
		const board = await openPlanned({
			plan: aPlan([aPhase([aStep()], { gate: TESTS }), aPhase()]),
			isStarted: false,
		});
		const all = (verb: string, input = {}) =>
			Promise.all(
				WORKERS.map(() =>
					board.said(verb, { input, engine: board.bench.replica() }),
				),
			);
		const started = await all("start");
		expect(started.every(({ ok }) => ok)).toBe(true);
		const commits = await board.commits();
		await board.works("1.1");
		expect(await board.commits()).toBe(commits + 2);
		const passed = await all("gate", {
			phase: 1,
			facts: { command: TESTS.command, exit_code: 0 },
		});
		expect(passed.filter(({ ok }) => ok)).toHaveLength(1);
		expect((await board.plan()).execution.gates).toHaveLength(1);
		await board.isSound();
	});
});

describe("a process that is killed", () => {
	const words = (board: PlannedBoard) =>
		[
			["claim", board.saying("claim", { step: "1.1" })],
			["record", board.saying("record", { step: "1.1", input: complete })],
			["retry", board.saying("retry", { step: "1.1" })],
			["skip", board.saying("skip", { step: "1.1", input: { reason: "No" } })],
		] as const;

	test.each(["before", "after"] as const)(
		"%s its push takes effect, and is said again to another, had its effect once",
		async (fate) => {
			const board = await four();
			let commits = await board.commits();
			for (const [verb, saying] of words(board)) {
				await dieSaying(board.bench, saying, fate);
				const [answer] = await board.bench.replica().perform([saying]);
				expect([verb, answer]).toMatchObject([verb, { ok: true }]);
				commits += 1;
				expect([verb, await board.commits()]).toEqual([verb, commits]);
			}
			expect((await board.step("1.1")).attempts).toMatchObject([
				{ result: "complete" },
				{ result: "skipped" },
			]);
			await board.isSound();
		},
	);

	test("while it ends a run leaves one look back and one lesson", async () => {
		const board = await openPlanned({ plan: aPlan() });
		await board.works("1.1");
		const saying = board.saying("done");
		await dieSaying(board.bench, saying, "after");
		board.bench.advance(60_000);
		await board.bench.replica().perform([saying]);
		const kept = await board.bench.replica().inspect((each) => ({
			runs: each.learned()?.runs.runs.length,
			look: each.retrospective("42") !== undefined,
		}));
		expect(kept).toEqual({ runs: 1, look: true });
		await board.isSound();
	});
});

describe("a process that starts from its saved index", () => {
	let dir: string;
	beforeEach(async () => {
		dir = await mkdtemp(join(tmpdir(), "baton-planned-"));
	});
	afterEach(() => rm(dir, { recursive: true }));

	test("knows the runs under way, their steps, leases and offers as they are", async () => {
		const repository = new MemoryRepository();
		const board = await openPlanned({ repository, keys: ["41", "42", "43"] });
		await board.done("claim", { step: "1.1" });
		await board.done("claim", { task: "41" });
		const problems: unknown[] = [];
		const start = () =>
			new Engine({
				store: openMemoryStore(repository),
				identity: board.bench.identity,
				nowMs: board.bench.nowMs,
				pause: async () => undefined,
				build: "test",
				onDefect: (error) => {
					throw error;
				},
				saved: openSavedIndex({
					path: join(dir, "7.index"),
					board: "board",
					build: "test",
					nowMs: board.bench.nowMs,
					onProblem: (error) => problems.push(error),
				}),
			});
		const told = (engine: Engine) =>
			engine.inspect((each) => ({
				running: [...each.running()],
				leased: [...each.leased()],
				steps: stepsOf(each.plan("42") as never).map(
					({ id, status, fence }) => [id, status, fence],
				),
			}));
		const first = start();
		const before = await told(first);
		expect(before).toMatchObject({ running: ["42"], leased: ["41"] });
		await first.close();
		const again = start();
		expect(await told(again)).toEqual(before);
		expect(
			await board.said("next", { who: "bob", engine: again }),
		).toMatchObject({
			data: { task: { step: { address: "42/1.2" } } },
		});
		await board.done("record", {
			...{ step: "1.1", input: complete, engine: again },
		});
		await again.close();
		const last = start();
		expect((await told(last)).steps[0]).toEqual(["1.1", "complete", 1]);
		await last.close();
		expect(problems).toEqual([]);
		await board.isSound();
	});
});
