import { describe, expect, test } from "vitest";
import { makePlan } from "../../src/planner/make-plan.ts";
import { takeApart } from "../../src/planner/sub-tasks.ts";

const itemsOf = (text: string) =>
	takeApart(text).items.map(
		({ text: item, after }) => `${item} <- ${after.join(",")}`,
	);
const planFor = (task: string, maxSteps = 200) =>
	makePlan({
		task,
		files: ["app/main.py", "tests/test_a.py"],
		read: () => undefined,
		options: { maxSteps },
	}).plan;

describe("sub-tasks:", () => {
	test("numbered lines wait for the one before, and lines under an item belong to it", () => {
		expect(
			itemsOf(
				"Do this:\n1. Add the model\n   with two fields\n2) Add the endpoint\n3. Write tests",
			),
		).toEqual([
			"Add the model\nwith two fields <- ",
			"Add the endpoint <- 0",
			"Write tests <- 1",
		]);
	});

	test("numbers within a line count when they count up from one", () => {
		expect(itemsOf("Add: 1. the model, 2. the endpoint; 3. tests")).toEqual([
			"the model <- ",
			"the endpoint <- 0",
			"tests <- 1",
		]);
		expect(itemsOf("Upgrade to version 3. 12 people use it")).toEqual([]);
		expect(itemsOf("Support Python 3.11 and 3.12")).toEqual([]);
	});

	test.each([
		["Step 1: add a field\nStep 2: validate it\nStep 3: test it"],
		["Step 1: add a field. Step 2: validate it. Step 3: test it"],
		["## Step 1\nadd a field\n\n**Step 2:** validate it\n- Step 3 - test it"],
		["(1) add a field; (2) validate it; (3) test it"],
		["(1) add a field\n(2) validate it\n(3) test it"],
		["(a) add a field (b) validate it (c) test it"],
		["a) add a field, b) validate it, and c) test it"],
	])("other ways to number count as well: %j", (text) => {
		expect(itemsOf(text)).toEqual([
			"add a field <- ",
			"validate it <- 0",
			"test it <- 1",
		]);
	});

	test("a list under a step belongs to it", () => {
		expect(
			itemsOf("Step 1: the model\n1. one field\n2. another\nStep 2: the view"),
		).toEqual(["the model 1. one field 2. another <- ", "the view <- 0"]);
	});

	test.each([
		"Choose (a) a cache or (b) a queue",
		"Use the form (a) in the header and (b) in the footer",
		"Step 1 fails and step 2 hangs",
		"In step 1: the button of step 2: is missing",
		"Call f(a) and g(b)",
	])("no list: %s", (text) => {
		expect(itemsOf(text)).toEqual([]);
	});

	test("check boxes keep their order without waiting, and what is ticked is done", () => {
		expect(
			itemsOf(
				"- [ ] Add the model\n- [x] Add the table\n- [ ] Write tests\n- [ ] Then deploy it",
			),
		).toEqual(["Add the model <- ", "Write tests <- ", "Then deploy it <- 1"]);
	});

	test("an item may name the one it waits for", () => {
		expect(itemsOf("1. Add a\n2. Add b\n3. Add c after step 1")).toEqual([
			"Add a <- ",
			"Add b <- 0",
			"Add c after step 1 <- 0",
		]);
	});

	test("words of order join steps", () => {
		expect(
			itemsOf(
				"Add the model, then expose it in the API. After that, document the endpoint. Finally, announce it on the site.",
			),
		).toEqual([
			"Add the model <- ",
			"expose it in the API <- 0",
			"document the endpoint <- 1",
			"announce it on the site <- 2",
		]);
	});

	test("a then that answers an if is no order", () => {
		expect(itemsOf("If the cart is empty, then show a hint")).toEqual([]);
	});

	test("lists in code and in comments of a template are no sub-tasks", () => {
		expect(
			itemsOf("Print this:\n```\n1. one\n2. two\n```\n<!--\n1. a\n2. b\n-->"),
		).toEqual([]);
	});

	test("one item is no list", () => {
		expect(itemsOf("1. Add the model")).toEqual([]);
	});
});

describe("plans of lists:", () => {
	test("sub-tasks are steps in order, each of whoever it takes", () => {
		const [phase] = planFor(
			"Ship search:\n1. Add the endpoint\n2. Write tests for it\n3. Document it",
		).phases;
		expect(
			phase?.steps.map(({ id, role, depends_on }) => [id, role, depends_on]),
		).toEqual([
			["1.1", "backend-engineer--python", []],
			["1.2", "test-engineer", ["1.1"]],
			["1.3", "documentation-writer", ["1.2"]],
		]);
	});

	test("phases that the text names are the plan's phases, and no others", () => {
		const plan = planFor(
			"## Phase 1: Model\n- [ ] Add the model\n- [ ] Add the table\n\n## Phase 2: API\nAdd the endpoint",
		);
		expect(
			plan.phases.map(({ id, name, steps }) => [
				id,
				name,
				steps.map(({ task }) => task),
			]),
		).toEqual([
			[1, "Model", ["Add the model", "Add the table"]],
			[2, "API", ["Add the endpoint"]],
		]);
	});

	test("phases within a line count as well", () => {
		const plan = planFor(
			"Phase 1: add the model. Phase 2: add the endpoint. Phase 3: write tests.",
		);
		expect(
			plan.phases.map(({ steps }) => steps.map(({ role }) => role)),
		).toEqual([
			["backend-engineer--python"],
			["backend-engineer--python"],
			["test-engineer"],
		]);
	});

	test("each phase is of its own kind, whatever the first one is", () => {
		const plan = makePlan({
			task: "Phase 1 - Research...\nPhase 2 - Implementation: do it\nPhase 3 - Docs",
			files: ["app/main.py", "tests/test_a.py"],
			read: () => undefined,
		}).plan;
		expect(
			plan.phases.map(({ name, steps, gate }) => [
				name,
				steps[0]?.role,
				gate?.command,
			]),
		).toEqual([
			["Research", "debugger", undefined],
			["Implementation: do it", "backend-engineer--python", "pytest tests/"],
			["Docs", "documentation-writer", "pytest tests/"],
		]);
	});

	test("an item without a word of its own is what stands before the list, and no finding since the first one is", () => {
		const rolesOf = (task: string) =>
			planFor(task).phases[0]?.steps.map(({ role }) => role);
		expect(rolesOf("1. Investigate the cause\n2. Do it")).toEqual([
			"debugger",
			"backend-engineer--python",
		]);
		expect(rolesOf("Write tests:\n1. the parser\n2. the printer")).toEqual([
			"test-engineer",
			"test-engineer",
		]);
	});

	test("talk of a phase is no phase", () => {
		expect(planFor("Remove the phase 1 flag").phases).toHaveLength(1);
	});

	test("more steps than fit are joined into the last one, and the plan says so", () => {
		const plan = planFor(
			Array.from(
				{ length: 30 },
				(_, index) => `${index + 1}. Add part ${index + 1}`,
			).join("\n"),
			10,
		);
		const steps = plan.phases.flatMap((phase) => phase.steps);
		expect(steps).toHaveLength(10);
		expect(steps.map(({ task }) => task).join("\n")).toContain("Add part 30");
		expect(plan.explanation).toContainEqual({
			rule: "warning",
			evidence: expect.stringContaining("more than the 10 that fit"),
		});
	});
});
