import { describe, expect, test } from "vitest";
import { addMs, type Instant } from "../../../src/core/instant.ts";
import { actionOf } from "../../../src/core/plan/action.ts";
import { approvePlan } from "../../../src/core/plan/approvals.ts";
import type { StepReport } from "../../../src/core/plan/evidence.ts";
import type { Changed } from "../../../src/core/plan/lookup.ts";
import {
	PLAN_LIMITS,
	type Plan,
	stepsOf,
} from "../../../src/core/plan/plan.ts";
import {
	recordStep,
	retryStep,
	skipStep,
} from "../../../src/core/plan/record.ts";
import {
	dispatchStep,
	expireStep,
	releaseStep,
	renewStep,
} from "../../../src/core/plan/steps.ts";
import {
	actOf,
	CONFIG,
	planOf,
	SHA,
	START,
} from "../../support/random-plans.ts";

const config = CONFIG;
const act = actOf("ann");
const at = (minutes: number): Instant => addMs(START, minutes * 60_000);
const by = (login: string, minutes = 0) => actOf(login, at(minutes));

function done(answer: { readonly ok: boolean }): Plan {
	expect(answer).toMatchObject({ ok: true });
	return (answer as Changed).plan;
}

const take = (plan: Plan, who = act, step = "1.1") =>
	dispatchStep(plan, { step, act: who, config });
const record = (plan: Plan, report: Partial<StepReport> = {}, who = act) =>
	recordStep(plan, {
		report: { step: "1.1", status: "complete", ...report },
		act: who,
	});
const first = (plan: Plan) => stepsOf(plan)[0];
const one = planOf([{}]);
const out = done(take(one));

describe("dispatching a step", () => {
	test("is a lease with agent, account, fence and end", () => {
		expect(first(out)).toMatchObject({
			status: "dispatched",
			fence: 1,
			lease: {
				agent: "ann",
				actor: { id: 1, login: "ann" },
				acquired_at: START,
				expires_at: at(10),
			},
		});
	});

	test("again by its holder is the same lease, renewed from when it was said", () => {
		expect(take(out)).toMatchObject({ ok: true, changed: false });
		const late = { ...by("ann", 9), at: at(4) };
		expect(take(out, late)).toMatchObject({
			lease: { expires_at: at(14) },
			step: { fence: 1 },
		});
	});

	test("is refused to everybody else until the grace is over; then it ends the old lease and keeps that attempt", () => {
		for (const minutes of [1, 10, 11.9])
			expect(take(out, by("ben", minutes))).toMatchObject({
				code: "CONFLICT_LOCKED",
				data: { holder: "ann", until: at(10) },
			});
		const next = done(take(out, by("ben", 12)));
		expect(first(next)).toMatchObject({
			fence: 2,
			lease: { agent: "ben" },
			attempts: [
				{ result: "expired", agent: "ann", fence: 1, ended_at: at(10) },
			],
		});
		expect(record(next, {}, by("ann", 12))).toMatchObject({
			code: "CONFLICT_LOCKED",
		});
	});

	test("again by a holder who came late is at once, and a new fence", () => {
		const late = done(take(out, by("ann", 11)));
		expect(first(late)).toMatchObject({
			fence: 2,
			attempts: [{ result: "expired" }],
		});
	});

	test("needs the step's role where one is said", () => {
		const wish = { step: "1.1", act, config };
		expect(dispatchStep(one, { ...wish, role: "architect" })).toMatchObject({
			code: "VALIDATION",
			message: expect.stringContaining("backend-engineer, not architect"),
		});
		expect(dispatchStep(one, { ...wish, role: "backend-engineer" }).ok).toBe(
			true,
		);
	});

	test("lasts as asked within the board's bounds, else as long as the step's timeout", () => {
		const long = planOf([{ steps: [{ timeout: "2h" }, { timeout: "7d" }] }]);
		const leaseOf = (step: string, length?: string) =>
			dispatchStep(long, { step, for: length, act, config });
		expect(leaseOf("1.1")).toMatchObject({ lease: { expires_at: at(120) } });
		expect(leaseOf("1.2")).toMatchObject({
			lease: { expires_at: at(24 * 60) },
		});
		expect(leaseOf("1.1", "30m")).toMatchObject({
			lease: { expires_at: at(30) },
		});
		for (const wrong of ["5s", "7d", "soon"])
			expect(leaseOf("1.1", wrong)).toMatchObject({ code: "VALIDATION" });
	});

	test("waits for the steps it depends on and for the start, and an unknown step is told of", () => {
		const chain = planOf([{ steps: [{}, { depends_on: ["1.1"] }] }]);
		expect(take(chain, act, "1.2")).toMatchObject({
			code: "INVALID_TRANSITION",
			data: { waits_for: ["1.1"] },
		});
		const planned = {
			...one,
			execution: { ...one.execution, status: "planned" as const },
		};
		expect(take(planned)).toMatchObject({ code: "INVALID_TRANSITION" });
		expect(take(chain, act, "1.7")).toMatchObject({
			code: "NOT_FOUND",
			data: { steps: ["1.1", "1.2"] },
		});
	});

	test("pauses when the budget is used up, says so, and goes on when a person agrees", () => {
		const lean: Plan = { ...planOf([{ steps: [{}, {}] }]), budget: "lean" };
		const spent = done(record(done(take(lean)), { tokens: 50_000 }));
		expect(take(spent, act, "1.2")).toMatchObject({ code: "QUOTA_EXCEEDED" });
		expect(actionOf(spent, START)).toMatchObject({
			action: "APPROVAL",
			about: "budget",
			message:
				"Paused: 50000 of 50000 tokens of the budget 'lean' are used. A person has to agree to go on.",
		});
		const say = (plan: Plan, result: string) =>
			done(approvePlan(plan, { result, act, maxSteps: 9 }));
		expect(actionOf(say(spent, "reject"), START)).toMatchObject({
			action: "FAILED",
		});
		const agreed = say(say(spent, "reject"), "approve");
		expect(actionOf(agreed, START)).toMatchObject({ steps: [{ id: "1.2" }] });
		expect(take(agreed, act, "1.2")).toMatchObject({ ok: true });
	});

	test("counts the next portion from when a person agreed, however far it was over", () => {
		const lean: Plan = { ...planOf([{ steps: [{}, {}] }]), budget: "lean" };
		const spent = done(record(done(take(lean)), { tokens: 18_000_000 }));
		const agreed = done(
			approvePlan(spent, { result: "approve", act, maxSteps: 9 }),
		);
		expect(take(agreed, act, "1.2")).toMatchObject({ ok: true });
	});

	test("ends after so many attempts, and then the ways out lead on", () => {
		let plan = one;
		for (let n = 0; n < PLAN_LIMITS.attemptsPerStep; n++) {
			plan = done(
				record(done(take(plan)), { status: "failed", error: `No ${n}` }),
			);
			plan = done(retryStep(plan, { step: "1.1", act, config }));
		}
		expect(take(plan)).toMatchObject({ code: "QUOTA_EXCEEDED" });
		expect(actionOf(plan, START)).toMatchObject({
			action: "FAILED",
			waysOut: [
				{ verb: "skip", step: "1.1" },
				{ verb: "amend" },
				{ verb: "cancel" },
			],
		});
		const rest = done(
			skipStep(plan, { step: "1.1", reason: "No use", act, config }),
		);
		expect(first(rest)?.attempts).toHaveLength(PLAN_LIMITS.attemptsPerStep + 1);
	});
});

describe("recording a result", () => {
	test.each(["done", "pass", "COMPLETE", ""])(
		"as %j is refused and both words are named",
		(status) => {
			expect(record(out, { status })).toMatchObject({
				code: "VALIDATION",
				data: { allowed: ["complete", "failed"] },
			});
		},
	);

	test("twice the same is one result; another needs a retry and then is a second attempt", () => {
		const report = {
			outcome: "Added it",
			files: ["a.py"],
			commit: SHA.slice(0, 7),
		};
		const back = done(record(out, report));
		expect(record(back, report)).toEqual(
			expect.objectContaining({ changed: false, plan: back }),
		);
		for (const other of [
			{ ...report, outcome: "Else" },
			{ ...report, status: "failed" },
			{ ...report, files: [] },
			{ ...report, tokens: 1 },
		])
			expect(record(back, other)).toMatchObject({ code: "INVALID_TRANSITION" });
		expect(record(back, report, by("ben"))).toMatchObject({
			code: "INVALID_TRANSITION",
		});
		const again = done(retryStep(back, { step: "1.1", act, config }));
		const second = done(
			record(done(take(again)), { ...report, outcome: "Else" }),
		);
		expect(first(second)?.attempts.map(({ outcome }) => outcome)).toEqual([
			"Added it",
			"Else",
		]);
	});

	test("comes from the same account and the same agent as the lease", () => {
		const impostor = { ...act, actor: { id: 99, login: "mallory" } };
		const other = { ...act, agent: "ann-2" };
		for (const who of [impostor, other])
			expect(record(out, {}, who)).toMatchObject({ code: "CONFLICT_LOCKED" });
		const back = done(record(out));
		for (const who of [impostor, other])
			expect(record(back, {}, who)).toMatchObject({
				code: "INVALID_TRANSITION",
			});
	});

	test("after the lease ended, or under an old fence, is LEASE_EXPIRED", () => {
		expect(record(out, {}, by("ann", 10))).toMatchObject({
			code: "LEASE_EXPIRED",
			data: { until: at(10) },
		});
		const report = { step: "1.1", status: "complete" };
		expect(recordStep(out, { report, fence: 0, act })).toMatchObject({
			code: "LEASE_EXPIRED",
			message: expect.stringContaining("its fence was 0, the step is at 1"),
		});
	});

	test("keeps what the commit shows, and warns about files that do not fit without refusing them", () => {
		const bounded = done(
			take(
				planOf([
					{
						steps: [{ allowed_paths: ["app/"], blocked_paths: ["app/secret"] }],
					},
				]),
			),
		);
		const commit = {
			known: true,
			sha: SHA,
			files: ["app/a.py", "app/secret/k", "README.md"],
			insertions: 5,
			deletions: 2,
		} as const;
		const files = ["app/a.py", "app/b.py"];
		const answer = recordStep(bounded, {
			report: {
				step: "1.1",
				status: "complete",
				files,
				commit: SHA.slice(0, 8),
				tokens: 9,
				duration: 1.5,
			},
			commit,
			act,
		});
		expect(answer).toMatchObject({
			attempt: {
				commit: SHA,
				files,
				tokens: 9,
				duration: 1.5,
				evidence: {
					proven: true,
					insertions: 5,
					deletions: 2,
					warnings: [
						"not in the commit: app/b.py",
						"outside the paths of the step: app/secret/k, README.md",
					],
				},
			},
		});
		expect(first(done(answer))?.status).toBe("complete");
	});

	test("with a commit that does not exist, or that is no name of one, changes nothing", () => {
		const report = { step: "1.1", status: "complete", commit: "a4d82cf" };
		expect(
			recordStep(out, { report, commit: { known: false }, act }),
		).toMatchObject({
			code: "VALIDATION",
			message: "There is no commit a4d82cf in this repository.",
		});
		expect(record(out, { commit: "HEAD" })).toMatchObject({
			code: "VALIDATION",
		});
	});

	test.each<readonly [string, Partial<StepReport>]>([
		["an outcome of more than 4 kB", { outcome: "\u00e9".repeat(2_049) }],
		["an outcome that says nothing", { outcome: " \u200b" }],
		["tokens below zero", { tokens: -1 }],
		["half a token", { tokens: 0.5 }],
		["a duration that is no number", { duration: Number.NaN }],
		[
			"too many files",
			{ files: Array.from({ length: 101 }, (_, n) => `f${n}`) },
		],
	])("with %s is VALIDATION", (_, report) => {
		expect(record(out, report)).toMatchObject({ code: "VALIDATION" });
	});

	test("of a command that failed is no complete one", () => {
		const run = { exit_code: 2, output: "boom" };
		const wish = (status: string) =>
			recordStep(out, { report: { step: "1.1", status }, run, act });
		expect(wish("complete")).toMatchObject({
			code: "VALIDATION",
			message:
				"The command of step 1.1 ended with 2; that is no complete step.",
		});
		expect(wish("failed")).toMatchObject({
			attempt: {
				result: "failed",
				evidence: { proven: true, exit_code: 2, output: "boom" },
			},
		});
	});

	test("said in one breath with the claim takes no negative time", () => {
		const said = { ...act, at: addMs(START, -5_000) };
		expect(record(out, {}, said)).toMatchObject({
			attempt: { started_at: START, ended_at: START },
		});
	});
});

describe("a lease on a step", () => {
	test("is renewed when less than half of it is left, and not lengthened by a late word", () => {
		const renew = (minutes: number, said = minutes) =>
			renewStep(out, {
				step: "1.1",
				act: { ...by("ann", minutes), at: at(said) },
				config,
			});
		expect(renew(4)).toMatchObject({
			changed: false,
			lease: { expires_at: at(10) },
		});
		expect(renew(6)).toMatchObject({
			changed: true,
			lease: { expires_at: at(16) },
		});
		expect(renew(11, 9)).toMatchObject({ lease: { expires_at: at(19) } });
		expect(renew(11)).toMatchObject({ code: "LEASE_EXPIRED" });
	});

	test("is given back without an attempt, by its holder or by force", () => {
		const free = done(releaseStep(out, { step: "1.1", act }));
		expect(first(free)).toMatchObject({
			status: "pending",
			fence: 1,
			attempts: [],
		});
		expect(first(free)?.lease).toBeUndefined();
		expect(releaseStep(out, { step: "1.1", act: by("ben") })).toMatchObject({
			code: "CONFLICT_LOCKED",
		});
		expect(
			releaseStep(out, { step: "1.1", act: by("ben"), force: true }),
		).toMatchObject({ ok: true });
		expect(releaseStep(one, { step: "1.1", act, force: true })).toMatchObject({
			code: "LEASE_EXPIRED",
		});
	});

	test("that is overdue ends: the step is pending, the attempt kept; as often as config allows attempts it fails", () => {
		const expire = (plan: Plan, minutes: number) =>
			expireStep(plan, { step: "1.1", config, now: at(minutes) });
		expect(expire(out, 11)).toMatchObject({ code: "INVALID_TRANSITION" });
		expect(expire(out, 12)).toMatchObject({ ok: true });
		let plan = out;
		for (let n = 1; n <= config.attempts.max; n++) {
			if (n > 1) plan = done(take(plan, by("ben", n * 20)));
			plan = done(expire(plan, n * 20 + 12));
			expect(first(plan)?.status).toBe(
				n < config.attempts.max ? "pending" : "failed",
			);
			expect(first(plan)?.attempts).toHaveLength(n);
		}
		expect(actionOf(plan, at(500))).toMatchObject({
			action: "FAILED",
			reason: "step 1.1 failed: the lease of ben ended",
		});
	});

	test("that lasts makes the run wait, and tells for whom and until when", () => {
		expect(actionOf(out, START)).toEqual({
			action: "WAIT",
			why: "steps",
			out: [{ step: "1.1", agent: "ann", until: at(10) }],
			message: `Waiting for steps: 1.1 is with ann until ${at(10)}.`,
		});
		expect(actionOf(out, at(11), { graceMs: 120_000 })).toMatchObject({
			action: "WAIT",
		});
		expect(actionOf(out, at(12), { graceMs: 120_000 })).toMatchObject({
			action: "DISPATCH",
		});
	});
});

describe("retry and skip", () => {
	const pair = planOf([{ steps: [{}, { depends_on: ["1.1"] }] }]);
	const half = done(record(done(take(pair))));

	test("leave a step alone that somebody is at", () => {
		expect(retryStep(out, { step: "1.1", act, config })).toMatchObject({
			code: "CONFLICT_LOCKED",
		});
		expect(
			skipStep(out, { step: "1.1", reason: "No", act, config }),
		).toMatchObject({ code: "CONFLICT_LOCKED" });
		const late = retryStep(out, { step: "1.1", act: by("ben", 12), config });
		expect(first(done(late))).toMatchObject({
			status: "pending",
			attempts: [{ result: "expired" }],
		});
	});

	test("of a finished step wait until what went on from it is pending again", () => {
		const on = done(take(half, act, "1.2"));
		expect(retryStep(on, { step: "1.1", act, config })).toMatchObject({
			code: "INVALID_TRANSITION",
			data: { started: ["1.2"] },
		});
		expect(retryStep(half, { step: "1.1", act, config })).toMatchObject({
			ok: true,
			changed: true,
		});
		expect(retryStep(pair, { step: "1.1", act, config })).toMatchObject({
			changed: false,
		});
	});

	test("need a reason for leaving a step out, keep it, and let go on what waited", () => {
		const skip = (plan: Plan, reason: string) =>
			skipStep(plan, { step: "1.1", reason, act, config });
		expect(skip(pair, " ")).toMatchObject({ code: "VALIDATION" });
		const left = done(skip(pair, "Done by hand"));
		expect(first(left)?.attempts).toMatchObject([
			{ result: "skipped", error: "Done by hand" },
		]);
		expect(actionOf(left, START)).toMatchObject({ steps: [{ id: "1.2" }] });
		expect(skip(left, "Again")).toMatchObject({ changed: false });
		expect(skip(half, "Why not")).toMatchObject({ code: "INVALID_TRANSITION" });
	});

	test("of a step that others finished after wait for those to be retried first", () => {
		const wide = planOf([{ steps: [{}, { depends_on: ["1.1"] }, {}] }]);
		const finish = (plan: Plan, step: string) =>
			done(record(done(take(plan, act, step)), { step }));
		const both = finish(finish(wide, "1.1"), "1.2");
		const retry = (plan: Plan, step: string) =>
			retryStep(plan, { step, act, config });
		expect(retry(both, "1.1")).toMatchObject({ data: { started: ["1.2"] } });
		expect(retry(done(retry(both, "1.2")), "1.1")).toMatchObject({ ok: true });
	});

	test("may undo the end of a phase until the next one begins", () => {
		const ended = done(record(done(take(planOf([{}, {}])))));
		const again = done(retryStep(ended, { step: "1.1", act, config }));
		expect(actionOf(again, START)).toMatchObject({ steps: [{ id: "1.1" }] });
		const begun = done(take(ended, act, "2.1"));
		expect(retryStep(begun, { step: "1.1", act, config })).toMatchObject({
			code: "INVALID_TRANSITION",
		});
	});

	test("do not reach into phases that are finished or whose turn has not come", () => {
		const next = done(
			take(done(record(done(take(planOf([{}, {}]))))), act, "2.1"),
		);
		for (const [plan, step] of [
			[next, "1.1"],
			[planOf([{}, {}]), "2.1"],
		] as const) {
			expect(retryStep(plan, { step, act, config })).toMatchObject({
				code: "INVALID_TRANSITION",
			});
			expect(skipStep(plan, { step, reason: "No", act, config })).toMatchObject(
				{ code: "INVALID_TRANSITION" },
			);
		}
	});
});
