import { describe, expect, test } from "vitest";
import { checkPlan } from "../../src/core/plan/check.ts";
import {
	newExecution,
	newStep,
	type Plan,
	type StepDraft,
	stepsOf,
} from "../../src/core/plan/plan.ts";
import type { KnowledgeOptions } from "../../src/planner/knowledge/choose-pages.ts";
import { knowledgeFor } from "../../src/planner/knowledge/knowledge-for.ts";
import { pageMatcher } from "../../src/planner/knowledge/match-pages.ts";
import type { PackPage } from "../../src/planner/knowledge/page.ts";
import { makePlan } from "../../src/planner/make-plan.ts";
import { printPlan } from "../../src/planner/print-plan.ts";

const page = (name: string, given: Partial<PackPage> = {}): PackPage => ({
	name,
	path: `.baton/knowledge/${name}.md`,
	tags: [],
	paths: [],
	roles: [],
	priority: "normal",
	text: `About ${name}.`,
	...given,
});

const STACK = [{ path: ".", language: "python", frameworks: ["fastapi"] }];
const step = (given: Partial<StepDraft> = {}) =>
	newStep("1.1", {
		role: "backend-engineer--python",
		task: "Add JWT auth to the API",
		...given,
	});
/** The names of the pages for a step, in order. */
const namesFor = (given: Partial<StepDraft>, ...pages: readonly PackPage[]) =>
	pageMatcher(
		STACK,
		pages,
	)(step(given)).matches.map((match) => match.page.name);
const reasonFor = (given: Partial<StepDraft>, given1: Partial<PackPage>) =>
	pageMatcher(STACK, [page("a/x", given1)])(step(given)).matches[0]?.because;

describe("a page is for a step", () => {
	test("that names it, its pack, or its path", () => {
		for (const name of [
			"a",
			"a/x",
			"a/x.md",
			" a/ ",
			".baton/knowledge/a",
			"./.baton/knowledge/a/x.md",
		])
			expect(namesFor({ knowledge: [name] }, page("a/x"), page("b/x"))).toEqual(
				["a/x"],
			);
	});

	test("whose task has a tag of it as a whole word, in any case", () => {
		const tagged = (tag: string, task: string) =>
			reasonFor({ task }, { tags: [tag] });
		expect(tagged("jwt", "Add JWT auth")).toBe('the step\'s task has "jwt"');
		expect(tagged("rate limit", "Add a rate limit")).toBeDefined();
		expect(tagged("rate-limit", "Tune the rate-limit")).toBeDefined();
		expect(tagged("limit", "Tune the rate-limit")).toBeDefined();
		for (const [tag, task] of [
			["auth", "Show the author"],
			["drop", "Fix the dropdown"],
			["rate limit", "Rate the time limit"],
			["auth", "Read src/auth/index.py"],
			["a b", "c a. B c".replace(". B", "")],
		] as const)
			expect(tagged(tag, task)).toBeUndefined();
	});

	test("of a plan whose stack has a tag of it", () => {
		expect(reasonFor({}, { tags: ["fastapi"] })).toBe("the stack has fastapi");
		expect(reasonFor({}, { tags: ["python"] })).toBe("the stack has python");
		expect(reasonFor({}, { tags: ["django"] })).toBeUndefined();
	});

	test("that reads, makes or may change a file its paths mean", () => {
		const paths = ["src/auth/**/*.py"];
		for (const field of ["deliverables", "context_files", "allowed_paths"])
			expect(reasonFor({ [field]: ["src/auth/jwt.py"] }, { paths })).toBe(
				"src/auth/**/*.py matches src/auth/jwt.py",
			);
		for (const area of ["src", "src/auth/", "src/**", "./src/**"])
			expect(reasonFor({ allowed_paths: [area] }, { paths })).toBe(
				`src/auth/**/*.py lies within ${area}`,
			);
		for (const area of ["web/**", "**", "**/*.py", ".", "*"])
			expect(reasonFor({ allowed_paths: [area] }, { paths })).toBeUndefined();
		expect(
			reasonFor({ blocked_paths: ["src/auth/jwt.py"] }, { paths }),
		).toBeUndefined();
	});

	test("but not because of the guides that every step reads", () => {
		const guided = (task: string) =>
			reasonFor({ task, context_files: ["AGENTS.md"] }, { paths: ["*.md"] });
		expect(guided("Add JWT auth")).toBeUndefined();
		expect(guided("Shorten AGENTS.md")).toBe("*.md matches AGENTS.md");
	});

	test("of its role, with the flavour or without", () => {
		const why = "it is for backend-engineer--python";
		expect(reasonFor({}, { roles: ["backend-engineer"] })).toBe(why);
		expect(reasonFor({}, { roles: ["backend-engineer--python"] })).toBe(why);
		expect(reasonFor({}, { roles: ["backend-engineer--go"] })).toBeUndefined();
		expect(reasonFor({}, { roles: ["backend"] })).toBeUndefined();
	});

	test("and for no other, and every reason is told", () => {
		expect(reasonFor({}, {})).toBeUndefined();
		expect(
			reasonFor(
				{ knowledge: ["a"], context_files: ["app/main.py"] },
				{
					tags: ["jwt", "python"],
					paths: ["app/"],
					roles: ["backend-engineer"],
				},
			),
		).toBe(
			'the step names a, app/ matches app/main.py, the step\'s task has "jwt", the stack has python, it is for backend-engineer--python',
		);
	});
});

describe("the order", () => {
	const PAGES = [
		page("z/named-low", { priority: "low" }),
		page("p/high-role", { priority: "high", roles: ["backend-engineer"] }),
		page("p/path", { paths: ["app/**"] }),
		page("p/area", { paths: ["lib/x/**"] }),
		page("p/tag-b", { tags: ["jwt"] }),
		page("p/tag-a", { tags: ["jwt"] }),
		page("p/a-stack", { tags: ["python"] }),
		page("p/low-path", { paths: ["app/**"], priority: "low" }),
	];
	const STEP = {
		knowledge: ["z"],
		deliverables: ["app/jwt.py"],
		allowed_paths: ["lib/"],
	};
	const ORDER = [
		"z/named-low",
		"p/high-role",
		"p/path",
		"p/area",
		"p/tag-a",
		"p/tag-b",
		"p/a-stack",
		"p/low-path",
	];

	test("is named, priority, path, tag, name, however the pages come", () => {
		expect(namesFor(STEP, ...PAGES)).toEqual(ORDER);
		expect(namesFor(STEP, ...[...PAGES].reverse())).toEqual(ORDER);
	});

	test("of what a step names is the step's own, so that a plan keeps it", () => {
		expect(namesFor({ ...STEP, knowledge: ORDER }, ...PAGES)).toEqual(ORDER);
		expect(
			namesFor({ ...STEP, knowledge: [...ORDER].reverse() }, ...PAGES),
		).toEqual([...ORDER].reverse());
	});

	test("decides which eight a step is given", () => {
		const many = Array.from({ length: 11 }, (_, at) =>
			page(`a/${String.fromCharCode(107 - at)}`, { tags: ["jwt"] }),
		);
		const { matches, left } = pageMatcher(STACK, many)(step());
		expect(matches.map((match) => match.page.name)).toEqual(
			[..."abcdefgh"].map((name) => `a/${name}`),
		);
		expect(left).toBe(3);
	});
});

const planWith = (
	...steps: readonly Partial<Plan["phases"][0]["steps"][0]>[]
): Plan => ({
	...makePlan({ task: "x", files: [], read: () => undefined }).plan,
	stack: STACK,
	execution: newExecution(),
	phases: steps.map((given, at) => ({
		id: at + 1,
		name: "Work",
		steps: [{ ...step(), id: `${at + 1}.1`, ...given }],
	})),
});
/** `name` for an inlined page, `(name)` for one that is referenced. */
const deliveries = (
	plan: Plan,
	id: string,
	pages: readonly PackPage[],
	options?: KnowledgeOptions,
) =>
	knowledgeFor(plan, id, pages, options).map(({ name, text }) =>
		text === undefined ? `(${name})` : name,
	);

describe("a page is handed over", () => {
	const tags = ["jwt"];
	const prose = (bytes: number) => "word ".repeat(bytes / 5).padEnd(bytes, ".");

	test("whole while it is small, and by its path when it is larger", () => {
		const pages = [
			page("a/fits", { tags, text: "é".repeat(1_024) }),
			page("a/over", { tags, text: `${"é".repeat(1_024)}.` }),
		];
		const count = { countTokens: () => 1 };
		expect(deliveries(planWith({}), "1.1", pages, count)).toEqual([
			"a/fits",
			"(a/over)",
		]);
		expect(knowledgeFor(planWith({}), "1.1", pages, count)).toEqual([
			{ name: "a/fits", path: pages[0]?.path, text: pages[0]?.text },
			{ name: "a/over", path: pages[1]?.path },
		]);
	});

	test("as it asks for, within the budget", () => {
		const pages = [
			page("a/asks", { tags, delivery: "inline", text: prose(3_000) }),
			page("a/huge", { tags, delivery: "inline", text: prose(30_000) }),
			page("a/tiny", { tags, delivery: "reference" }),
		];
		expect(
			deliveries(planWith({}), "1.1", pages, {
				countTokens: (text) => text.length / 5,
			}),
		).toEqual(["a/asks", "(a/huge)", "(a/tiny)"]);
	});

	test("while the budget of the step lasts; a smaller one after it may still fit", () => {
		const pages = [700, 600, 500].map((tokens, at) =>
			page(`a/${at}`, { tags, text: "x".repeat(tokens) }),
		);
		const countTokens = (text: string) => text.length;
		expect(deliveries(planWith({}), "1.1", pages, { countTokens })).toEqual([
			"a/0",
			"(a/1)",
			"a/2",
		]);
		expect(
			deliveries(planWith({}), "1.1", pages, { countTokens, maxTokens: 600 }),
		).toEqual(["(a/0)", "a/1", "(a/2)"]);
		expect(
			deliveries(planWith({}), "1.1", pages, { countTokens, maxTokens: 0 }),
		).toEqual(["(a/0)", "(a/1)", "(a/2)"]);
	});

	test("once in a run: after a step that finished with it, by its path", () => {
		const pages = [page("a/jwt", { tags }), page("a/db", { tags: ["sql"] })];
		const both = { task: "Store the JWT in SQL" };
		const run = (
			first: "pending" | "dispatched" | "failed" | "skipped" | "complete",
		) => deliveries(planWith({ status: first }, both), "2.1", pages);
		for (const status of [
			"pending",
			"dispatched",
			"failed",
			"skipped",
		] as const)
			expect(run(status)).toEqual(["a/db", "a/jwt"]);
		expect(run("complete")).toEqual(["a/db", "(a/jwt)"]);
	});

	test("again to a step whose later ones are finished, and to itself", () => {
		const plan = planWith({ status: "complete" }, { status: "complete" });
		expect(deliveries(plan, "1.1", [page("a/jwt", { tags })])).toEqual([
			"a/jwt",
		]);
	});

	test("not at all to a step that the plan does not have", () => {
		expect(knowledgeFor(planWith({}), "9.9", [page("a/x", { tags })])).toEqual(
			[],
		);
	});
});

describe("a plan", () => {
	const FILES = ["app/main.py", "requirements.txt", "tests/test_main.py"];
	const PAGES = [
		page("auth/jwt", { tags: ["jwt"] }),
		page("auth/reading", { roles: ["code-reviewer"] }),
		page("ops/deploys", { tags: ["kubernetes"] }),
		page("py/style", { tags: ["python"], priority: "low" }),
	];
	const plannedFor = (
		task: string,
		given: Partial<Parameters<typeof makePlan>[0]> = {},
	) =>
		makePlan({
			task,
			files: FILES,
			read: () => "fastapi\npytest\n",
			knowledge: PAGES,
			...given,
		});
	const TASK = "Rename the JWT helper in app/main.py";

	test("has in each step the names of its pages, and says why", () => {
		const planned = plannedFor("Add a JWT check to the FastAPI app");
		const steps = stepsOf(planned.plan);
		const reviewer = steps.find(({ role }) => role === "code-reviewer");
		expect(reviewer?.knowledge).toEqual(["auth/reading", "py/style"]);
		expect(
			steps.find(({ role }) => role.startsWith("backend"))?.knowledge,
		).toEqual(["auth/jwt", "py/style"]);
		const ids = steps.map(({ id }) => id).join(", ");
		expect(printPlan(planned, { explain: true })).toContain(
			`\n  knowledge: py/style for ${ids}: the stack has python`,
		);
		expect(checkPlan(planned.plan, 200)).toEqual([]);
	});

	test("gives every step what the caller names first, and then what matches", () => {
		const { plan } = plannedFor(TASK, {
			options: { knowledge: ["ops"], risk: "LOW" },
		});
		for (const { knowledge } of stepsOf(plan))
			expect(knowledge[0]).toBe("ops/deploys");
		expect(stepsOf(plan)[0]?.knowledge).toEqual([
			"ops/deploys",
			"auth/jwt",
			"py/style",
		]);
	});

	test("is handed over in the same order when its steps run", () => {
		const { plan } = plannedFor(TASK, {
			options: { knowledge: ["py", "ops"] },
		});
		for (const { id, knowledge } of stepsOf(plan))
			expect(knowledgeFor(plan, id, PAGES).map(({ name }) => name)).toEqual(
				knowledge,
			);
	});

	test("keeps a name that nothing has, and warns of it once", () => {
		const planned = plannedFor(TASK, {
			options: { knowledge: ["ghost", "py"], risk: "LOW" },
		});
		expect(stepsOf(planned.plan)[0]?.knowledge).toEqual([
			"py/style",
			"auth/jwt",
			"ghost",
		]);
		expect(
			planned.plan.explanation.filter(({ rule }) => rule === "warning"),
		).toEqual([
			{
				rule: "warning",
				evidence: 'no knowledge pack or page is called "ghost"',
			},
		]);
	});

	test("says what was wrong with a page", () => {
		const { plan } = plannedFor(TASK, {
			knowledgeWarnings: [{ path: "a/b.md", reason: "has a flaw\u001b[2J" }],
		});
		expect(plan.explanation).toContainEqual({
			rule: "warning",
			evidence: "a/b.md has a flaw[2J",
		});
	});

	test("is what it was where nobody looked for packs, or there are none", () => {
		const without = plannedFor(TASK, { knowledge: undefined });
		expect(plannedFor(TASK, { knowledge: [] })).toEqual(without);
		const named = { options: { knowledge: ["ghost"] } };
		const { plan } = plannedFor(TASK, { ...named, knowledge: undefined });
		expect(stepsOf(plan)[0]?.knowledge).toEqual(["ghost"]);
		expect(plan.explanation.some(({ rule }) => rule === "warning")).toBe(false);
	});

	test("with many steps and pages is made soon, in few lines", () => {
		const list = Array.from(
			{ length: 200 },
			(_, at) => `${at + 1}. Add part ${at + 1} to src/p${at}/main.py`,
		).join("\n");
		const paths = Array.from({ length: 30 }, (_, at) => `**/p${at}/**/*.py`);
		const many = Array.from({ length: 200 }, (_, at) =>
			page(`p${at % 50}/n${at}`, { paths, tags: ["part", "python"] }),
		);
		const { plan } = plannedFor(list, { knowledge: many });
		for (const { knowledge } of stepsOf(plan))
			expect(knowledge).toHaveLength(8);
		const lines = plan.explanation.filter(({ rule }) => rule === "knowledge");
		expect(lines.length).toBeLessThanOrEqual(22);
		expect(lines.at(-1)?.evidence).toMatch(
			/^more pages match 1\.1, .* and \d+ more than the 8 that a step is given/,
		);
		expect(checkPlan(plan, 200)).toEqual([]);
	});
});
