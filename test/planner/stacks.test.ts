import { describe, expect, test } from "vitest";
import { makePlan } from "../../src/planner/make-plan.ts";
import { manifestsWanted } from "../../src/planner/manifests-wanted.ts";

type Tree = Readonly<Record<string, string>>;

const planFor = (task: string, tree: Tree) =>
	makePlan({ task, files: Object.keys(tree), read: (path) => tree[path] }).plan;

const stackOf = (tree: Tree) => planFor("Add a thing", tree).stack;

describe("stacks by marker files:", () => {
	const rows: readonly (readonly [
		name: string,
		tree: Tree,
		language: string,
		frameworks: readonly string[],
	])[] = [
		[
			"fastapi",
			{ "pyproject.toml": 'dependencies = ["fastapi>=0.1"]' },
			"python",
			["fastapi"],
		],
		["flask", { "requirements.txt": "Flask==3.0\n" }, "python", ["flask"]],
		[
			"django",
			{ "manage.py": "", "requirements.txt": "Django>=5" },
			"python",
			["django"],
		],
		[
			"a package that only sounds like one",
			{ "requirements.txt": "django-stubs\nflask-cors-lookalike\n" },
			"python",
			[],
		],
		["plain python", { "setup.py": "" }, "python", []],
		["javascript", { "package.json": "{}" }, "javascript", []],
		[
			"express",
			{ "package.json": '{"dependencies":{"express":"5"}}' },
			"javascript",
			["express"],
		],
		[
			"typescript beats javascript",
			{ "package.json": "{}", "tsconfig.json": "{}" },
			"typescript",
			[],
		],
		[
			"typescript by its sources",
			{ "package.json": "{}", "src/a.ts": "", "src/b.ts": "", "c.js": "" },
			"typescript",
			[],
		],
		[
			"next",
			{
				"package.json": '{"dependencies":{"next":"16","react":"19"}}',
				"next.config.ts": "",
				"tsconfig.json": "",
			},
			"typescript",
			["next", "react"],
		],
		[
			"vue",
			{ "package.json": '{"dependencies":{"vue":"3"}}' },
			"javascript",
			["vue"],
		],
		[
			"angular",
			{
				"package.json": '{"dependencies":{"@angular/core":"20"}}',
				"angular.json": "{}",
				"tsconfig.json": "",
			},
			"typescript",
			["angular"],
		],
		[
			"svelte",
			{ "package.json": "{}", "svelte.config.js": "" },
			"javascript",
			["svelte"],
		],
		["go", { "go.mod": "module x" }, "go", []],
		["gin", { "go.mod": "require github.com/gin-gonic/gin v1" }, "go", ["gin"]],
		["rust", { "Cargo.toml": "[dependencies]\naxum = '1'" }, "rust", ["axum"]],
		["rails", { Gemfile: 'gem "rails"' }, "ruby", ["rails"]],
		[
			"spring",
			{ "pom.xml": "<artifactId>spring-boot-starter</artifactId>" },
			"java",
			["spring"],
		],
		[
			"gradle with java sources",
			{ "build.gradle.kts": "", "src/main/java/A.java": "" },
			"java",
			[],
		],
		[
			"kotlin",
			{ "build.gradle.kts": "", "src/main/kotlin/A.kt": "" },
			"kotlin",
			[],
		],
		[
			"csharp",
			{ "App.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web">' },
			"csharp",
			["aspnet", "dotnet"],
		],
		[
			"php",
			{ "composer.json": '{"require":{"laravel/framework":"12"}}' },
			"php",
			["laravel"],
		],
		["elixir", { "mix.exs": "{:phoenix, '~> 1.8'}" }, "elixir", ["phoenix"]],
		["swift", { "Package.swift": "" }, "swift", []],
		["c", { "CMakeLists.txt": "", "a.c": "", "b.c": "" }, "c", []],
		["c++", { "CMakeLists.txt": "", "a.cpp": "" }, "cpp", []],
		["terraform", { "main.tf": "" }, "terraform", []],
		[
			"sources without a marker",
			{ "app/a.py": "", "app/b.py": "", "x.js": "" },
			"python",
			[],
		],
	];

	test.each(rows)("%s", (_, tree, language, frameworks) => {
		expect(stackOf(tree)).toEqual([{ path: ".", language, frameworks }]);
	});

	test("every folder with a marker is a stack, those of others are none", () => {
		const tree = {
			"api/go.mod": "",
			"web/package.json": '{"dependencies":{"react":"19"}}',
			"node_modules/x/package.json": "{}",
			"vendor/y/go.mod": "",
			"test/fixtures/z/Cargo.toml": "",
		};
		expect(
			stackOf(tree).map(({ path, language }) => `${path} ${language}`),
		).toEqual(["api go", "web javascript"]);
	});

	test("an empty repository has no stack and still a plan", () => {
		const plan = planFor("Add a thing", {});
		expect(plan.stack).toEqual([]);
		expect(plan.explanation).toContainEqual({
			rule: "stack",
			evidence: "none: no marker file and no source file was found",
		});
		expect(plan.phases[0]?.steps[0]?.role).toBe("backend-engineer");
	});
});

describe("roles and their flavours:", () => {
	const both = {
		"api/pyproject.toml": '["fastapi"]',
		"api/app.py": "",
		"web/package.json": '{"dependencies":{"react":"19"}}',
		"web/tsconfig.json": "",
		"web/App.tsx": "",
		".github/workflows/ci.yml": "",
		"infra/main.tf": "",
	};
	const rolesOf = (task: string, tree: Tree = both) =>
		planFor(task, tree).phases.flatMap(({ steps }) =>
			steps.map(({ role }) => role),
		);

	test.each([
		["Add an endpoint for invoices", "backend-engineer--python"],
		["Add a dropdown to the settings page", "frontend-engineer--react"],
		["Change the color in web/App.tsx", "frontend-engineer--react"],
		["Change the job in .github/workflows/ci.yml", "devops-engineer"],
		[
			"Change infra/main.tf so that it names the bucket",
			"devops-engineer--terraform",
		],
		["Add a backfill migration for the orders table", "data-engineer"],
		["Add unit tests for the parser", "test-engineer"],
		["Document the deployment", "documentation-writer"],
		["Investigate why the queue grows", "debugger"],
		["Review the error handling", "code-reviewer"],
	])("%s: %s", (task, role) => {
		expect(rolesOf(task)).toContain(role);
	});

	test("both ends are two steps, each in its own folder, the server's first", () => {
		const [phase] = planFor(
			"Add an endpoint and a form in the frontend for feedback",
			both,
		).phases;
		expect(phase?.steps).toMatchObject([
			{
				id: "1.1",
				role: "backend-engineer--python",
				allowed_paths: ["api/**"],
			},
			{
				id: "1.2",
				role: "frontend-engineer--react",
				allowed_paths: ["web/**"],
				depends_on: ["1.1"],
			},
		]);
	});

	test.each([
		[
			"Update the infra/main.tf bucket and svc/main.go",
			[
				["devops-engineer--terraform", ["infra/**"]],
				["backend-engineer--go", ["svc/**"]],
			],
		],
		[
			"Rename the field in web/App.tsx and svc/main.go, see README.md",
			[
				["backend-engineer--go", ["svc/**"]],
				["frontend-engineer--react", ["web/**"]],
			],
		],
		[
			"Rename the field in svc/main.go, see README.md",
			[["backend-engineer--go", []]],
		],
		[
			"Improve everything",
			[
				["backend-engineer--go", ["svc/**"]],
				["backend-engineer--python", ["."]],
				["devops-engineer--terraform", ["infra/**"]],
				["frontend-engineer--react", ["web/**"]],
			],
		],
		[
			"Rename the tenant field in all services",
			[
				["backend-engineer--go", ["svc/**"]],
				["backend-engineer--python", ["."]],
				["devops-engineer--terraform", ["infra/**"]],
				["frontend-engineer--react", ["web/**"]],
			],
		],
		["Log everything that the parser skips", [["backend-engineer--go", []]]],
	])("several stacks are a step each, servers first: %s", (task, steps) => {
		const tree = {
			"README.md": "",
			"pyproject.toml": "",
			"tool.py": "",
			"infra/main.tf": "",
			"svc/go.mod": "",
			"svc/main.go": "",
			"svc/other.go": "",
			"web/package.json": '{"dependencies":{"react":"19"}}',
			"web/tsconfig.json": "",
			"web/App.tsx": "",
		};
		const { plan } = makePlan({
			task,
			files: Object.keys(tree),
			read: (path) => (tree as Tree)[path],
			options: { risk: "LOW" },
		});
		expect(
			plan.phases[0]?.steps.map(({ role, allowed_paths }) => [
				role,
				allowed_paths,
			]),
		).toEqual(
			steps.map(([role, paths]) => [role, paths?.[0] === "." ? [] : paths]),
		);
	});

	test("equal roles are told apart by their folders", () => {
		const tree = { "a/go.mod": "", "a/x.go": "", "b/go.mod": "", "b/y.go": "" };
		expect(
			planFor(
				"Rename the flag in a/x.go and b/y.go",
				tree,
			).phases[0]?.steps.map(({ task }) => task),
		).toEqual([
			"Rename the flag in a/x.go and b/y.go (the part in a)",
			"Rename the flag in a/x.go and b/y.go (the part in b)",
		]);
	});

	test("what one item of a list names says nothing about the others", () => {
		expect(
			rolesOf(
				"1. Name the bucket in infra/main.tf\n2. Change the color in web/App.tsx\n3. Extend the endpoint",
			).filter((role) => role.includes("engineer")),
		).toEqual([
			"devops-engineer--terraform",
			"frontend-engineer--react",
			"backend-engineer--python",
		]);
	});

	test("a project without a client has no frontend engineer", () => {
		expect(
			rolesOf("Add a form to the page", { "pyproject.toml": "" }),
		).toContain("backend-engineer--python");
	});

	test.each([
		["go.mod", "go"],
		["Cargo.toml", "rust"],
		["Gemfile", "ruby"],
		["pom.xml", "java"],
		["App.csproj", "dotnet"],
		["composer.json", "php"],
		["mix.exs", "elixir"],
		["Package.swift", "swift"],
		["package.json", "node"],
	])("%s: backend-engineer--%s", (marker, flavour) => {
		expect(rolesOf("Add an endpoint", { [marker]: "" })).toContain(
			`backend-engineer--${flavour}`,
		);
	});

	test("a route of the config decides for the files that the text names", () => {
		const { plan } = makePlan({
			task: "Change web/App.tsx",
			files: Object.keys(both),
			read: () => undefined,
			options: { rosterRoutes: [{ paths: "web/**", role: "design-guild" }] },
		});
		expect(plan.phases[0]?.steps[0]?.role).toBe("design-guild");
		expect(plan.explanation).toContainEqual(
			expect.objectContaining({
				rule: "role",
				evidence: expect.stringContaining(
					"the route web/** matches web/App.tsx",
				),
			}),
		);
	});
});

test("manifests wanted are few, shallow ones first, and workflows", () => {
	const deep = Array.from(
		{ length: 500 },
		(_, index) => `packages/p${index}/package.json`,
	);
	const wanted = manifestsWanted([
		...deep,
		"package.json",
		"src/a.ts",
		".github/workflows/ci.yml",
	]);
	expect(wanted.length).toBeLessThanOrEqual(72);
	expect(wanted[0]).toBe("package.json");
	expect(wanted).toContain(".github/workflows/ci.yml");
	expect(wanted).not.toContain("src/a.ts");
});
