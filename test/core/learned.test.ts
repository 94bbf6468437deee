import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addMs } from "../../src/core/instant.ts";
import {
	LEARNED_LIMITS,
	type LearnedDocuments,
	type LearnedRun,
	learnedForPlanner,
	nothingLearned,
	withLearned,
} from "../../src/core/learned.ts";
import { learnedFrom } from "../../src/core/learned-from.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import {
	learnedGatesDocument,
	learnedRolesDocument,
	learnedRun,
	learnedRunsDocument,
} from "../../src/schema/learned-document.ts";
import { printYaml } from "../../src/store/yaml.ts";
import { type Happening, ranThrough } from "../support/plan-run.ts";
import { CHECKED, GATE, planOf, START } from "../support/random-plans.ts";

const DONE: Happening = { end: "completed" };

/** What a run taught; one that teaches nothing is a mistake of the test. */
function taught(plan: Plan, ...happenings: readonly Happening[]): LearnedRun {
	const learned = learnedFrom(ranThrough(plan, happenings), "42");
	if (learned === undefined) throw new Error("the run has not ended");
	return learned;
}

const gated = () => planOf([{ gate: GATE, steps: [{ model: "sonnet" }] }]);

/** A run of one gate verdict and one role, told apart by `at`. */
function sample(at: number, more: Partial<LearnedRun["run"]> = {}): LearnedRun {
	const started_at = addMs(START, at * 1_000);
	const { run, gates, roles } = taught(
		gated(),
		{ step: "1.1" },
		{ exit: 0, phase: 1 },
		DONE,
	);
	return { run: { ...run, started_at, ...more }, gates, roles };
}

describe("what one run teaches:", () => {
	test("a gate's proven verdicts, how it failed last, and the role's attempts", () => {
		const learned = taught(
			gated(),
			{ step: "1.1", fails: "no idea", tokens: 100 },
			{ retry: "1.1" },
			{ step: "1.1", tokens: 50 },
			{ exit: 2, phase: 1 },
			{ retry: "1.1" },
			{ take: "1.1" },
			{ expire: "1.1" },
			{ step: "1.1" },
			{ exit: 0, phase: 1 },
			DONE,
		);
		expect(learned.gates).toEqual([
			{
				command: "pytest tests/",
				runs: 1,
				passed: 1,
				failed: 1,
				said_passed: 0,
				said_failed: 0,
				overridden: 0,
				unpassed_runs: 0,
				replaced_runs: 0,
				cause: "exit code 2",
				last_at: learned.run.ended_at,
			},
		]);
		expect(learned.roles).toEqual([
			{
				role: "backend-engineer",
				model: "sonnet",
				runs: 1,
				complete: 2,
				failed: 1,
				expired: 1,
				retries: 3,
				last_at: learned.run.ended_at,
			},
		]);
		expect(learned.run).toMatchObject({
			task: "42",
			started_at: START,
			status: "completed",
			type: "feature",
			steps: 1,
			retries: 3,
			amendments: 0,
			tokens: 150,
		});
	});

	test("what was only said stands apart from what was proven", () => {
		const said = (says: "pass" | "fail" | "override") =>
			taught(
				gated(),
				{ step: "1.1" },
				{ says, phase: 1 },
				{ end: says === "fail" ? "cancelled" : "completed" },
			).gates[0];
		const zero = { passed: 0, failed: 0, unpassed_runs: 0 };
		expect(said("pass")).toMatchObject({ ...zero, said_passed: 1 });
		expect(said("fail")).toMatchObject({ ...zero, said_failed: 1 });
		expect(said("override")).toMatchObject({ ...zero, overridden: 1 });
	});

	test("each check of a gate for itself, and nothing of one that was still out", () => {
		const app = "github-actions";
		const plan = planOf([
			{
				gate: {
					...CHECKED,
					checks: ["test", "lint", "slow"].map((name) => ({ name, app })),
				},
			},
		]);
		const { gates } = taught(
			plan,
			{ step: "1.1" },
			{
				phase: 1,
				checks: [
					{ name: "test", app, state: "red", conclusion: "timed_out" },
					{ name: "lint", app, state: "green", conclusion: "success" },
					{ name: "slow", app, state: "pending" },
				],
			},
			{ end: "cancelled" },
		);
		expect(gates).toMatchObject([
			{ check: "test", app, failed: 1, passed: 0, cause: "timed_out" },
			{ check: "lint", app, failed: 0, passed: 1 },
		]);
	});

	test("a gate that failed and was amended away is told from one that only failed", () => {
		const gate = { ...GATE, command: "make test" };
		const { gates } = taught(
			gated(),
			{ step: "1.1" },
			{ exit: 127, phase: 1 },
			{ amend: { kind: "edit_phase", phase: 1, gate } },
			{ exit: 0, phase: 1 },
			DONE,
		);
		expect(gates).toMatchObject([
			{
				command: "pytest tests/",
				failed: 1,
				unpassed_runs: 1,
				replaced_runs: 1,
				cause: "exit code 127",
			},
			{ command: "make test", passed: 1, unpassed_runs: 0, replaced_runs: 0 },
		]);
	});

	test("what was said of a gate that was edited since is laid at nobody's door", () => {
		const gate = { ...GATE, command: "make test" };
		const { gates } = taught(
			gated(),
			{ step: "1.1" },
			{ says: "fail", phase: 1 },
			{ amend: { kind: "edit_phase", phase: 1, gate } },
			{ exit: 0, phase: 1 },
			DONE,
		);
		expect(gates).toMatchObject([{ command: "make test", said_failed: 0 }]);
	});

	test("attempts from before a step's model was edited are not the new model's", () => {
		const { roles } = taught(
			gated(),
			{ step: "1.1", fails: "too hard" },
			{ retry: "1.1" },
			{ amend: { kind: "edit_step", step: "1.1", fields: { model: "opus" } } },
			{ step: "1.1" },
			{ exit: 0, phase: 1 },
			DONE,
		);
		expect(roles).toHaveLength(2);
		expect(roles[0]).toMatchObject({ failed: 1, complete: 0 });
		expect(roles[0]).not.toHaveProperty("model");
		expect(roles[1]).toMatchObject({ model: "opus", failed: 0, complete: 1 });
	});

	test("steps without an agent, skipped steps and steps nobody took teach nothing of roles", () => {
		const plan = planOf([{ steps: [{ command: "make" }, {}, {}] }]);
		const { roles, run } = taught(
			plan,
			{ step: "1.1" },
			{ skip: "1.2" },
			{ end: "cancelled" },
		);
		expect(roles).toEqual([]);
		expect(run).toMatchObject({ steps: 3, status: "cancelled" });
		expect(run).not.toHaveProperty("tokens");
	});

	test("a run that has not ended, or never started, teaches nothing", () => {
		expect(learnedFrom(gated(), "42")).toBeUndefined();
		const { started_at: _, ...execution } = gated().execution;
		const planned = {
			...gated(),
			execution: { ...execution, status: "planned" as const },
		};
		const cancelled = ranThrough(planned, [{ end: "cancelled" }], START);
		expect(learnedFrom(cancelled, "42")).toBeUndefined();
	});

	test("a command too long to be kept is not learned about", () => {
		const command = `pytest ${"x".repeat(LEARNED_LIMITS.nameBytes)}`;
		const { gates } = taught(
			planOf([{ gate: { ...GATE, command } }]),
			{ step: "1.1" },
			{ exit: 0, phase: 1 },
			DONE,
		);
		expect(gates).toEqual([]);
	});
});

describe("the documents:", () => {
	const learnedAfter = (runs: readonly LearnedRun[]): LearnedDocuments =>
		runs.reduce(withLearned, nothingLearned());

	test("counts of runs add up", () => {
		const { gates, roles, runs } = learnedAfter([
			sample(1),
			sample(2),
			sample(3),
		]);
		expect(gates.gates).toMatchObject([{ runs: 3, passed: 3 }]);
		expect(roles.roles).toMatchObject([{ runs: 3, complete: 3 }]);
		expect(runs.runs).toHaveLength(3);
	});

	test("a run is counted once, however often it is told, and another run of the task counts", () => {
		const once = learnedAfter([sample(1)]);
		expect(withLearned(once, sample(1))).toBe(once);
		const other = withLearned(once, sample(1, { task: "43" }));
		expect(withLearned(other, sample(2)).gates.gates[0]?.runs).toBe(3);
	});

	test("the oldest go first, and what came again is not the oldest", () => {
		const named = (at: number): LearnedRun => {
			const { run, gates, roles } = sample(at);
			const one = <T>(list: readonly T[], name: object) =>
				list.map((entry) => ({ ...entry, ...name }));
			return {
				run,
				gates: one(gates, { command: `make t${at}` }),
				roles: one(roles, { role: `r${at}` }),
			};
		};
		const last = LEARNED_LIMITS.gates + 5;
		const many = Array.from({ length: last }, (_, at) => named(at));
		const again = { ...named(6), run: sample(9_999).run };
		const { gates, roles, runs } = learnedAfter([...many, again]);
		expect(gates.gates).toHaveLength(LEARNED_LIMITS.gates);
		expect(gates.gates[0]?.command).toBe("make t5");
		expect(gates.gates[1]?.command).toBe("make t7");
		expect(gates.gates.at(-1)).toMatchObject({ command: "make t6", runs: 2 });
		expect(roles.roles).toHaveLength(LEARNED_LIMITS.roles);
		expect(runs.runs).toHaveLength(LEARNED_LIMITS.runs);
		expect(runs.runs.at(-1)?.started_at).toBe(again.run.started_at);
	});

	test("format stands first, and what is printed can be read back", () => {
		const { gates, roles, runs } = learnedAfter([sample(1), sample(2)]);
		for (const [schema, value] of [
			[learnedGatesDocument, gates],
			[learnedRolesDocument, roles],
			[learnedRunsDocument, runs],
		] as const) {
			const parsed = schema.parse(JSON.parse(JSON.stringify(value)));
			expect(parsed).toEqual(value);
			expect(printYaml(parsed as never)).toMatch(/^format: 1\n/);
			expect(schema.safeParse({ ...value, more: 1 }).success).toBe(false);
			expect(schema.safeParse({ ...value, format: 2 }).success).toBe(false);
		}
		expect(learnedRun.parse(sample(1))).toEqual(sample(1));
	});

	test("a gate's entry is a command or a check, never both and never neither", () => {
		const { gates } = sample(1);
		const isTaken = (more: object) => {
			const { command: _, ...rest } = { ...gates[0] };
			return learnedGatesDocument.safeParse({
				format: 1,
				gates: [{ ...rest, ...more }],
			}).success;
		};
		expect(isTaken({ command: "make" })).toBe(true);
		expect(isTaken({ check: "test", app: "ci" })).toBe(true);
		expect(isTaken({ check: "test" })).toBe(false);
		expect(isTaken({ command: "make", check: "test", app: "ci" })).toBe(false);
		expect(isTaken({})).toBe(false);
	});

	test("full documents of the longest names stay below what a document may hold", () => {
		const name = "é".repeat(LEARNED_LIMITS.nameBytes / 2 - 2);
		const [gate] = sample(1).gates;
		const gates = Array.from({ length: LEARNED_LIMITS.gates }, () => ({
			...gate,
			command: name,
		}));
		const bytes = new TextEncoder().encode(
			printYaml({ format: 1, gates } as never),
		);
		expect(bytes.length).toBeLessThan(480_000);
	});
});

describe("what the planner gets:", () => {
	const withTokens = (
		list: readonly (readonly [number | undefined, string?])[],
	) =>
		list.reduce(
			(documents, [tokens, status = "completed"], at) =>
				withLearned(
					documents,
					sample(at, {
						status: status as "completed",
						...(tokens === undefined ? {} : { tokens }),
					}),
				),
			nothingLearned(),
		);

	test("nothing where nothing was learned", () => {
		expect(learnedForPlanner(nothingLearned())).toEqual({
			gates: [],
			checks: [],
			roles: [],
			tokens: [],
		});
	});

	test("the median of completed runs that told their tokens, and of no others", () => {
		const documents = withTokens([
			[900],
			[100],
			[undefined],
			[500],
			[7, "cancelled"],
		]);
		expect(learnedForPlanner(documents).tokens).toEqual([
			{ type: "feature", runs: 3, median: 500 },
		]);
		expect(learnedForPlanner(withTokens([[undefined]])).tokens).toEqual([]);
	});

	test("a median is always what one of the runs really used", () => {
		fc.assert(
			fc.property(
				fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 30 }),
				(used) => {
					const { tokens } = learnedForPlanner(
						withTokens(used.map((tokens) => [tokens])),
					);
					const median = tokens[0]?.median ?? -1;
					expect(used).toContain(median);
					const below = used.filter((count) => count < median).length;
					const above = used.filter((count) => count > median).length;
					expect(below).toBeLessThanOrEqual(used.length / 2);
					expect(above).toBeLessThanOrEqual(used.length / 2);
				},
			),
			{ numRuns: 50 },
		);
	});

	test("a gate that was only said to pass is not among those that passed", () => {
		const said = taught(
			gated(),
			{ step: "1.1" },
			{ says: "pass", phase: 1 },
			DONE,
		);
		const documents = withLearned(nothingLearned(), said);
		expect(documents.gates.gates).toHaveLength(1);
		expect(learnedForPlanner(documents).gates).toEqual([]);
	});
});
