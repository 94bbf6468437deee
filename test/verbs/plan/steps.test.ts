import { describe, expect, test } from "vitest";
import { stepsOf } from "../../../src/core/plan/plan.ts";
import { APP } from "../../support/bench.ts";
import { aPhase, aPlan, aStep, openPlanned, TESTS } from "./planned-board.ts";

const LEASE_MS = 10 * 60_000;
const GRACE_MS = 2 * 60_000;
const complete = { status: "complete" };

describe("a step", () => {
	test("is taken by exactly one, by its address, and by the same one again", async () => {
		const board = await openPlanned();
		expect(await board.said("dispatched", { step: "1.1" })).toMatchObject({
			ok: true,
			data: {
				status: "dispatched",
				step_id: "1.1",
				fence: 1,
				agent: "alice",
				step: { address: "42/1.1", role: "engineer" },
				context: { task: { key: "42" } },
			},
		});
		const commits = await board.commits();
		expect(await board.said("claim", { step: "1.1" })).toMatchObject({
			ok: true,
			data: { fence: 1 },
		});
		expect(await board.commits()).toBe(commits);
		expect(
			await board.said("dispatched", { step: "1.1", who: "bob" }),
		).toMatchObject({
			code: "CONFLICT_LOCKED",
			data: { step: "1.1", holder: "alice" },
		});
		await board.isSound();
	});

	test("keeps to its role, its phase and its dependencies", async () => {
		const board = await openPlanned({
			plan: aPlan([
				aPhase([aStep(), aStep("other", { depends_on: ["1.1"] })]),
				aPhase(),
			]),
		});
		const dispatched = (step: string, role?: string) =>
			board.said("dispatched", { step, ...(role ? { input: { role } } : {}) });
		expect(await dispatched("1.1", "painter")).toMatchObject({
			code: "VALIDATION",
			data: { role: "engineer" },
		});
		expect(await dispatched("1.2")).toMatchObject({
			code: "INVALID_TRANSITION",
			data: { waits_for: ["1.1"] },
		});
		expect(await dispatched("2.1")).toMatchObject({
			code: "INVALID_TRANSITION",
			message: expect.stringContaining("waits for phase 1"),
		});
		expect(await dispatched("7.7")).toMatchObject({
			code: "NOT_FOUND",
			hint: "Its steps are 1.1, 1.2, 2.1.",
		});
		expect(await dispatched("one")).toMatchObject({ code: "VALIDATION" });
		expect(await board.said("dispatched")).toMatchObject({
			code: "VALIDATION",
			message: expect.stringContaining("no step was named"),
		});
		expect(await board.said("unblock", { step: "1.1" })).toMatchObject({
			code: "VALIDATION",
			message: expect.stringContaining("a task as a whole"),
		});
		await board.works("1.1");
		await board.works("1.2");
		expect(await dispatched("1.1")).toMatchObject({
			code: "INVALID_TRANSITION",
			message: "Step 1.1 is complete.",
		});
		await board.works("2.1");
		await board.isSound();
	});

	test("needs what its task needs of a worker, like the task itself", async () => {
		const board = await openPlanned({
			config: { agents: { bob: { logins: ["bob"], capabilities: ["db"] } } },
		});
		await board.done("require", { input: { capability: "db" } });
		for (const verb of ["dispatched", "claim"])
			expect(await board.said(verb, { step: "1.1" })).toMatchObject({
				code: "FORBIDDEN",
				data: { missing: ["db"] },
			});
		await board.done("dispatched", { step: "1.1", who: "bob" });
		await board.isSound();
	});

	test("counts against its worker's leases together with whole tasks", async () => {
		const board = await openPlanned({
			keys: ["41", "42"],
			config: { agents: { alice: { logins: ["alice"], max_leases: 2 } } },
		});
		await board.done("claim", { task: "41" });
		await board.done("claim", { step: "1.1" });
		expect(await board.said("claim", { step: "1.2" })).toMatchObject({
			code: "QUOTA_EXCEEDED",
			data: { limit: 2, leases: 2 },
		});
		expect(await board.said("next")).toMatchObject({ data: { task: null } });
		await board.done("record", { step: "1.1", input: complete });
		await board.done("claim", { step: "1.2" });
		await board.isSound();
	});

	test("is kept by heartbeats, which tell what was used and cost no version", async () => {
		const board = await openPlanned();
		await board.done("claim", { step: "1.1" });
		const { version } = await board.task();
		const commits = await board.commits();
		await board.done("heartbeat", { step: "1.1" });
		expect(await board.commits()).toBe(commits);
		board.bench.advance(LEASE_MS - 1);
		expect(
			await board.said("heartbeat", {
				step: "1.1",
				input: { tokens: "10/5" },
			}),
		).toMatchObject({ ok: true, data: { fence: 1, open_follow_ups: 0 } });
		expect(await board.task()).toMatchObject({
			version,
			tokens: { input: 10, output: 5 },
		});
		board.bench.advance(LEASE_MS - 1);
		await board.done("record", { step: "1.1", input: complete });
		expect(
			await board.said("heartbeat", { step: "1.1", who: "bob" }),
		).toMatchObject({ code: "LEASE_EXPIRED" });
		await board.isSound();
	});

	test("is renewed by whatever its holder says of the task", async () => {
		const board = await openPlanned();
		await board.done("claim", { step: "1.1" });
		await board.done("claim", { step: "1.2", who: "bob" });
		board.bench.advance(LEASE_MS - 1);
		await board.done("note", { input: { body: "halfway" } });
		board.bench.advance(GRACE_MS);
		await board.done("record", { step: "1.1", input: complete });
		expect(
			await board.said("record", { step: "1.2", who: "bob", input: complete }),
		).toMatchObject({ code: "LEASE_EXPIRED" });
		await board.isSound();
	});

	test("given back is free at once, without an attempt, with the reason and what was used", async () => {
		const board = await openPlanned();
		await board.done("claim", { step: "1.1" });
		expect(
			await board.said("release", { step: "1.1", who: "bob" }),
		).toMatchObject({ code: "CONFLICT_LOCKED" });
		await board.done("release", {
			step: "1.1",
			input: { reason: "no database here", tokens: "7/3" },
		});
		expect(await board.step("1.1")).toMatchObject({
			status: "pending",
			attempts: [],
			fence: 1,
		});
		expect((await board.task()).tokens).toEqual({ input: 7, output: 3 });
		const { notes } = (await board.done("show", {
			input: { part: "notes" },
		})) as { notes: { body: string }[] };
		expect(notes[0]?.body).toBe("Step 1.1 given back: no database here");
		await board.done("claim", { step: "1.1", who: "bob" });
		expect((await board.step("1.1")).fence).toBe(2);
		await board.isSound();
	});

	test("is taken away by a maintainer alone; a lease that had ended by then was an attempt", async () => {
		const board = await openPlanned();
		const words = {
			step: "1.1",
			role: "maintain" as const,
			who: "maintainer",
			input: { reason: "gone" },
		};
		expect(await board.said("force-release", words)).toMatchObject({
			code: "INVALID_TRANSITION",
			message: "Nobody holds step 1.1 of task 42.",
		});
		await board.done("claim", { step: "1.1" });
		expect(
			await board.said("force-release", { ...words, role: "write" }),
		).toMatchObject({ code: "FORBIDDEN" });
		expect(await board.done("force-release", words)).toMatchObject({
			taken_from: "alice",
		});
		expect((await board.step("1.1")).attempts).toEqual([]);
		await board.done("claim", { step: "1.1" });
		board.bench.advance(LEASE_MS);
		await board.done("force-release", words);
		expect(await board.step("1.1")).toMatchObject({
			status: "pending",
			attempts: [{ result: "expired", agent: "alice", fence: 2 }],
		});
		await board.isSound();
	});
});

describe("an abandoned step", () => {
	test("is its holder's until the grace is over; then a claim ends the lease and counts the loss", async () => {
		const board = await openPlanned();
		await board.done("claim", { step: "1.1" });
		board.bench.advance(LEASE_MS + GRACE_MS - 1);
		expect(
			await board.said("claim", { step: "1.1", who: "bob" }),
		).toMatchObject({ code: "CONFLICT_LOCKED" });
		board.bench.advance(1);
		await board.done("claim", { step: "1.1", who: "bob" });
		expect(await board.step("1.1")).toMatchObject({
			fence: 2,
			attempts: [{ result: "expired", agent: "alice" }],
		});
		const losses = await board.bench
			.replica()
			.inspect((each) => each.agent("alice")?.stats.lease_losses);
		expect(losses).toBe(1);
		await board.isSound();
	});

	test("is ended by the reaper, not too early, and fails as often as config allows attempts", async () => {
		const board = await openPlanned({ config: { attempts: { max: 2 } } });
		const expire = async (step = "1.1") => {
			const saying = board.bench.appSays("expire", {}, "42");
			const [answer] = await board.bench.engine.perform([{ ...saying, step }]);
			return answer;
		};
		expect(await expire()).toMatchObject({ code: "INVALID_TRANSITION" });
		expect(await expire("7.7")).toMatchObject({ code: "NOT_FOUND" });
		expect(await board.said("expire", { step: "1.1" })).toMatchObject({
			code: "FORBIDDEN",
		});
		for (const status of ["pending", "failed"]) {
			await board.done("claim", { step: "1.1" });
			board.bench.advance(LEASE_MS + GRACE_MS - 1);
			expect(await expire()).toMatchObject({ code: "INVALID_TRANSITION" });
			board.bench.advance(1);
			expect(await expire()).toMatchObject({ ok: true });
			expect((await board.step("1.1")).status).toBe(status);
		}
		expect(await board.done("action")).toMatchObject({
			action: "FAILED",
			steps: ["1.1"],
		});
		await board.done("retry", { step: "1.1" });
		expect(await board.done("action")).toMatchObject({ action: "DISPATCH" });
		await board.isSound();
	});

	test("does not come back under its old fence, nor from another account or agent", async () => {
		const board = await openPlanned({
			config: {
				agents: {
					alice: { logins: ["alice"] },
					"alice-2": { logins: ["alice"] },
				},
			},
		});
		await board.done("claim", { step: "1.1" });
		board.bench.advance(LEASE_MS + GRACE_MS);
		await board.done("claim", { step: "1.1" });
		const record = (words: object) =>
			board.said("record", { step: "1.1", input: complete, ...words });
		expect(await record({ input: { ...complete, fence: 1 } })).toMatchObject({
			code: "LEASE_EXPIRED",
			message: expect.stringContaining("its fence was 1, the step is at 2"),
		});
		expect(await record({ who: "bob" })).toMatchObject({
			code: "CONFLICT_LOCKED",
		});
		expect(await record({ agent: "alice-2" })).toMatchObject({
			code: "CONFLICT_LOCKED",
		});
		expect(await record({ input: { ...complete, fence: 2 } })).toMatchObject({
			ok: true,
		});
		await board.isSound();
	});
});

describe("a result", () => {
	test("is kept with its evidence, its warnings and what it cost; the next action comes with it", async () => {
		const board = await openPlanned({
			plan: aPlan([aPhase([aStep("a", { allowed_paths: ["app/"] }), aStep()])]),
		});
		await board.done("claim", { step: "1.1" });
		const sha = "a4d82cf".padEnd(40, "0");
		expect(
			await board.done("record", {
				step: "1.1",
				input: {
					...complete,
					outcome: "Added middleware",
					files: ["app/log.py", "other.py"],
					commit: "a4d82cf",
					duration: 12.5,
					tokens: "100/20",
					cost: "0.02",
					facts: {
						commit: { known: true, sha, files: ["app/log.py"], insertions: 3 },
					},
				},
			}),
		).toMatchObject({
			result: "complete",
			warnings: [
				"not in the commit: other.py",
				"outside the paths of the step: other.py",
			],
			next: { action: "DISPATCH", steps: [{ address: "42/1.2" }] },
		});
		expect(await board.step("1.1")).toMatchObject({
			attempts: [
				{
					outcome: "Added middleware",
					commit: sha,
					tokens: 120,
					duration: 12.5,
					evidence: { proven: true, insertions: 3 },
				},
			],
		});
		const seen = await board.bench.replica().inspect((each) => ({
			stats: each.agent("alice")?.stats,
			tokens: each.task("42")?.tokens,
		}));
		expect(seen).toMatchObject({
			stats: { claims: 1, handled: 1, failures: 0 },
			tokens: { input: 100, output: 20, cost_usd: 0.02 },
		});
		await board.isSound();
	});

	test("is complete or failed: done is neither, and the message names both", async () => {
		const board = await openPlanned();
		await board.done("claim", { step: "1.1" });
		const commits = await board.commits();
		expect(
			await board.said("record", { step: "1.1", input: { status: "done" } }),
		).toMatchObject({
			code: "VALIDATION",
			message: 'A step is recorded as complete or failed, not as "done".',
			data: { field: "status", allowed: ["complete", "failed"] },
		});
		expect(await board.said("record", { step: "1.1" })).toMatchObject({
			code: "VALIDATION",
		});
		expect(await board.commits()).toBe(commits);
	});

	test("said twice is one; another one needs a retry, and then is a second attempt", async () => {
		const board = await openPlanned();
		await board.done("claim", { step: "1.1" });
		const input = { ...complete, outcome: "Done", tokens: "3/4", files: ["a"] };
		await board.done("record", { step: "1.1", input });
		const commits = await board.commits();
		expect(await board.done("record", { step: "1.1", input })).toMatchObject({
			result: "complete",
		});
		expect(await board.commits()).toBe(commits);
		for (const other of [
			{ status: "failed", error: "no" },
			{ ...input, outcome: "Otherwise" },
		])
			expect(
				await board.said("record", { step: "1.1", input: other }),
			).toMatchObject({
				code: "INVALID_TRANSITION",
				hint: expect.stringContaining("retry"),
			});
		expect(await board.commits()).toBe(commits);
		await board.done("retry", { step: "1.1" });
		await board.done("claim", { step: "1.1" });
		await board.done("record", {
			step: "1.1",
			input: { status: "failed", error: "no" },
		});
		expect(await board.step("1.1")).toMatchObject({
			status: "failed",
			attempts: [{ result: "complete" }, { result: "failed", fence: 2 }],
		});
		await board.isSound();
	});

	test("said again under its op id is the first one, whatever it says by then", async () => {
		const board = await openPlanned();
		await board.done("claim", { step: "1.1" });
		const opId = "k00000000000000aa";
		await board.done("record", { step: "1.1", opId, input: complete });
		const commits = await board.commits();
		await board.done("record", {
			step: "1.1",
			opId,
			input: { status: "failed" },
		});
		expect(await board.commits()).toBe(commits);
		expect((await board.step("1.1")).status).toBe("complete");
	});

	test("with a commit that nobody knows, or that is no name of one, changes nothing", async () => {
		const board = await openPlanned();
		await board.done("claim", { step: "1.1" });
		const commits = await board.commits();
		for (const [commit, facts] of [
			["a4d82cf", { commit: { known: false } }],
			["main", undefined],
			["abcd", undefined],
		] as const)
			expect(
				await board.said("record", {
					step: "1.1",
					input: { ...complete, commit, ...(facts ? { facts } : {}) },
				}),
			).toMatchObject({ code: "VALIDATION" });
		expect(await board.commits()).toBe(commits);
	});

	test("of a step with a command is what the command came to", async () => {
		const board = await openPlanned({
			plan: aPlan([aPhase([aStep("runner", { command: "make" })])]),
		});
		await board.done("claim", { step: "1.1" });
		const run = (exit_code: number, status: string) =>
			board.said("record", {
				step: "1.1",
				input: { status, facts: { run: { exit_code, output: "made" } } },
			});
		expect(await run(2, "complete")).toMatchObject({ code: "VALIDATION" });
		expect(await run(0, "complete")).toMatchObject({ ok: true });
		expect(await board.step("1.1")).toMatchObject({
			attempts: [{ evidence: { exit_code: 0, output: "made" } }],
		});
		await board.isSound();
	});

	test("may bring a patch of the baton, which is told of as that step's", async () => {
		const board = await openPlanned();
		await board.done("claim", { step: "1.1" });
		const decision_log = ["One line for each request"];
		await board.done("record", {
			step: "1.1",
			input: { ...complete, baton_patch: { decision_log } },
		});
		expect(await board.done("history")).toMatchObject({
			baton_history: [{ stage: "1.1", patch: { decision_log } }],
		});
		await board.isSound();
	});

	test("with a patch of the baton that is refused is not taken either", async () => {
		const board = await openPlanned();
		await board.done("claim", { step: "1.1" });
		const commits = await board.commits();
		expect(
			await board.said("record", {
				step: "1.1",
				input: { ...complete, baton_patch: { goal: null } },
			}),
		).toMatchObject({ code: "VALIDATION" });
		expect(await board.commits()).toBe(commits);
		expect((await board.step("1.1")).status).toBe("dispatched");
	});
});

describe("a failed step", () => {
	test("goes on by a retry, by leaving it out with a reason, or by an amendment", async () => {
		const board = await openPlanned();
		const fails = async (step: string) => {
			await board.done("claim", { step });
			await board.done("record", {
				step,
				input: { status: "failed", error: "the schema is missing" },
			});
		};
		await fails("1.1");
		expect(await board.done("action")).toMatchObject({
			action: "FAILED",
			reason: "step 1.1 failed: the schema is missing",
			waysOut: [
				{ verb: "retry", step: "1.1" },
				{ verb: "skip", step: "1.1" },
				{ verb: "amend" },
				{ verb: "cancel" },
			],
		});
		await board.done("retry", { step: "1.1" });
		const commits = await board.commits();
		await board.done("retry", { step: "1.1" });
		expect(await board.commits()).toBe(commits);
		await board.works("1.1");
		await fails("1.2");
		expect(await board.said("skip", { step: "1.2" })).toMatchObject({
			code: "VALIDATION",
		});
		await board.done("skip", { step: "1.2", input: { reason: "No need" } });
		expect((await board.step("1.2")).attempts).toMatchObject([
			{ result: "failed" },
			{ result: "skipped", error: "No need" },
		]);
		expect(await board.done("action")).toMatchObject({ action: "GATE" });
		await board.isSound();
	});

	test("is left to whoever is at it, and to nobody once others went on from it", async () => {
		const board = await openPlanned({
			plan: aPlan([aPhase([aStep(), aStep("b", { depends_on: ["1.1"] })])]),
		});
		await board.done("claim", { step: "1.1" });
		for (const verb of ["retry", "skip"])
			expect(
				await board.said(verb, {
					step: "1.1",
					who: "bob",
					...(verb === "skip" ? { input: { reason: "No" } } : {}),
				}),
			).toMatchObject({ code: "CONFLICT_LOCKED" });
		await board.done("record", { step: "1.1", input: complete });
		await board.works("1.2");
		expect(await board.said("retry", { step: "1.1" })).toMatchObject({
			code: "INVALID_TRANSITION",
			data: { started: ["1.2"] },
		});
		await board.isSound();
	});
});

describe("an amendment", () => {
	test("adds phases and steps, says what became different, and moves nothing that was done", async () => {
		const board = await openPlanned();
		await board.works("1.1");
		expect(
			await board.done("amend", {
				input: {
					description: "Need a migration",
					add_phase: ["Migration:backend-engineer"],
					after_phase: 1,
					add_step: ["1:code-reviewer:Check the migration"],
				},
			}),
		).toMatchObject({
			amendment: "amend-1",
			changes: [expect.any(String), expect.any(String)],
			next: { action: "DISPATCH" },
		});
		expect((await board.plan()).phases.map(({ id }) => id)).toEqual([1, 3, 2]);
		expect(stepsOf(await board.plan()).map(({ id }) => id)).toEqual([
			...["1.1", "1.2", "1.3"],
			...["3.1", "2.1"],
		]);
		expect((await board.step("1.1")).status).toBe("complete");
		await board.isSound();
	});

	test("that is wrong, empty or too much changes nothing", async () => {
		const board = await openPlanned({ config: { limits: { plan_steps: 4 } } });
		const commits = await board.commits();
		const cases: readonly (readonly [object, string])[] = [
			[{}, "VALIDATION"],
			[{ add_step: ["Check it"] }, "VALIDATION"],
			[{ add_step: ["9:role:Check it"] }, "NOT_FOUND"],
			[{ changes: [{ remove_everything: true }] }, "VALIDATION"],
			[{ changes: "all" }, "VALIDATION"],
			[{ add_phase: ["a:b", "c:d"] }, "QUOTA_EXCEEDED"],
			[{ changes: [{ remove_step: "7.7" }] }, "NOT_FOUND"],
			[
				{
					changes: [
						{ edit_step: { step: "1.1", depends_on: ["1.2"] } },
						{ edit_step: { step: "1.2", depends_on: ["1.1"] } },
					],
				},
				"CYCLE_DETECTED",
			],
		];
		for (const [input, code] of cases) {
			const answer = await board.said("amend", {
				input: { description: "Otherwise", ...input },
			});
			expect([input, answer.ok ? "ok" : answer.code]).toEqual([input, code]);
		}
		expect(await board.said("amend")).toMatchObject({ code: "VALIDATION" });
		expect(
			await board.said("amend", {
				input: { description: "x", add_phase: ["a:b"], version: 1 },
			}),
		).toMatchObject({ code: "STALE" });
		expect(await board.commits()).toBe(commits);
	});

	test("that takes away a step keeps its id to itself", async () => {
		const board = await openPlanned({ isStarted: false });
		await board.done("amend", {
			input: { description: "Less", changes: [{ remove_step: "1.2" }] },
		});
		await board.done("amend", {
			input: { description: "More", add_step: ["1:role:Again"] },
		});
		expect(stepsOf(await board.plan()).map(({ id }) => id)).toEqual([
			...["1.1", "1.3", "2.1"],
		]);
		await board.isSound();
	});
});

test("a plan that grew as large as it may is still given up, and nothing of it was lost", async () => {
	const board = await openPlanned({
		plan: aPlan([
			aPhase(
				Array.from({ length: 88 }, () =>
					aStep("a", { task: "x".repeat(4_000) }),
				),
			),
			aPhase([aStep()], { gate: TESTS }),
		]),
	});
	const outcome = "y".repeat(4_000);
	const records: string[] = [];
	for (let n = 1; n <= 20; n++) {
		await board.done("claim", { step: `1.${n}` });
		const answer = await board.said("record", {
			step: `1.${n}`,
			input: { status: "complete", outcome },
		});
		records.push(answer.ok ? "ok" : answer.code);
		if (!answer.ok) break;
	}
	expect(records.at(-1)).toBe("QUOTA_EXCEEDED");
	expect(records.length).toBeGreaterThan(5);
	expect(
		await board.said("amend", {
			input: { description: "z".repeat(4_000), add_step: ["1:a:More"] },
		}),
	).toMatchObject({ code: "QUOTA_EXCEEDED" });
	await board.done("release", { step: `1.${records.length}` });
	await board.done("cancel", { input: { reason: "Too much" } });
	await board.done("reopen");
	await board.done("start");
	expect((await board.step("1.1")).attempts).toMatchObject([{ outcome }]);
	await board.isSound();
});

test("the app's own account holds no step by what it ends", async () => {
	const board = await openPlanned();
	await board.done("claim", { step: "1.1" });
	board.bench.advance(LEASE_MS + GRACE_MS);
	const saying = board.bench.appSays("expire", {}, "42");
	await board.bench.engine.perform([{ ...saying, step: "1.1" }]);
	expect(await board.step("1.1")).toMatchObject({
		attempts: [{ actor: { login: "alice" } }],
	});
	expect(JSON.stringify(await board.plan())).not.toContain(APP.login);
});
