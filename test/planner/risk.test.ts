import { describe, expect, test } from "vitest";
import type { Risk } from "../../src/core/plan/plan.ts";
import { makePlan } from "../../src/planner/make-plan.ts";
import type { PlanOptions } from "../../src/planner/request.ts";

const FILES = [
	"app/main.py",
	"app/auth/login.py",
	"app/author/page.py",
	"migrations/1.sql",
	".env",
	"main.py",
	"tests/test_a.py",
];
const planFor = (task: string, options: PlanOptions = {}) =>
	makePlan({ task, files: FILES, read: () => undefined, options }).plan;

describe("risk:", () => {
	const rows: readonly (readonly [task: string, risk: Risk])[] = [
		["Add pagination to the list", "LOW"],
		["Give the author a drop-down of table columns", "LOW"],
		["Add a reset button to the filter", "LOW"],
		["Deliver authored pages", "LOW"],
		["Change app/author/page.py", "LOW"],
		["Remove the dropped frames counter", "LOW"],
		["Add a docker image", "MEDIUM"],
		["Change the database schema", "MEDIUM"],
		["Change migrations/1.sql", "MEDIUM"],
		["Add JWT auth", "HIGH"],
		["Extend the auth-middleware", "HIGH"],
		["Change app/auth/login.py", "HIGH"],
		["Change `.env`", "HIGH"],
		["Drop the users table", "HIGH"],
		["Encrypt personal data", "CRITICAL"],
		["Rotate the production credentials", "CRITICAL"],
		["Migrate the production database", "CRITICAL"],
		["Document the auth flow", "LOW"],
		["Write unit tests for JWT auth", "MEDIUM"],
	];

	test.each(rows)("%s: %s", (task, risk) => {
		const plan = planFor(task);
		expect({
			risk: plan.risk,
			why: plan.explanation.find(({ rule }) => rule === "risk"),
		}).toMatchObject({ risk });
	});

	test("HIGH is agreed to once, by design, and its review looks for attacks", () => {
		const { phases, git_strategy } = planFor("Add JWT auth to the API");
		expect(
			phases.map(({ name, approval }) => [name, approval !== undefined]),
		).toEqual([
			["Design", true],
			["Implementation", false],
			["Review", false],
		]);
		expect(phases[2]?.steps.map(({ role }) => role)).toEqual([
			"code-reviewer",
			"security-reviewer",
		]);
		expect(git_strategy).toBe("branch-per-agent");
	});

	test("CRITICAL is agreed to at the end as well", () => {
		const { phases, budget } = planFor("Migrate the production database");
		expect(phases.map(({ approval }) => approval !== undefined)).toEqual([
			true,
			false,
			true,
		]);
		expect(budget).toBe("full");
	});

	test.each([
		["Fix wrong password check", "HIGH"],
		["Fix typo in the password label", "HIGH"],
		["Fix payment rounding", "HIGH"],
		["Update terraform", "HIGH"],
		["Delete all users from production database", "CRITICAL"],
		["1. Fix payment rounding\n2. Delete old payments", "HIGH"],
		["Phase 1: delete the payments\nPhase 2: write docs", "HIGH"],
	] as const)(
		"is agreed to before anything is changed, however small: %s",
		(task, risk) => {
			const { phases, mode, explanation, ...plan } = planFor(task);
			expect(plan.risk).toBe(risk);
			expect(mode).toBe("phased");
			expect(phases[0]).toMatchObject({
				name: "Design",
				steps: [{ role: "architect" }],
				approval: { reason: expect.stringContaining(risk) },
			});
			expect(phases[0]?.gate).toBeUndefined();
			expect(phases.at(-1)?.approval !== undefined).toBe(risk === "CRITICAL");
			expect(explanation).toContainEqual({
				rule: "approval",
				evidence: expect.stringContaining(
					"a person agrees before anything is changed",
				),
			});
		},
	);

	test("is agreed to before the change by whoever may plan, where the caller left the architect out", () => {
		const { phases } = planFor("Fix payment rounding", {
			agents: ["backend-engineer"],
			risk: "CRITICAL",
		});
		expect(
			phases.map(({ name, steps, approval }) => [
				name,
				steps[0]?.role,
				approval !== undefined,
			]),
		).toEqual([
			["Design", "backend-engineer--python", true],
			["Fix", "backend-engineer--python", true],
		]);
	});

	test("a first part that changes nothing does not make the others gentler", () => {
		expect(
			planFor("1. Document the tables\n2. Drop the users table").risk,
		).toBe("HIGH");
		expect(
			planFor("Document these:\n1. the auth flow\n2. the payment flow").risk,
		).toBe("LOW");
		expect(
			planFor("1. Document the auth flow\n2. Describe the payment").risk,
		).toBe("LOW");
	});

	test("is agreed to behind a phase that only looks, where that comes first", () => {
		const { phases } = planFor(
			"Phase 1: investigate why the payment is rounded\nPhase 2: fix the payment",
		);
		expect(
			phases.map(({ steps, approval }) => [
				steps[0]?.role,
				approval !== undefined,
			]),
		).toEqual([
			["debugger", true],
			["backend-engineer--python", false],
		]);
	});
});

describe("the caller's word:", () => {
	test("risk, complexity, model, strategy and id are taken and explained", () => {
		const request = {
			task: "Add JWT auth",
			files: FILES,
			read: () => undefined,
		};
		const { id, plan } = makePlan({
			...request,
			options: {
				risk: "LOW",
				complexity: "light",
				model: "opus",
				gitStrategy: "none",
				id: "42",
				knowledge: ["house-style"],
			},
		});
		expect(id).toBe("42");
		expect(plan).toMatchObject({
			risk: "LOW",
			complexity: "light",
			git_strategy: "none",
			mode: "direct",
		});
		expect(plan.phases[0]?.steps).toMatchObject([
			{ model: "opus", knowledge: ["house-style"] },
		]);
		expect(plan.explanation).toContainEqual({
			rule: "risk",
			evidence: expect.stringMatching(
				/^LOW: the caller's word \(by the rules: "auth"/,
			),
		});
	});

	test("a title is the summary, in one line that hides nothing", () => {
		const summaryOf = (summary: string) =>
			planFor("Log every request\nThe server keeps no record.", { summary })
				.task_summary;
		expect(summaryOf("Log requests ")).toBe("Log requests");
		expect(summaryOf("Log\u202e\nrequests")).toBe("Log requests");
		expect(summaryOf(" ")).toContain("Log every request");
		expect(summaryOf("x".repeat(1_000)).length).toBe(160);
	});

	test("named roles are the only ones, in the project's flavour", () => {
		const plan = planFor("Redesign the whole billing service", {
			agents: ["backend-engineer", "code-reviewer"],
		});
		expect(
			new Set(
				plan.phases.flatMap(({ steps }) => steps.map(({ role }) => role)),
			),
		).toEqual(new Set(["backend-engineer--python", "code-reviewer"]));
	});

	test("a role that nobody knows does the work, and what cannot be a role is named", () => {
		const plan = planFor("Add pagination", {
			agents: ["our-own-wizard", "Not A Role"],
		});
		expect(
			plan.phases.flatMap(({ steps }) => steps.map(({ role }) => role)),
		).toEqual(["our-own-wizard"]);
		expect(plan.explanation).toContainEqual({
			rule: "warning",
			evidence: expect.stringContaining('"Not A Role" is left out'),
		});
	});

	test("earlier runs raise the model and the budget", () => {
		const learned = {
			roles: [
				{
					role: "backend-engineer--python",
					model: "sonnet",
					complete: 1,
					failed: 3,
				},
			],
			tokens: [{ type: "feature", runs: 3, median: 450_000 }],
		} as const;
		const plan = planFor("Add pagination to the list endpoint", { learned });
		expect(plan.budget).toBe("full");
		expect(plan.phases[0]?.steps[0]?.model).toBe("opus");
		expect(plan.explanation).toContainEqual({
			rule: "model",
			evidence: expect.stringContaining("3 of 4 steps failed in earlier runs"),
		});
	});
});
