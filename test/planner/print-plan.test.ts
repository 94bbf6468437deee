import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/core/plan/plan.ts";
import { makePlan } from "../../src/planner/make-plan.ts";
import { planMarkdown } from "../../src/planner/plan-markdown.ts";
import { planMermaid } from "../../src/planner/plan-mermaid.ts";
import { printPlan } from "../../src/planner/print-plan.ts";

const FILES = ["app/main.py", "requirements.txt", "tests/test_main.py"];
const plannedFor = (task: string) =>
	makePlan({
		task,
		files: FILES,
		read: () => "fastapi\npytest\n",
		options: { id: "task-logging-a3f9" },
	});
const LOGGING = "Add request logging middleware to the FastAPI app";

describe("a plan in a terminal", () => {
	test("looks as the walkthrough shows it", () => {
		expect(printPlan(plannedFor(LOGGING))).toBe(
			[
				"Task: Add request logging middleware to the FastAPI app",
				"Task ID: task-logging-a3f9",
				"Risk: LOW | Budget: standard | Mode: phased",
				"",
				"Phase 1 — Implementation",
				"  1.1 backend-engineer--python [sonnet] Add request logging middleware to the FastAPI app",
				"  Gate: pytest tests/",
				"",
				"Phase 2 — Review",
				"  2.1 code-reviewer [sonnet] Review for correctness and style",
				"",
				"Explanation: LOW-risk feature task of medium complexity. The gate after phase 1 catches what broke before Review.",
			].join("\n"),
		);
	});

	test("explains every decision with its rule and evidence when asked", () => {
		expect(
			printPlan(plannedFor(LOGGING), { explain: true }).split(
				"\nExplanation: ",
			)[1],
		).toMatchInlineSnapshot(`
			"LOW-risk feature task of medium complexity. The gate after phase 1 catches what broke before Review.
			  type: feature: "add" leads
			  complexity: medium: nothing makes it small or wide
			  mode: phased: medium complexity
			  risk: LOW: no word and no file of the task is a risk
			  stack: python (fastapi) at .: requirements.txt
			  role: backend-engineer--python: "middleware"; python at .
			  gate: \`pytest tests/\`: pytest in requirements.txt
			  budget: standard: 2 steps, medium complexity, LOW risk
			  git: commit-per-agent: the risk is LOW"
		`);
	});

	test("shows what a step waits for, and approvals", () => {
		const text = printPlan(plannedFor("Do:\n1. Add JWT auth\n2. Write tests"));
		expect(text).toContain(
			"  2.2 test-engineer [sonnet] Write tests (after 2.1)",
		);
		expect(text).toContain(
			"  Approval: the risk is HIGH: what Design came to has to be agreed to",
		);
	});

	test("lets no escape sequence of a plan from elsewhere through", () => {
		const { id, plan } = plannedFor(LOGGING);
		const hostile: Plan = {
			...plan,
			task_summary: "a\u001b[2Jb\r\nRisk: LOW",
			phases: plan.phases.map((phase) => ({
				...phase,
				name: "x\u009b31m\u202ey",
			})),
		};
		const text = printPlan({ id, plan: hostile });
		expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
		expect(text.split("\n")[0]).toBe("Task: a[2Jb Risk: LOW");
	});
});

describe("a plan as a document", () => {
	test("has a box for every step and says why", () => {
		expect(planMarkdown(plannedFor(LOGGING))).toMatchInlineSnapshot(`
			"# Plan: Add request logging middleware to the FastAPI app

			- **Task ID:** \`task-logging-a3f9\`
			- **Type:** feature
			- **Risk:** LOW
			- **Budget:** standard
			- **Mode:** phased
			- **Complexity:** medium
			- **Git strategy:** commit-per-agent
			- **Stack:** \`.\` python, fastapi

			## Phase 1 — Implementation

			- [ ] **1.1** \`backend-engineer--python\` [sonnet] Add request logging middleware to the FastAPI app
			  - Expected outcome: The feature works as asked and has tests that would fail without it.
			  - Leaves alone: \`.github/workflows/**\`, \`.github/baton.yml\`

			**Gate:** \`pytest tests/\`, at most 1h

			## Phase 2 — Review

			- [ ] **2.1** \`code-reviewer\` [sonnet] Review for correctness and style
			  - Expected outcome: Every finding is named with its place, how grave it is and what to do about it.
			  - Leaves alone: \`.github/workflows/**\`, \`.github/baton.yml\`

			## Why

			- **type:** feature: "add" leads
			- **complexity:** medium: nothing makes it small or wide
			- **mode:** phased: medium complexity
			- **risk:** LOW: no word and no file of the task is a risk
			- **stack:** python (fastapi) at .: requirements.txt
			- **role:** backend-engineer--python: "middleware"; python at .
			- **gate:** \`pytest tests/\`: pytest in requirements.txt
			- **budget:** standard: 2 steps, medium complexity, LOW risk
			- **git:** commit-per-agent: the risk is LOW
			"
		`);
	});

	test("ticks what is finished, and makes text inert as it is told", () => {
		const { id, plan } = plannedFor(LOGGING);
		const done: Plan = {
			...plan,
			phases: plan.phases.map((phase) => ({
				...phase,
				steps: phase.steps.map((step) => ({
					...step,
					status: "complete" as const,
				})),
			})),
		};
		const text = planMarkdown({ id, plan: done }, (shown) =>
			shown.toUpperCase(),
		);
		expect(text).toContain(
			"- [x] **1.1** `backend-engineer--python` [SONNET] ADD REQUEST LOGGING MIDDLEWARE TO THE FASTAPI APP (complete)",
		);
	});

	test("a task with markup begins no section", () => {
		const text = planMarkdown(
			plannedFor("# Injected\n## Phase 9 — Free\n- [x] done"),
		);
		expect(text.match(/^## .*$/gm)).toEqual([
			"## Phase 1 — Implementation",
			"## Phase 2 — Review",
			"## Why",
		]);
	});
});

describe("a plan as a graph", () => {
	test("has its phases, steps, dependencies and gates", () => {
		expect(
			planMermaid(plannedFor("Do:\n1. Add the endpoint\n2. Write tests").plan),
		).toMatchInlineSnapshot(`
			"flowchart TD
			  subgraph p1["Phase 1 — Implementation"]
			    s1_1["1.1 backend-engineer--python"]
			    s1_2["1.2 test-engineer"]
			    s1_1 --> s1_2
			    g1{{"pytest tests/"}}
			    s1_2 --> g1
			  end
			  subgraph p2["Phase 2 — Review"]
			    s2_1["2.1 code-reviewer"]
			  end
			  p1 --> p2
			  classDef complete fill:#2da44e,color:#fff
			  classDef dispatched fill:#bf8700,color:#fff
			  classDef failed fill:#cf222e,color:#fff
			  classDef skipped fill:#6e7781,color:#fff"
		`);
	});

	test("no text of a plan ends a label", () => {
		const { plan } = plannedFor(LOGGING);
		const hostile: Plan = {
			...plan,
			phases: [
				{
					...(plan.phases[0] as Plan["phases"][number]),
					name: '"] --> evil["x";click p1 "javascript:alert(1)"',
				},
			],
		};
		const [, head] = planMermaid(hostile).split("\n");
		expect(head).toBe(
			'  subgraph p1["Phase 1 — #34;#93; --#62; evil#91;#34;x#34;#59;click p1 #34;javascript:alert#40;1#41;#34;"]',
		);
	});

	test("a big plan shows its phases only", () => {
		const list = Array.from(
			{ length: 70 },
			(_, index) => `${index + 1}. Add part ${index + 1}`,
		).join("\n");
		const graph = planMermaid(plannedFor(list).plan);
		expect(graph).toContain('p1["Phase 1 — Implementation: 0/70 steps"]');
		expect(graph).not.toContain("subgraph");
	});
});
