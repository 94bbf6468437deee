import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/core/errors.ts";
import { checkPlan } from "../../../src/core/plan/check.ts";
import { readGivenPlan } from "../../../src/core/plan/given.ts";
import { pathsOutOfBounds } from "../../../src/core/plan/paths.ts";
import {
	newStep,
	type Plan,
	type Step,
	stepsOf,
} from "../../../src/core/plan/plan.ts";
import { planDocument } from "../../../src/schema/plan-document.ts";
import {
	PAYLOAD_LIMITS,
	parseYaml,
	printYaml,
} from "../../../src/store/yaml.ts";
import { GATE, planOf } from "../../support/random-plans.ts";

const maxSteps = 200;

function read(yaml: string): Json {
	const parsed = parseYaml(yaml, PAYLOAD_LIMITS);
	if (!parsed.ok) throw new Error(parsed.reason);
	return parsed.value;
}

/** Where a given plan is wrong, and what is said about it. */
function problems(yaml: string): readonly string[] {
	const answer = readGivenPlan(read(yaml), { maxSteps, summary: "It" });
	if (answer.ok) return [];
	const found = answer.data?.problems as readonly JsonObject[];
	return found.map(({ at, message }) => `${at}: ${message}`);
}

/** What `checkPlan` says of a plan whose only phase has these steps. */
const faults = (...steps: Partial<Step>[]) =>
	checkPlan(planOf([{ steps: steps as never }]), maxSteps);

const SMALL = "phases: [{name: Build, steps: [{role: engineer, task: Do it}]}]";

describe("a plan that is given", () => {
	test("needs no more than its phases; ids, statuses and the rest come by themselves", () => {
		const answer = readGivenPlan(
			read(`
task_summary: Log every request
risk: high
phases:
  - name: Build
    steps:
      - {role: engineer, task: Build it}
      - {role: engineer, task: Test it, depends_on: 1.1}
    gate: pytest tests/
  - name: Review
    approval: true
    steps: [{role: code-reviewer, task: Read it, depends_on: ["1.2"]}]
`),
			{ maxSteps },
		);
		expect(answer).toMatchObject({
			ok: true,
			plan: {
				task_summary: "Log every request",
				risk: "HIGH",
				mode: "phased",
				phases: [
					{
						id: 1,
						gate: {
							name: "pytest tests/",
							command: "pytest tests/",
							timeout: "1h",
						},
						steps: [
							{ id: "1.1", status: "pending", fence: 0, attempts: [] },
							{ id: "1.2", depends_on: ["1.1"] },
						],
					},
					{ id: 2, approval: { reason: "The plan asks for it." } },
				],
				execution: { status: "planned" },
			},
		});
	});

	test("may be one that was exported before it was started", () => {
		const plan: Plan = {
			...planOf([{ gate: GATE }, { steps: [{ depends_on: ["1.1"] }] }]),
			execution: {
				status: "planned",
				gates: [],
				approvals: [],
				retired: { phases: [], steps: [] },
			},
		};
		const exported = JSON.parse(JSON.stringify(plan)) as Json;
		expect(readGivenPlan(exported, { maxSteps })).toEqual({ ok: true, plan });
	});

	test("needs no role for a step that is a command, and keeps one that is given", () => {
		const answer = readGivenPlan(
			read(`
phases:
  - name: Build
    steps:
      - {task: Install it, command: npm ci}
      - {task: Build it, command: npm run build, role: builder}
`),
			{ maxSteps, summary: "Build" },
		);
		expect(answer).toMatchObject({
			plan: {
				phases: [{ steps: [{ role: "automation" }, { role: "builder" }] }],
			},
		});
		expect(
			problems("phases: [{name: Build, steps: [{task: Do it}]}]"),
		).toContainEqual(expect.stringContaining("phases[0].steps[0].role"));
	});

	test("may not claim that anything was done", () => {
		expect(
			problems(`
phases:
  - name: Build
    steps:
      - {role: engineer, task: Do it, status: complete}
      - {role: engineer, task: Do it, fence: 3}
execution: {status: running}
`),
		).toEqual([
			"phases[0].steps[0].status: A plan that is given starts from its beginning: its steps are pending, not complete.",
			"phases[0].steps[1].attempts: A plan that is given has no leases, fences or attempts; leave them out.",
			"execution: A plan that is given starts from its beginning; leave `execution` out.",
		]);
	});

	test.each<readonly [string, string, string]>([
		[
			"an unknown status",
			"status: done",
			'phases[0].steps[0].status: "done" is not one of pending, dispatched, complete, failed, skipped.',
		],
		[
			"an unknown field",
			"agent: ann",
			"phases[0].steps[0].agent: There is no such field; the fields here are id, role",
		],
		[
			"a list of something else",
			"files: 1, allowed_paths: [[a]]",
			"phases[0].steps[0].allowed_paths[0]: It has to be a text.",
		],
		[
			"an unknown dependency",
			"depends_on: ['7.1']",
			"phases[0].steps[0].depends_on[0]: Step 1.1 depends on 7.1, which is not in the plan.",
		],
		[
			"a path out of the repository",
			"allowed_paths: ['../x']",
			'phases[0].steps[0].allowed_paths[0]: "../x" leads out of the repository.',
		],
		[
			"a path of a machine",
			"blocked_paths: ['/etc']",
			'phases[0].steps[0].blocked_paths[0]: "/etc" is not relative to the top of the repository.',
		],
		[
			"a time that is none",
			"timeout: soon",
			'phases[0].steps[0].timeout: "soon" is not a duration: use 30s, 10m, 2h or 7d.',
		],
	])("is told of %s with its place", (_, field, said) => {
		const found = problems(
			`phases: [{name: Build, steps: [{role: engineer, task: Do it, ${field}}]}]`,
		);
		expect(found.some((line) => line.startsWith(said))).toBe(true);
	});

	test.each<readonly [string, string, string]>([
		["nothing at all", "hello", "phases: The plan has no phases"],
		[
			"a phase without steps",
			"phases: [{name: Build, steps: []}]",
			"phases[0].steps: Phase 1 (Build) has no steps",
		],
		[
			"a phase without a name",
			"phases: [{steps: [{role: a, task: b}]}]",
			"phases[0].name: It is missing.",
		],
		[
			"a role that is none",
			"phases: [{name: A, steps: [{role: Back End, task: b}]}]",
			'phases[0].steps[0].role: "Back End" is no role',
		],
		[
			"a step without a task",
			"phases: [{name: A, steps: [{role: a}]}]",
			"phases[0].steps[0].task: It is missing.",
		],
		[
			"a step under another phase's id",
			"phases: [{name: A, steps: [{id: '2.1', role: a, task: b}]}]",
			'phases[0].steps[0].id: "2.1" is no id for a step of phase 1',
		],
		[
			"a phase id twice",
			"phases: [{id: 1, name: A, steps: [{role: a, task: b}]}, {id: 1, name: B, steps: [{id: '1.2', role: a, task: b}]}]",
			"phases[1].id: The phase id 1 is used already at phases[0].id",
		],
		[
			"a step id twice, as by 1.10 without quotes",
			"phases: [{name: A, steps: [{id: 1.1, role: a, task: b}, {id: 1.10, role: a, task: b}]}]",
			"phases[0].steps[1].id: The step id 1.1 is used already",
		],
		[
			"a step that waits for a later phase",
			"phases: [{name: A, steps: [{role: a, task: b, depends_on: ['2.1']}]}, {name: B, steps: [{role: a, task: b}]}]",
			"phases[0].steps[0].depends_on[0]: Step 1.1 depends on 2.1 of a later phase",
		],
		[
			"a gate that nothing proves",
			"phases: [{name: A, gate: {name: ci}, steps: [{role: a, task: b}]}]",
			"phases[0].gate: The gate has neither a command nor checks",
		],
		[
			"a gate that cannot fail",
			"phases: [{name: A, gate: 'true', steps: [{role: a, task: b}]}]",
			"phases[0].gate.command: `true` always succeeds",
		],
		[
			"a gate's check without an app",
			"phases: [{name: A, gate: {checks: [{name: test}]}, steps: [{role: a, task: b}]}]",
			"phases[0].gate.checks[0].app: It is missing.",
		],
		[
			"a newer format",
			`format: 2\n${SMALL}`,
			"format: This version reads format 1.",
		],
		[
			"an unknown risk",
			`risk: huge\n${SMALL}`,
			'risk: "huge" is not one of LOW, MEDIUM, HIGH, CRITICAL.',
		],
	])("is told of %s", (_, yaml, said) => {
		expect(problems(yaml === "hello" ? "phases:" : yaml)[0]).toContain(said);
	});

	test("that is no map is refused and not thrown at", () => {
		for (const given of [
			null,
			3,
			"text",
			[],
			{ phases: 3 },
			{ phases: [null] },
		])
			expect(readGivenPlan(given as Json, { maxSteps })).toMatchObject({
				ok: false,
				code: "VALIDATION",
			});
	});

	test("with a loop is CYCLE_DETECTED, and the loop is shown whole", () => {
		const loop = readGivenPlan(
			read(`
phases:
  - name: A
    steps:
      - {role: a, task: b, depends_on: ["1.3"]}
      - {role: a, task: b, depends_on: ["1.1"]}
      - {role: a, task: b, depends_on: ["1.2"]}
`),
			{ maxSteps, summary: "It" },
		);
		expect(loop).toMatchObject({
			code: "CYCLE_DETECTED",
			message: expect.stringContaining("1.1 → 1.3 → 1.2 → 1.1"),
		});
		expect(faults({ depends_on: ["1.1"] })[0]).toMatchObject({
			code: "CYCLE_DETECTED",
			message: "The steps wait for each other: 1.1 → 1.1.",
		});
	});

	test("with too many steps or phases is QUOTA_EXCEEDED and names the limit", () => {
		const steps = Array.from({ length: 5 }, () => ({ role: "a", task: "b" }));
		expect(
			readGivenPlan(
				{ phases: [{ name: "A", steps }] },
				{ maxSteps: 4, summary: "It" },
			),
		).toMatchObject({
			code: "QUOTA_EXCEEDED",
			message: expect.stringContaining("5 steps; at most 4 fit"),
		});
		const phases = Array.from({ length: 101 }, () => ({ name: "A", steps }));
		expect(
			readGivenPlan({ phases }, { maxSteps: 9_999, summary: "It" }),
		).toMatchObject({ code: "QUOTA_EXCEEDED" });
	});

	test("is told of everything at once", () => {
		const answer = readGivenPlan(
			read("phases: [{steps: [{role: a}]}, {steps: [{task: b}]}]"),
			{ maxSteps, summary: "It" },
		);
		expect(answer).toMatchObject({
			message: expect.stringContaining("And 3 more."),
		});
	});
});

describe("the check of a plan", () => {
	test("finds nothing wrong with a good one, and a chain of 200 steps is no loop", () => {
		const steps = Array.from({ length: 200 }, (_, at) =>
			at === 0 ? {} : { depends_on: [`1.${at}`] },
		);
		expect(checkPlan(planOf([{ steps }]), 200)).toEqual([]);
	});

	test("finds ids that were used before, and steps whose lease or attempts do not fit their status", () => {
		const plan = planOf([{}, {}]);
		const retired = { phases: [2], steps: ["1.1"] };
		const found = checkPlan(
			{ ...plan, execution: { ...plan.execution, retired } },
			maxSteps,
		);
		expect(found.map(({ at }) => at)).toEqual([
			"phases[0].steps[0].id",
			"phases[1].id",
		]);
		const step = newStep("1.1", { role: "a", task: "b" });
		const edited = (status: Step["status"]) =>
			checkPlan(
				{
					...plan,
					phases: [{ id: 1, name: "A", steps: [{ ...step, status }] }],
				},
				maxSteps,
			).map(({ at }) => at);
		expect(edited("dispatched")).toEqual(["phases[0].steps[0].lease"]);
		for (const status of ["complete", "failed", "skipped"] as const)
			expect(edited(status)).toEqual(["phases[0].steps[0].attempts"]);
	});

	test.each([
		"true",
		" : ",
		"exit 0",
		"exit",
		"echo ok",
		"/bin/true",
		"printf done;",
	])("takes the gate %j for no gate", (command) => {
		const gate = { ...GATE, command };
		expect(checkPlan(planOf([{ gate }]), maxSteps)).toHaveLength(1);
	});

	test.each([
		"pytest tests/",
		"exit 1",
		"echo a && npm test",
		"true-north check",
		"make",
	])("takes the gate %j as it is", (command) => {
		const gate = { ...GATE, command };
		expect(checkPlan(planOf([{ gate }]), maxSteps)).toEqual([]);
	});
});

describe("paths", () => {
	const isMeant = (pattern: string, path: string) =>
		pathsOutOfBounds([path], { allowed_paths: [pattern], blocked_paths: [] })
			.length === 0;

	test.each<readonly [string, string, boolean]>([
		["src/app.ts", "src/app.ts", true],
		["src/app.ts", "src/app.tsx", false],
		["src/", "src/a/b.ts", true],
		["src", "srcs/a.ts", false],
		["./src", "src/a.ts", true],
		["*.py", "a.py", true],
		["*.py", "a/b.py", false],
		["**/*.py", "a/b/c.py", true],
		["**/*.py", "c.py", true],
		["src/**/test_*.py", "src/a/b/test_c.py", true],
		["src/**/test_*.py", "src/a/b/c.py", false],
		["src/**", "src/a", true],
		["a*b*c", "aXbXbc", true],
		["a*b*c", "aXbXb", false],
	])("%s means %s: %s", (pattern, path, is) => {
		expect(isMeant(pattern, path)).toBe(is);
	});

	test("a hostile pattern is matched in no time", () => {
		const pattern = `${"**/*a*".repeat(40)}b`;
		expect(isMeant(pattern, "a".repeat(2_000))).toBe(false);
	});

	test("blocked goes before allowed, and without allowed paths all are", () => {
		const paths = ["src/a.ts", "src/secret/b.ts", "docs/c.md"];
		const blocked_paths = ["src/secret"];
		expect(
			pathsOutOfBounds(paths, { allowed_paths: ["src"], blocked_paths }),
		).toEqual(["src/secret/b.ts", "docs/c.md"]);
		expect(
			pathsOutOfBounds(paths, { allowed_paths: [], blocked_paths }),
		).toEqual(["src/secret/b.ts"]);
	});
});

test("a printed plan reads back as the same plan, its fields in the order of the protocol", () => {
	const plan = planOf([
		{
			gate: { ...GATE, command: "pytest tests/ -k 'not slow' # all: of them" },
			approval: { reason: "Look\nat it" },
			steps: [{ model: "sonnet", timeout: "30m", allowed_paths: ["src/**"] }],
		},
	]);
	const mixed = Object.fromEntries(Object.entries(plan).reverse());
	const printed = printYaml(planDocument.parse(mixed) as unknown as Json);
	expect(planDocument.parse(read(printed))).toEqual(plan);
	expect(printed.match(/^[a-z_]+(?=:)/gm)).toEqual([
		"format",
		"task_summary",
		"type",
		"complexity",
		"risk",
		"budget",
		"mode",
		"git_strategy",
		"stack",
		"phases",
		"explanation",
		"amendments",
		"execution",
	]);
	expect(stepsOf(plan)).toHaveLength(1);
	expect(planDocument.safeParse({ ...plan, extra: 1 }).success).toBe(false);
	expect(planDocument.safeParse({ ...plan, format: 2 }).success).toBe(false);
});
