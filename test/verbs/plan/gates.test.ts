import { describe, expect, test } from "vitest";
import type { Role } from "../../../src/core/actor.ts";
import type { JsonObject } from "../../../src/core/errors.ts";
import {
	aPhase,
	aPlan,
	aStep,
	openPlanned,
	type PlannedBoard,
	TESTS,
	TWO_PHASES,
} from "./planned-board.ts";

const SHA = "b".repeat(40);
const CHECKED = {
	name: "ci",
	checks: [{ name: "test", app: "github-actions" }],
};
const gated = (gate: JsonObject = TESTS) =>
	aPlan([aPhase([aStep()], { gate }), aPhase([aStep()])]);

/** What a door found at the head: the check's conclusion, or null while it runs. */
const found = (conclusion: string | null, more: JsonObject = {}) => ({
	facts: {
		head: { sha: SHA, state: "open" },
		checks: [
			{
				...{ id: 1, name: "test", app: "github-actions", sha: SHA },
				status: conclusion === null ? "in_progress" : "completed",
				conclusion,
			},
		],
		...more,
	},
});
const ran = (exit_code: number, command = TESTS.command) => ({
	facts: { command, exit_code, duration: 3.5, output: "2 passed" },
});

describe("a gate", () => {
	test("is passed by its command, and a red one keeps its history", async () => {
		const board = await openPlanned({ plan: gated() });
		await board.works("1.1");
		expect(await board.done("action")).toMatchObject({
			action: "GATE",
			phase: 1,
		});
		expect(await board.done("gate", { input: ran(1) })).toMatchObject({
			...{ phase: 1, gate: "tests", result: "fail", proven: true },
			next: {
				action: "FAILED",
				waysOut: [{ verb: "gate", phase: 1 }, {}, {}, {}, {}],
			},
		});
		expect(await board.done("gate", { input: ran(0) })).toMatchObject({
			result: "pass",
			next: { action: "DISPATCH", steps: [{ address: "42/2.1" }] },
		});
		expect((await board.plan()).execution.gates).toMatchObject([
			{ result: "fail", exit_code: 1, output: "2 passed" },
			{ result: "pass", exit_code: 0 },
		]);
		expect(await board.said("gate", { input: ran(0, "true") })).toMatchObject({
			code: "INVALID_TRANSITION",
		});
		await board.isSound();
	});

	test("that is not the pending one, or none, advances nothing", async () => {
		const board = await openPlanned({ plan: gated() });
		const commits = await board.commits();
		for (const [phase, code] of [
			[1, "INVALID_TRANSITION"],
			[2, "INVALID_TRANSITION"],
			[99, "NOT_FOUND"],
			[0, "VALIDATION"],
		] as const)
			expect(
				await board.said("gate", { input: { phase, ...ran(0) } }),
			).toMatchObject({ code });
		await board.works("1.1");
		const after = await board.commits();
		expect(after).toBe(commits + 2);
		expect(await board.said("gate", { input: ran(0, "pytest") })).toMatchObject(
			{ code: "VALIDATION", data: { field: "command" } },
		);
		expect(
			await board.said("gate", { input: { phase: 2, ...ran(0) } }),
		).toMatchObject({ message: expect.stringContaining("waits for its gate") });
		expect(await board.commits()).toBe(after);
	});

	test("is not passed by saying so, unless the board allows that; then it is marked", async () => {
		const strict = await openPlanned({ plan: gated() });
		await strict.works("1.1");
		expect(
			await strict.said("gate", { input: { result: "pass" } }),
		).toMatchObject({ code: "GATE_FAILED" });
		const lenient = await openPlanned({
			plan: gated(),
			config: { allow_unproven_gates: true },
		});
		await lenient.works("1.1");
		expect(
			await lenient.said("gate", { input: { result: "great" } }),
		).toMatchObject({
			code: "VALIDATION",
			data: { allowed: ["pass", "fail"] },
		});
		expect(
			await lenient.done("gate", { input: { result: "pass" } }),
		).toMatchObject({ proven: false, result: "pass" });
		await lenient.isSound();
	});

	test("is passed by its checks at the head, and says which one is red", async () => {
		const board = await openPlanned({ plan: gated(CHECKED) });
		await board.works("1.1");
		const refused: readonly (readonly [JsonObject, string])[] = [
			[{}, "There is no head"],
			[found("success", { merged_before: true }), "default branch"],
			[found(null), "is not decided"],
			[found("success", { guarded: true }), "changes workflows"],
			[ran(0), "has no command"],
		];
		const commits = await board.commits();
		for (const [input, words] of refused) {
			const answer = await board.said("gate", { input });
			expect(answer.ok ? "" : answer.message).toContain(words);
		}
		expect(await board.commits()).toBe(commits);
		expect(await board.done("gate", { input: found("failure") })).toMatchObject(
			{
				result: "fail",
				next: { reason: expect.stringContaining("test (github-actions)") },
			},
		);
		expect(await board.done("gate", { input: found("success") })).toMatchObject(
			{ result: "pass", proven: true },
		);
		await board.isSound();
	});

	test("whose head changes what the checks rest on is a maintainer's to pass", async () => {
		const board = await openPlanned({ plan: gated(CHECKED) });
		await board.works("1.1");
		const input = found("success", { guarded: true });
		expect(await board.said("gate", { input })).toMatchObject({
			code: "GATE_FAILED",
		});
		await board.done("gate", { input, role: "maintain" });
		await board.isSound();
	});

	test("pending is overridden by a maintainer with a reason, and nothing else of the plan is", async () => {
		const board = await openPlanned({ plan: gated() });
		const words = {
			role: "maintain" as const,
			input: { reason: "the runner is down" },
		};
		expect(await board.said("override", words)).toMatchObject({
			code: "INVALID_TRANSITION",
			data: { action: "DISPATCH" },
		});
		await board.works("1.1");
		expect(
			await board.said("override", { ...words, role: "write" }),
		).toMatchObject({ code: "FORBIDDEN" });
		expect(await board.said("override", { role: "maintain" })).toMatchObject({
			code: "VALIDATION",
		});
		expect(await board.done("override", words)).toMatchObject({
			phase: 1,
			result: "override",
			next: { action: "DISPATCH" },
		});
		expect((await board.task()).status).toBe("in_progress");
		await board.isSound();
	});

	test("passed for work that was done again has to be proven again", async () => {
		const board = await openPlanned({ plan: gated() });
		await board.works("1.1");
		await board.done("gate", { input: ran(0) });
		await board.done("retry", { step: "1.1" });
		await board.works("1.1");
		expect(await board.done("action")).toMatchObject({
			action: "GATE",
			history: [{ result: "pass" }],
		});
		await board.isSound();
	});
});

describe("what a phase that has begun is proven by", () => {
	const begun = async () => {
		const board = await openPlanned({
			plan: aPlan([
				aPhase([aStep()], { gate: CHECKED }),
				aPhase([aStep()], { approval: { reason: "Look" } }),
			]),
		});
		await board.works("1.1");
		return board;
	};
	const more = { add_step: { phase: 1, role: "engineer", task: "More" } };
	const less = { remove_step: "1.2" };
	const amend = (
		board: PlannedBoard,
		changes: readonly JsonObject[],
		role: Role = "write",
	) =>
		board.said("amend", {
			role,
			input: { description: "Otherwise", changes: [...changes] },
		});

	test("is not amended away by giving a claimed step back first", async () => {
		const board = await openPlanned({
			plan: aPlan([aPhase([aStep()], { gate: CHECKED })]),
		});
		await board.done("claim", { step: "1.1" });
		await board.done("release", { step: "1.1" });
		const none = { edit_phase: { phase: 1, gate: null } };
		expect(await amend(board, [none])).toMatchObject({ code: "GATE_FAILED" });
	});

	test("is not amended away, in one amendment or in several; an override passes it", async () => {
		const board = await begun();
		const none = { edit_phase: { phase: 1, gate: null } };
		for (const role of ["write", "maintain", "admin"] as const)
			expect(await amend(board, [more, none, less], role)).toMatchObject({
				code: "GATE_FAILED",
				hint: expect.stringContaining("/override"),
			});
		expect(await amend(board, [more])).toMatchObject({ ok: true });
		expect(await amend(board, [none])).toMatchObject({ code: "GATE_FAILED" });
		await board.done("skip", { step: "1.2", input: { reason: "No need" } });
		expect(await board.done("action")).toMatchObject({
			...{ action: "GATE", phase: 1 },
			gate: { checks: CHECKED.checks },
		});
		await board.done("override", {
			role: "maintain",
			input: { reason: "the check is down" },
		});
		expect(await board.done("action")).toMatchObject({ action: "DISPATCH" });
		await board.isSound();
	});

	test("is not amended away where a person has said no", async () => {
		const board = await begun();
		await board.done("override", {
			role: "maintain",
			input: { reason: "the check is down" },
		});
		await board.works("2.1");
		await board.done("approve", { who: "bob", input: { result: "reject" } });
		const changes = [
			{ add_step: { phase: 2, role: "engineer", task: "More" } },
			{ edit_phase: { phase: 2, approval: null } },
			{ remove_step: "2.2" },
		];
		expect(await amend(board, changes)).toMatchObject({
			code: "GATE_FAILED",
			hint: expect.stringContaining("/approve"),
		});
		await board.isSound();
	});

	test("is chosen anew by a maintainer and nobody below, which is on record", async () => {
		const board = await begun();
		const gate = { name: "x", checks: [{ name: "lint", app: "evil" }] };
		const other = { edit_phase: { phase: 1, gate } };
		for (const changes of [[other], [more, other], [more, other, less]])
			expect(await amend(board, changes)).toMatchObject({
				code: "FORBIDDEN",
				data: { phase: 1, proof: "gate", needed: "maintain", role: "write" },
			});
		expect(await amend(board, [other], "maintain")).toMatchObject({
			data: {
				changes: [
					"edited gate of phase 1",
					"replaced the gate of phase 1, which had begun: 'ci' (test from github-actions, within 1h) became 'x' (lint from evil, within 1h)",
				],
			},
		});
		await board.isSound();
	});
});

describe("an approval", () => {
	const asked = aPlan([
		aPhase([aStep()], { approval: { reason: "the risk is high" } }),
	]);

	test("is somebody else's word: not of who did the work, nor of who may not write", async () => {
		const board = await openPlanned({ plan: asked });
		expect(await board.said("approve", { who: "bob" })).toMatchObject({
			code: "INVALID_TRANSITION",
		});
		await board.works("1.1");
		expect(await board.done("action")).toMatchObject({
			...{ action: "APPROVAL", about: "phase", reason: "the risk is high" },
		});
		for (const input of [{}, { phase: 1 }, { feedback: "more" }])
			expect(await board.said("approve", { input })).toMatchObject({
				code: "FORBIDDEN",
				data: { phase: 1 },
			});
		expect(
			await board.said("approve", { who: "bob", role: "triage" }),
		).toMatchObject({ code: "FORBIDDEN" });
		for (const [input, code] of [
			[{ phase: 2 }, "NOT_FOUND"],
			[{ result: "yes" }, "VALIDATION"],
			[{ result: "feedback" }, "VALIDATION"],
		] as const)
			expect(await board.said("approve", { who: "bob", input })).toMatchObject({
				code,
			});
		expect(await board.done("approve", { who: "bob" })).toMatchObject({
			result: "approve",
			next: { action: "COMPLETE" },
		});
		await board.isSound();
	});

	test("of one's own work is taken where the board takes gates on a word, and a rejection anywhere", async () => {
		const own = await openPlanned({
			plan: asked,
			config: { allow_unproven_gates: true },
		});
		await own.works("1.1");
		await own.done("approve");
		const board = await openPlanned({ plan: asked });
		await board.works("1.1");
		expect(
			await board.done("approve", {
				input: { result: "reject", feedback: "Not like this" },
			}),
		).toMatchObject({
			next: { action: "FAILED", reason: expect.stringContaining("Not like") },
		});
		await board.done("approve", { who: "bob" });
		await board.isSound();
	});

	test("with feedback adds a phase of remediation, which is worked on before the run ends", async () => {
		const board = await openPlanned({ plan: asked });
		await board.works("1.1");
		expect(
			await board.done("approve", {
				who: "bob",
				input: { feedback: "Log the duration as well" },
			}),
		).toMatchObject({
			remediation: 2,
			next: {
				action: "DISPATCH",
				steps: [{ address: "42/2.1", task: "Log the duration as well" }],
			},
		});
		expect(await board.said("done")).toMatchObject({
			code: "INVALID_TRANSITION",
		});
		await board.works("2.1");
		await board.done("done");
		await board.isSound();
	});

	test("is asked for when the budget is used up, and says so", async () => {
		const board = await openPlanned({
			plan: aPlan([aPhase([aStep(), aStep()])], { budget: "lean" }),
		});
		await board.works("1.1", { input: { tokens: "50000/1" } });
		expect(await board.done("action")).toMatchObject({
			...{ action: "APPROVAL", about: "budget" },
			message: expect.stringContaining("50001 of 50000 tokens"),
		});
		expect(await board.said("claim", { step: "1.2" })).toMatchObject({
			code: "QUOTA_EXCEEDED",
			data: { used: 50_001, cap: 50_000 },
		});
		expect(await board.said("next")).toMatchObject({ data: { task: null } });
		expect(
			await board.said("approve", { who: "bob", role: "triage" }),
		).toMatchObject({ code: "FORBIDDEN" });
		await board.done("approve");
		await board.works("1.2");
		await board.isSound();
	});
});

describe("a run ends", () => {
	const REASONED = {
		role: "maintain" as const,
		input: { reason: "No time" },
	};
	const single = () => openPlanned({ plan: aPlan() });
	const kept = (board: PlannedBoard) =>
		board.bench.replica().inspect((each) => ({
			run: each.plan("42")?.execution.status,
			look: each.retrospective("42")?.split("\n")[0],
			learned: each.learned()?.runs.runs.map(({ task }) => task),
		}));
	const COMPLETED = {
		run: "completed",
		look: "# Retrospective: 42",
		learned: ["42"],
	};

	test("with its task, when nothing is left of it and not before", async () => {
		const board = await single();
		expect(await board.said("done")).toMatchObject({
			code: "INVALID_TRANSITION",
			data: { action: "DISPATCH" },
		});
		await board.done("claim", { step: "1.1" });
		expect(await board.said("done")).toMatchObject({
			data: { action: "WAIT" },
		});
		await board.done("record", { step: "1.1", input: { status: "complete" } });
		await board.done("done", { input: { deliverable: "The logging" } });
		expect(await kept(board)).toEqual(COMPLETED);
		expect(await board.task()).toMatchObject({
			status: "done",
			deliverable: "The logging",
		});
		await board.isSound();
	});

	test("through the review, where the board asks for one; what is to be changed is worked on as the plan or as a whole", async () => {
		const board = await openPlanned({
			plan: aPlan(),
			config: { review: "always" },
		});
		await board.works("1.1");
		await board.done("done");
		expect((await board.task()).status).toBe("review");
		expect(await kept(board)).toEqual(COMPLETED);
		expect(await board.said("approve")).toMatchObject({ code: "FORBIDDEN" });
		await board.done("changes", { who: "bob", input: { body: "More tests" } });
		expect(await board.done("next", { who: "bob" })).toMatchObject({
			task: { key: "42" },
		});
		expect(await board.done("start")).toMatchObject({ action: "COMPLETE" });
		await board.done("amend", {
			input: { description: "More tests", add_phase: ["Tests:tester"] },
		});
		await board.works("2.1");
		await board.done("ack", { who: "bob", input: { follow_up: "f1" } });
		await board.done("done");
		await board.done("approve", { who: "bob" });
		expect((await board.task()).status).toBe("done");
		expect(await kept(board)).toEqual(COMPLETED);
		await board.isSound();
	});

	test("by closing the issue, only when it is through; as not planned at any time", async () => {
		const close = (board: PlannedBoard, reason: string) =>
			board.said("close", { input: { reason } });
		const board = await single();
		expect(await close(board, "completed")).toMatchObject({
			code: "INVALID_TRANSITION",
			hint: expect.stringContaining("Closing an issue never passes a gate"),
		});
		await board.works("1.1");
		expect(await close(board, "completed")).toMatchObject({ ok: true });
		expect(await kept(board)).toEqual(COMPLETED);
		await board.isSound();
		const dropped = await single();
		await dropped.done("claim", { step: "1.1" });
		expect(await close(dropped, "not_planned")).toMatchObject({ ok: true });
		expect((await dropped.plan()).execution).toMatchObject({
			status: "cancelled",
			reason: "closed by alice",
		});
		await dropped.isSound();
	});

	test("by an override of the task's own gates, when nothing of the plan is left", async () => {
		const board = await openPlanned({
			plan: aPlan(),
			config: {
				gates: { ci: { checks: CHECKED.checks } },
				done_gates: ["ci"],
			},
		});
		await board.works("1.1");
		expect(await board.said("done")).toMatchObject({ code: "GATE_FAILED" });
		await board.done("override", REASONED);
		expect((await board.task()).status).toBe("done");
		expect(await kept(board)).toEqual(COMPLETED);
		await board.isSound();
	});

	test("with a look back that nobody can hand in", async () => {
		const forged = {
			retrospective: "# All was well",
			learned: {
				run: {
					...{ task: "42", status: "completed", type: "other" },
					...{ started_at: "2026-11-20T19:00:00.000Z" },
					...{ ended_at: "2026-11-20T19:00:00.000Z" },
					...{ steps: 1, retries: 0, amendments: 0, duration_ms: 0 },
				},
				gates: [],
				roles: [],
			},
		};
		const board = await single();
		await board.works("1.1");
		await board.done("done", { input: { run: forged } });
		expect(await kept(board)).toEqual(COMPLETED);
		const whole = await openPlanned({ plan: undefined });
		await whole.done("claim");
		await whole.done("done", { input: { run: forged } });
		expect(await kept(whole)).toMatchObject({ look: undefined, learned: [] });
		const reviewed = await openPlanned({
			plan: aPlan(),
			config: { review: "always" },
		});
		await reviewed.works("1.1");
		await reviewed.done("done");
		await reviewed.done("override", {
			role: "maintain",
			input: { ...REASONED.input, run: forged },
		});
		expect(await kept(reviewed)).toEqual(COMPLETED);
		await reviewed.isSound();
		await board.isSound();
		await whole.isSound();
	});

	test("with a cancel: nothing is handed out, recorded or passed after it, and a reopening goes on where it stood", async () => {
		const board = await openPlanned({ plan: gated() });
		await board.done("claim", { step: "1.1" });
		await board.done("cancel", { input: { reason: "Superseded" } });
		expect(await board.done("action")).toMatchObject({
			action: "FAILED",
			reason: "the run was cancelled: Superseded",
			waysOut: [{ verb: "reopen" }],
		});
		const words: readonly (readonly [
			string,
			string | undefined,
			JsonObject,
		])[] = [
			["claim", "1.1", {}],
			["record", "1.1", { status: "complete" }],
			["heartbeat", "1.1", {}],
			["release", "1.1", {}],
			["retry", "1.1", {}],
			["skip", "1.1", { reason: "No need" }],
			["gate", undefined, { phase: 1, ...ran(0) }],
			["approve", undefined, {}],
			["amend", undefined, { description: "x", add_phase: ["a:b"] }],
			["start", undefined, {}],
			["done", undefined, {}],
		];
		const commits = await board.commits();
		for (const [verb, step, input] of words)
			expect([
				verb,
				await board.said(verb, { ...(step ? { step } : {}), input }),
			]).toMatchObject([verb, { ok: false }]);
		expect(await board.said("next")).toMatchObject({ data: { task: null } });
		expect(await board.commits()).toBe(commits);
		await board.done("reopen");
		expect(await board.done("action")).toMatchObject({
			action: "WAIT",
			why: "not-started",
		});
		await board.done("start");
		await board.done("claim", { step: "1.1" });
		expect((await board.step("1.1")).fence).toBe(2);
		await board.isSound();
	});

	test("is taken up again where it stood, and counted once", async () => {
		const board = await single();
		await board.works("1.1");
		await board.done("done");
		await board.done("reopen");
		expect((await board.plan()).execution.status).toBe("running");
		await board.done("start");
		expect(await board.done("action")).toMatchObject({ action: "COMPLETE" });
		await board.done("amend", {
			input: { description: "More", add_phase: ["More:engineer"] },
		});
		await board.works("2.1");
		await board.done("done");
		expect(await kept(board)).toEqual(COMPLETED);
		await board.isSound();
	});
});

describe("a run whose task is taken out of work", () => {
	test("waits, says for what, keeps what its workers still bring, and goes on by a start", async () => {
		const board = await openPlanned();
		await board.done("claim", { step: "1.1" });
		await board.done("block", {
			who: "bob",
			input: { reason: "waiting for the vendor" },
		});
		expect(await board.done("action")).toMatchObject({
			...{ status: "blocked", action: "WAIT", why: "task" },
			message: expect.stringContaining("waiting for the vendor"),
		});
		expect(await board.said("claim", { step: "1.2" })).toMatchObject({
			code: "INVALID_TRANSITION",
			message: expect.stringContaining("blocked: waiting for the vendor"),
		});
		await board.done("record", { step: "1.1", input: { status: "complete" } });
		expect(await board.said("start")).toMatchObject({
			code: "INVALID_TRANSITION",
		});
		expect(await board.said("next")).toMatchObject({ data: { task: null } });
		await board.done("unblock");
		expect(await board.said("claim", { step: "1.2" })).toMatchObject({
			hint: expect.stringContaining("/start"),
		});
		expect(await board.said("claim")).toMatchObject({
			code: "INVALID_TRANSITION",
			hint: expect.stringContaining("/start"),
		});
		expect(await board.done("start")).toMatchObject({
			action: "DISPATCH",
			steps: [{ address: "42/1.2" }],
		});
		await board.isSound();
	});

	test("is not taken from those who work on its steps by somebody with triage", async () => {
		const board = await openPlanned({
			plan: TWO_PHASES,
			config: { permissions: { cancel: "triage" } },
		});
		await board.done("claim", { step: "1.1" });
		const byBob = { who: "bob", role: "triage" as const };
		for (const verb of ["block", "cancel"])
			expect(
				await board.said(verb, { ...byBob, input: { reason: "Mine" } }),
			).toMatchObject({ code: "CONFLICT_LOCKED", data: { holder: "alice" } });
		await board.done("release", { step: "1.1" });
		await board.done("block", { ...byBob, input: { reason: "Mine" } });
		await board.isSound();
	});

	test("by a subtask that it waits for goes on when that has ended", async () => {
		const board = await openPlanned();
		await board.done("subtask", { input: { title: "First", park: true } });
		const { status } = await board.task();
		expect(status).toBe("blocked");
		const [child] = await board.bench
			.replica()
			.inspect((each) => each.children("42"));
		await board.done("claim", { task: child as string });
		await board.done("done", { task: child as string });
		expect((await board.task()).status).toBe("ready");
		await board.done("start");
		await board.works("1.1");
		await board.isSound();
	});
});
