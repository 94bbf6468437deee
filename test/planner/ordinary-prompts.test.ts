import { describe, expect, test } from "vitest";
import { checkPlan } from "../../src/core/plan/check.ts";
import { isVacuous } from "../../src/planner/gates/vacuous.ts";
import { makePlan } from "../../src/planner/make-plan.ts";

/** A python service with a web client, as many repositories are. */
const TEXTS: Readonly<Record<string, string>> = {
	"pyproject.toml":
		'[project]\ndependencies = ["fastapi", "sqlalchemy"]\n[tool.pytest.ini_options]\n',
	"web/package.json":
		'{"scripts":{"test":"vitest run","build":"vite build"},"dependencies":{"react":"19"},"devDependencies":{"typescript":"7"}}',
};
const FILES = [
	...Object.keys(TEXTS),
	"README.md",
	"app/main.py",
	"app/models.py",
	"tests/test_main.py",
	"web/tsconfig.json",
	"web/src/App.tsx",
	"web/src/Menu.tsx",
	"web/src/App.test.tsx",
];

const planFor = (task: string) =>
	makePlan({ task, files: FILES, read: (path) => TEXTS[path] }).plan;

const PROMPTS = {
	feature: [
		"Add request logging middleware to the FastAPI app",
		"Add JWT auth middleware and integration tests",
		"Implement pagination for the orders endpoint",
		"Create a dark mode toggle in the settings page",
		"Build a CSV export for the monthly report",
		"Allow users to upload a profile picture",
		"We need a health check endpoint that reports the database connection",
		"Show the author's name under each post",
		"Add a dropdown to choose the language",
		"Add a ValidationError class to the client library",
		"Return a NotFoundError from the endpoint",
		"Introduce rate limiting for the public API",
		"As a user I want to be able to reset my password by email",
		"feat: support webhooks with signed payloads",
		"Send a reminder email two days before the trial ends",
		"Please add a search box to the customer list",
	],
	bug: [
		"Fix author name on the about page",
		"Fix the crash when the cart is empty",
		"The login button does nothing on Safari",
		"Users get a 500 when uploading files larger than 10 MB",
		"fix(api): wrong total when a discount is applied twice",
		"Dates are off by one day in the export, this is a bug",
		"Resolve the race condition in the job queue",
		"Search returns incorrect results for accented characters",
		"Fix the flaky test in the checkout suite",
		"Dropdown closes immediately after opening, it is broken on mobile",
		"The worker hangs after losing its connection to Redis",
		"TypeError: NoneType has no attribute 'id' in app/main.py",
		"NullPointerException in OrderService",
		"Uncaught ReferenceError: menu is not defined",
		"The export raises a KeyError for new customers",
		"Error when opening the new settings page",
		"Make the flaky test test_login stable",
		"Stabilize the login spec",
		"Prevent duplicate orders when the form is submitted twice",
	],
	refactor: [
		"Refactor the payment module into smaller functions",
		"Rename ParseError to SyntaxError",
		"Rename UserManager to AccountService",
		"Extract the email sending code into its own module",
		"Simplify the configuration loader",
		"Remove dead code from the reporting package",
		"Clean up the duplicated validation logic in the handlers",
		"Split the 900 line views file into one file per resource",
		"Decouple the scheduler from the database layer",
		"refactor: replace nested callbacks with async functions",
		"Move the helper functions of the parser into a separate module",
		"Consolidate the three HTTP clients into one",
	],
	docs: [
		"Document the deployment process",
		"Update the README with installation instructions",
		"Write a getting started guide for new contributors",
		"Add docstrings to the public functions of the client",
		"Fix a typo in the README",
		"Improve the API documentation with examples",
		"docs: describe the configuration options",
		"Document every exception the client raises",
		"Document the flaky tests",
		"Write release notes for version 2.0",
		"Add a troubleshooting section to the docs",
		"Correct the installation steps in the documentation",
		"Add a changelog",
	],
	migration: [
		"Migrate the database from MySQL to Postgres",
		"Upgrade Django from 3.2 to 4.2",
		"Migrate the test suite from Jest to Vitest",
		"Add a migration for the new invoices table",
		"Port the build from webpack to vite",
		"Switch from REST to GraphQL in the mobile client",
		"Convert the codebase to TypeScript",
		"Upgrade to Node 24",
		"Backfill the country column for existing customers",
		"Add a created_at column to the orders table",
		"Move from cookies to tokens: migrate all clients",
	],
	test: [
		"Add unit tests for the parser",
		"Write integration tests for the checkout flow",
		"Increase test coverage of the billing module",
		"Add end-to-end tests for sign-up",
		"Test the retry logic of the HTTP client",
		"Cover the error paths of the importer with tests",
		"Write property-based tests for the date functions",
		"Create a test suite for the permissions module",
		"Add regression tests for the discount calculation",
		"test: cover empty input in the tokenizer",
		"Improve the tests around the payment webhook",
	],
} as const;

describe("ordinary prompts:", () => {
	const rows = Object.entries(PROMPTS).flatMap(([type, prompts]) =>
		prompts.map((prompt) => [type, prompt] as const),
	);

	test("there are at least ten of each kind and sixty in all", () => {
		expect(
			Math.min(...Object.values(PROMPTS).map((prompts) => prompts.length)),
		).toBeGreaterThanOrEqual(10);
		expect(rows.length).toBeGreaterThanOrEqual(60);
	});

	test.each(rows)("%s: %s", (type, prompt) => {
		const plan = planFor(prompt);
		expect({
			type: plan.type,
			why: plan.explanation.find(({ rule }) => rule === "type"),
		}).toMatchObject({ type });
		expect(checkPlan(plan, 200)).toEqual([]);
		const gates = plan.phases.flatMap(({ gate }) =>
			gate === undefined ? [] : [gate],
		);
		expect(gates.length).toBeGreaterThan(0);
		for (const { command } of gates) {
			expect(command).toMatch(/pytest tests\/|npm test/);
			expect(isVacuous(command ?? "")).toBe(false);
		}
		for (const rule of [
			"type",
			"complexity",
			"mode",
			"risk",
			"stack",
			"role",
			"gate",
			"budget",
			"git",
		])
			expect(plan.explanation.map((line) => line.rule)).toContain(rule);
	});

	test.each([
		"Fix author name on the about page",
		"Show the author's name under each post",
		"Add a dropdown to choose the language",
		"Add a drop-down for table columns",
		"Dropdown closes immediately after opening, it is broken on mobile",
		"Improve the tooltip of the authoring tool",
		"Remove unused imports",
		"Tokenize the input by whitespace",
	])("no risk: %s", (prompt) => {
		const plan = planFor(prompt);
		expect(plan.risk).toBe("LOW");
		expect(plan.phases.some(({ approval }) => approval !== undefined)).toBe(
			false,
		);
	});

	test.each([
		"Fix a typo in the README",
		"Fix the crash when the cart is empty",
		"Rename ParseError to SyntaxError",
		"Rename UserManager to AccountService in one small file",
		"Add unit tests for the parser",
	])("small tasks are one step and a gate: %s", (prompt) => {
		const plan = planFor(prompt);
		expect(plan.phases.map(({ steps }) => steps.length)).toEqual([1]);
		expect(plan).toMatchObject({
			mode: "direct",
			budget: "lean",
			phases: [{ gate: { command: expect.any(String) } }],
		});
	});
});
