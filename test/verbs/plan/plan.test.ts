import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/errors.ts";
import {
	aPhase,
	aPlan,
	aStep,
	openPlanned,
	type PlannedBoard,
	TWO_PHASES,
} from "./planned-board.ts";

const unplanned = (config: JsonObject = {}) =>
	openPlanned({ plan: undefined, config });
const plan = (given: unknown = TWO_PHASES) => ({
	input: { plan: given } as JsonObject,
});

describe("a plan", () => {
	test("is kept whole, is answered with how far it is, and moves the task nowhere", async () => {
		const board = await unplanned();
		expect(await board.said("plan", plan())).toMatchObject({
			ok: true,
			data: {
				task: { key: "42", status: "ready" },
				plan: { task_summary: "Task 42", mode: "phased", risk: "LOW" },
				progress: { steps: { total: 3, done: 0 }, gates: { total: 1 } },
			},
		});
		expect(await board.plan()).toMatchObject({
			phases: [
				{ id: 1, steps: [{ id: "1.1" }, { id: "1.2" }] },
				{ id: 2, steps: [{ id: "2.1", fence: 0, attempts: [] }] },
			],
			execution: { status: "planned" },
		});
		await board.isSound();
	});

	test("is replaced by another while it was not started; the same one again makes no commit", async () => {
		const board = await unplanned();
		await board.done("plan", plan());
		const commits = await board.commits();
		await board.done("plan", plan());
		expect(await board.commits()).toBe(commits);
		await board.done("plan", plan(aPlan()));
		expect((await board.plan()).phases).toHaveLength(1);
		await board.done("start");
		expect(await board.said("plan", plan())).toMatchObject({
			code: "INVALID_TRANSITION",
			hint: expect.stringContaining("/amend"),
			data: { run: "running" },
		});
		await board.isSound();
	});

	test("that was started and does not run is gone on with, not made again", async () => {
		const board = await openPlanned();
		for (const verb of ["cancel", "reopen"]) await board.done(verb);
		expect(await board.said("plan", plan())).toMatchObject({
			code: "INVALID_TRANSITION",
			hint: expect.stringContaining("The shortest way: `/start`."),
		});
		await board.done("move", { input: { to: "backlog" } });
		expect(await board.said("plan", plan())).toMatchObject({
			hint: expect.stringContaining(
				"The shortest way: `/move ready`, then `/start`.",
			),
			data: { run: "running", status: "backlog" },
		});
		await board.done("move", { input: { to: "ready" } });
		await board.done("start");
		await board.isSound();
	});

	test("of a task that was ended before its start waits for nothing and is not amended", async () => {
		const board = await openPlanned({ isStarted: false });
		const amendment = {
			input: { description: "More", add_phase: ["More:engineer"] },
		};
		await board.done("override", {
			role: "maintain",
			input: { reason: "done elsewhere" },
		});
		expect(await board.done("action")).toMatchObject({
			...{ action: "WAIT", why: "task" },
			message: "Task 42 is done; its plan was not started.",
		});
		expect(await board.said("amend", amendment)).toMatchObject({
			code: "INVALID_TRANSITION",
			hint: expect.stringContaining("Reopen"),
		});
		await board.done("reopen");
		await board.done("amend", amendment);
		await board.done("start");
		await board.isSound();
	});

	test("that was cancelled before it was started is planned again once its task is reopened", async () => {
		const board = await openPlanned({ isStarted: false });
		for (const verb of ["cancel", "reopen"]) await board.done(verb);
		expect((await board.plan()).execution.status).toBe("planned");
		await board.isSound();
	});

	test("said twice under one op id is one plan", async () => {
		const board = await unplanned();
		await board.done("plan", { ...plan(), opId: "k0123456789abcdef" });
		const commits = await board.commits();
		expect(
			await board.said("plan", { ...plan(aPlan()), opId: "k0123456789abcdef" }),
		).toMatchObject({ ok: true });
		expect(await board.commits()).toBe(commits);
		expect((await board.plan()).phases).toHaveLength(2);
	});

	test("under a version that was overtaken is STALE", async () => {
		const board = await unplanned();
		const { version } = await board.task();
		await board.done("priority", { input: { priority: "high" } });
		for (const verb of ["plan", "start"])
			expect(
				await board.said(verb, { input: { ...plan().input, version } }),
			).toMatchObject({ code: "STALE" });
	});

	test("is taken for work that is ahead, wherever that waits, and for none that is over", async () => {
		const states: readonly (readonly [
			readonly (readonly [string, JsonObject])[],
			string,
		])[] = [
			[[["move", { to: "backlog" }]], "ok"],
			[[["block", { reason: "the vendor" }]], "ok"],
			[[["claim", {}]], "CONFLICT_LOCKED"],
			[
				[
					["claim", {}],
					["fail", { reason: "no", retryable: false }],
				],
				"ok",
			],
			[
				[
					["claim", {}],
					["done", {}],
				],
				"INVALID_TRANSITION",
			],
			[[["cancel", {}]], "INVALID_TRANSITION"],
		];
		for (const [before, code] of states) {
			const board = await unplanned();
			for (const [verb, input] of before) await board.done(verb, { input });
			const { status } = await board.task();
			const answer = await board.said("plan", plan());
			expect([status, answer.ok ? "ok" : answer.code]).toEqual([status, code]);
			expect((await board.task()).status).toBe(status);
			await board.isSound();
		}
	});

	test("that is not there is asked for", async () => {
		const board = await unplanned();
		expect(await board.said("plan")).toMatchObject({
			code: "VALIDATION",
			hint: expect.stringContaining("yaml block"),
		});
		for (const verb of ["start", "action", "amend", "status", "trace", "retro"])
			expect(
				await board.said(verb, {
					input: verb === "amend" ? { description: "More" } : {},
				}),
			).toMatchObject({ code: "NOT_FOUND", message: "Task 42 has no plan." });
		for (const verb of ["dispatched", "claim", "heartbeat", "release", "retry"])
			expect(await board.said(verb, { step: "1.1" })).toMatchObject({
				code: "NOT_FOUND",
			});
	});
});

const many = (count: number) => Array.from({ length: count }, () => aStep());

describe("a plan is refused with the place and changes nothing when it", () => {
	const cases: readonly (readonly [string, unknown, string, string])[] = [
		[
			"has no phases",
			aPlan([]),
			"VALIDATION",
			"phases: The plan has no phases",
		],
		[
			"has an empty phase",
			aPlan([aPhase([])]),
			"VALIDATION",
			"phases[0].steps",
		],
		[
			"has steps that wait for each other",
			aPlan([
				aPhase([
					aStep("a", { depends_on: ["1.2"] }),
					aStep("b", { depends_on: ["1.1"] }),
				]),
			]),
			"CYCLE_DETECTED",
			"1.1 → 1.2 → 1.1",
		],
		[
			"has an id twice",
			aPlan([aPhase([aStep("a", { id: "1.1" }), aStep("b", { id: "1.1" })])]),
			"VALIDATION",
			"phases[0].steps[1].id: The step id 1.1 is used already",
		],
		[
			"has two phases of one id",
			aPlan([aPhase([aStep()], { id: 1 }), aPhase([aStep()], { id: 1 })]),
			"VALIDATION",
			"The phase id 1 is used already",
		],
		[
			"waits for a step that is not in it",
			aPlan([aPhase([aStep("a", { depends_on: ["7.7"] })])]),
			"VALIDATION",
			"depends on 7.7, which is not in the plan",
		],
		[
			"has 201 steps",
			aPlan([aPhase(many(201))]),
			"QUOTA_EXCEEDED",
			"201 steps",
		],
		[
			"has 101 phases",
			aPlan(Array.from({ length: 101 }, () => aPhase())),
			"QUOTA_EXCEEDED",
			"101 phases",
		],
		[
			"has a role of 300 characters",
			aPlan([aPhase([aStep("r".repeat(300))])]),
			"VALIDATION",
			"phases[0].steps[0].role",
		],
		[
			"has a role that is no name",
			aPlan([aPhase([aStep("Backend Engineer")])]),
			"VALIDATION",
			"is no role",
		],
		[
			"has a field there is not",
			{ ...aPlan(), prototype: { admin: true } },
			"VALIDATION",
			"prototype: There is no such field",
		],
		[
			"has a hostile key deep inside",
			JSON.parse(
				'{"phases": [{"name": "a", "steps": [{"role": "a", "task": "b", "constructor": 1}]}]}',
			),
			"VALIDATION",
			"phases[0].steps[0].constructor",
		],
		["is a text", "phases", "VALIDATION", "It has to be a map"],
		["is a list", [], "VALIDATION", "It has to be a map"],
		[
			"has a gate that cannot fail",
			aPlan([aPhase([aStep()], { gate: "true" })]),
			"VALIDATION",
			"always succeeds",
		],
		[
			"leads out of the repository",
			aPlan([aPhase([aStep("a", { allowed_paths: ["../../etc"] })])]),
			"VALIDATION",
			"leads out of the repository",
		],
		[
			"says that steps were done",
			aPlan([aPhase([aStep("a", { status: "complete" })])]),
			"VALIDATION",
			"starts from its beginning",
		],
		[
			"has 5 MB",
			aPlan([aPhase([aStep("a", { task: "x".repeat(5_000_000) })])]),
			"VALIDATION",
			"has 5000000 bytes",
		],
		[
			"has many texts that each fit",
			aPlan([
				aPhase(many(200).map((step) => ({ ...step, task: "x".repeat(4_000) }))),
			]),
			"QUOTA_EXCEEDED",
			"bytes",
		],
		[
			"has explanations without end",
			aPlan([aPhase()], {
				explanation: Array.from({ length: 12_000 }, () => ({
					rule: "a",
					evidence: "b",
				})),
			}),
			"QUOTA_EXCEEDED",
			"explanation: It has 12000 entries",
		],
		[
			"has stacks without end",
			aPlan([aPhase()], {
				stack: Array.from({ length: 12_000 }, () => ({ language: "a" })),
			}),
			"QUOTA_EXCEEDED",
			"stack: It has 12000 entries",
		],
	];

	test.each(cases)("%s", async (_, given, code, words) => {
		const board = await unplanned();
		const commits = await board.commits();
		const answer = await board.said("plan", plan(given));
		expect(answer).toMatchObject({ ok: false, code });
		expect(answer.ok ? "" : answer.message).toContain(words);
		expect(await board.commits()).toBe(commits);
		expect(await board.plan()).toBeUndefined();
		expect(({} as { admin?: boolean }).admin).toBeUndefined();
	});
});

test("a key that would reach into every object reaches nothing", async () => {
	const board = await unplanned();
	const given = JSON.parse(
		`{"__proto__": {"admin": true}, ${JSON.stringify(aPlan()).slice(1)}`,
	);
	await board.done("plan", plan(given));
	expect(({} as { admin?: boolean }).admin).toBeUndefined();
	expect(Object.keys(await board.plan())).not.toContain("__proto__");
	await board.isSound();
});

test("hostile texts come back as they may be kept, and the board stays readable", async () => {
	const board = await unplanned();
	const task =
		"\u0000a\ud800b\u202e # no: comment\r\n- x\t<!-- baton -->\n\n /claim @all";
	await board.done("plan", plan(aPlan([aPhase([aStep("a", { task })])])));
	const [step] = (await board.plan()).phases[0]?.steps ?? [];
	expect(step?.task).toBe(
		"a\ufffdb\u202e # no: comment\n- x\t<!-- baton -->\n\n /claim @all",
	);
	await board.done("start");
	await board.done("claim", { step: "1.1" });
	await board.done("record", {
		step: "1.1",
		input: {
			status: "complete",
			files: ["a\u0000b", "\ud800", "../../x"],
			outcome: task,
		},
	});
	await board.isSound();
});

describe("the way that a refusal names for a task with a plan", () => {
	/** Says what the hint names, one after the other. */
	async function goes(board: PlannedBoard, hint: string): Promise<void> {
		for (const [, words = ""] of hint.matchAll(/`\/([^`]+)`/g)) {
			const [verb = "", to] = words.split(" ");
			await board.done(verb, {
				input: {
					...(to === undefined ? {} : { to }),
					...(verb === "block" ? { reason: "not now" } : {}),
				},
			});
		}
	}
	const hintOf = async (board: PlannedBoard, verb: string, to?: string) => {
		const answer = await board.said(verb, {
			input: to === undefined ? {} : { to },
		});
		expect(answer).toMatchObject({ ok: false, code: "INVALID_TRANSITION" });
		return answer.ok ? "" : (answer.hint ?? "");
	};

	test.each(["backlog", "ready"])("leads out of its run: to %s", async (to) => {
		const board = await openPlanned();
		await goes(board, await hintOf(board, "move", to));
		expect(await board.task()).toMatchObject({ status: to });
		await board.isSound();
	});

	test("leads back to its run", async () => {
		const board = await openPlanned();
		await board.done("cancel");
		const hint = await hintOf(board, "start");
		expect(hint).toBe("The shortest way: `/reopen`, then `/start`.");
		await goes(board, hint);
		expect(await board.task()).toMatchObject({ status: "in_progress" });
		await board.isSound();
	});

	test("holds nothing that needs a lease on the whole, and no claim of it", async () => {
		const running = await openPlanned();
		const held = await hintOf(running, "reopen");
		expect(held).not.toMatch(/release|handoff|fail|claim/);
		const waiting = await openPlanned({ isStarted: false });
		expect(await hintOf(waiting, "unblock")).toContain("`/start`");
		expect(await hintOf(waiting, "unblock")).not.toContain("claim");
	});

	test("is the lease's where somebody works on the whole again", async () => {
		const board = await openPlanned({ plan: undefined });
		await board.done("claim");
		expect(await hintOf(board, "move", "backlog")).toBe(
			"The shortest way: `/release`, then `/move backlog`.",
		);
	});
});

describe("a number below the least one", () => {
	test("is told of with what it has to be", async () => {
		const board = await openPlanned();
		for (const after_phase of [0, -1])
			expect(
				await board.said("amend", {
					input: {
						description: "More",
						add_phase: ["M:engineer"],
						after_phase,
					},
				}),
			).toMatchObject({
				code: "VALIDATION",
				message: "`amend`: after_phase must be more than 0.",
			});
		expect(await board.said("runs", { input: { limit: 0 } })).toMatchObject({
			message: "`runs`: limit must be at least 1.",
		});
		expect(await board.said("runs", { input: { limit: 9_999 } })).toMatchObject(
			{
				message: "`runs`: limit must be at most 200.",
			},
		);
	});
});

describe("a start", () => {
	const starts = async (board: PlannedBoard) => board.said("start");

	test("moves a ready task into progress without a lease, once; again it keeps what was done", async () => {
		const board = await openPlanned({ isStarted: false });
		expect(await starts(board)).toMatchObject({
			ok: true,
			data: { action: "DISPATCH", task: { status: "in_progress" } },
		});
		expect((await board.task()).lease).toBeUndefined();
		await board.works("1.1");
		const commits = await board.commits();
		expect(await starts(board)).toMatchObject({
			ok: true,
			data: { action: "DISPATCH", steps: [{ address: "42/1.2" }] },
		});
		expect(await board.commits()).toBe(commits);
		await board.isSound();
	});

	test("waits for blockers, for the backlog to be left and for a whole task to be given back", async () => {
		const board = await openPlanned({ isStarted: false, keys: ["41", "42"] });
		await board.done("depend", { input: { on: ["41"] } });
		expect(await starts(board)).toMatchObject({ code: "INVALID_TRANSITION" });
		await board.done("undepend", { input: { on: ["41"] } });
		await board.done("move", { input: { to: "backlog" } });
		expect(await starts(board)).toMatchObject({ code: "INVALID_TRANSITION" });
		await board.done("move", { input: { to: "ready" } });
		await board.done("block", { input: { reason: "the vendor" } });
		expect(await starts(board)).toMatchObject({ code: "INVALID_TRANSITION" });
		await board.done("unblock");
		expect(await starts(board)).toMatchObject({ ok: true });
		await board.isSound();
	});

	test("asks for room like a claim, also for the review that it leads to", async () => {
		for (const [status, config] of [
			["in_progress", { wip: { in_progress: 1 } }],
			["review", { wip: { review: 1 }, review: "always" }],
		] as const) {
			const board = await openPlanned({
				isStarted: false,
				keys: ["41", "42"],
				config,
			});
			await board.done("claim", { task: "41" });
			if (status === "review") await board.done("done", { task: "41" });
			expect(await starts(board)).toMatchObject({
				code: "WIP_EXCEEDED",
				data: { status, limit: 1 },
			});
			await board.isSound();
		}
	});

	test("takes over what was edited since the export, and nothing once it runs", async () => {
		const board = await openPlanned({ isStarted: false });
		const edited = aPlan([aPhase([aStep("other")])]);
		expect(await board.said("start", plan(aPlan([aPhase([])])))).toMatchObject({
			code: "VALIDATION",
		});
		expect((await board.task()).status).toBe("ready");
		await board.done("start", plan(edited));
		expect(await board.plan()).toMatchObject({
			phases: [{ steps: [{ role: "other" }] }],
			amendments: [{ id: "amend-1" }],
			execution: { retired: { phases: [2], steps: ["1.2", "2.1"] } },
		});
		expect(await board.said("start", plan())).toMatchObject({
			code: "INVALID_TRANSITION",
		});
		await board.isSound();
	});

	test("of a task that failed before drops the old reason and its wait", async () => {
		const board = await openPlanned({ plan: undefined });
		await board.done("claim");
		await board.done("fail", { input: { reason: "no network" } });
		await board.done("plan", plan());
		expect(await board.task()).toMatchObject({ reason: "no network" });
		await board.done("start");
		const task = await board.task();
		expect([task.reason, task.not_before]).toEqual([undefined, undefined]);
		expect(task.attempts).toBe(1);
		await board.isSound();
	});
});
