import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPlan } from "../../src/core/plan/check.ts";
import { stepsOf } from "../../src/core/plan/plan.ts";
import { isVacuous } from "../../src/planner/gates/vacuous.ts";
import { makePlan } from "../../src/planner/make-plan.ts";
import { manifestsWanted } from "../../src/planner/manifests-wanted.ts";
import { planMarkdown } from "../../src/planner/plan-markdown.ts";
import { planMermaid } from "../../src/planner/plan-mermaid.ts";
import { printPlan } from "../../src/planner/print-plan.ts";
import { promptFor } from "../../src/planner/prompt.ts";

const PIECES = [
	"add",
	"fix",
	"the",
	"auth",
	"tests",
	"1. ",
	"2. ",
	"\n",
	"- [ ] ",
	"- [x] ",
	"Phase 1: ",
	"Phase 2: ",
	"then",
	"after that",
	"```",
	"<!--",
	"-->",
	"~~~~",
	"drop",
	"table",
	"production",
	"app/main.py",
	"src/",
	"../..",
	"/etc/passwd",
	"\u202e",
	"\u0000",
	"🙂",
	"`",
	"| sh",
	"$(id)",
	"after step 9",
	"è",
	"\ud800",
];
const task = fc.oneof(
	fc.string({ maxLength: 300, unit: "binary" }),
	fc
		.array(fc.constantFrom(...PIECES), { maxLength: 60 })
		.map((pieces) => pieces.join(" ")),
	fc
		.array(fc.constantFrom(...PIECES), { maxLength: 60 })
		.map((pieces) => pieces.join("")),
);
const NAMES = [
	"package.json",
	"pyproject.toml",
	"go.mod",
	"Makefile",
	"Cargo.toml",
	"main.tf",
	"tests/test_a.py",
	"app/main.py",
	".github/workflows/ci.yml",
	"web/package.json",
	"a b/go.mod",
	"x;y/package.json",
	"justfile",
	"tsconfig.json",
	"composer.json",
	"Taskfile.yml",
	"pom.xml",
	"App.csproj",
];
const tree = fc.dictionary(
	fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 30 })),
	fc.oneof(
		fc.string({ maxLength: 200 }),
		fc.constantFrom(
			'{"scripts":{"test":"vitest"}}',
			"on: push\njobs:\n  a:\n    steps:\n    - run: pytest\n",
			"test:\n\tpytest\n",
			'{"scripts":{"test":"echo","a":null},"dependencies":[]}',
		),
	),
	{ maxKeys: 12 },
);

describe("for every text and every repository", () => {
	test("there is a plan, it can be run, it is printed, and it is the same each time", () => {
		fc.assert(
			fc.property(task, tree, fc.boolean(), (text, files, isGitHub) => {
				const request = {
					task: text,
					files: Object.keys(files),
					read: (path: string) =>
						Object.hasOwn(files, path) ? files[path] : undefined,
					isGitHub,
				};
				const planned = makePlan(request);
				expect(checkPlan(planned.plan, 200)).toEqual([]);
				expect(makePlan(request)).toEqual(planned);
				expect(planned.id).toMatch(/^task-[a-z][a-z0-9]*-[0-9a-f]{4}$/);
				for (const { gate } of planned.plan.phases)
					if (gate?.command !== undefined)
						expect(isVacuous(gate.command)).toBe(false);
				expect(printPlan(planned, { explain: true })).not.toMatch(
					/(?!\n)[\p{Cc}\u202e]/u,
				);
				expect(planMarkdown(planned)).toContain("## Phase 1");
				expect(planMermaid(planned.plan)).toMatch(/^flowchart TD\n/);
				for (const step of stepsOf(planned.plan))
					expect(promptFor(planned.plan, step.id, { brief: text })).toContain(
						`# Agent Task: ${step.id} — `,
					);
			}),
			{ numRuns: 300 },
		);
	});

	test("the order of the paths makes no difference", () => {
		fc.assert(
			fc.property(task, fc.shuffledSubarray(NAMES), (text, files) => {
				const planOf = (paths: readonly string[]) =>
					makePlan({ task: text, files: paths, read: () => "" }).plan;
				expect(planOf(files)).toEqual(planOf([...files].sort()));
			}),
			{ numRuns: 100 },
		);
	});
});

describe("task ids", () => {
	const idOf = (text: string, salt?: string) =>
		makePlan({
			task: text,
			files: [],
			read: () => undefined,
			options: { salt },
		}).id;

	test("name what the task is about", () => {
		expect(idOf("Add request logging middleware to the FastAPI app")).toMatch(
			/^task-logging-[0-9a-f]{4}$/,
		);
		expect(idOf("Fix the dropdown")).toMatch(/^task-dropdown-[0-9a-f]{4}$/);
	});

	test("are the same for the same text and differ with the salt", () => {
		expect(idOf("Log every request")).toBe(idOf("Log every request"));
		expect(
			new Set(
				["a", "b", "c", "d"].map((salt) => idOf("Log every request", salt)),
			).size,
		).toBeGreaterThan(2);
	});
});

/** The same list, counting how often an entry of it is looked at. */
function counted(files: readonly string[]) {
	let looks = 0;
	const watched = new Proxy(files, {
		get(target, key, receiver) {
			if (typeof key === "string" && /^\d+$/.test(key)) looks += 1;
			return Reflect.get(target, key, receiver);
		},
	});
	return { watched, looks: () => looks };
}

describe("a repository of 100,000 files", () => {
	const shapes: Readonly<Record<string, (index: number) => string>> = {
		sources: (index) => `src/part${index % 700}/deep/er/file${index}.py`,
		manifests: (index) => `packages/p${index}/package.json`,
		tests: (index) => `tests/t${index % 900}/test_${index}.py`,
	};

	test.each(Object.entries(shapes))(
		"of %s is looked at once, and few files of it are read",
		(_, nameOf) => {
			const { watched, looks } = counted(
				Array.from({ length: 100_000 }, (_unused, index) => nameOf(index)),
			);
			let reads = 0;
			const read = () => {
				reads += 1;
				return "{}";
			};
			const { plan } = makePlan({
				task: "Fix src/part1/ and tests/t5/test_5.py",
				files: watched,
				read,
			});
			expect(looks()).toBeLessThanOrEqual(100_000);
			expect(reads).toBeLessThanOrEqual(72);
			expect(plan.stack.length).toBeLessThanOrEqual(40);
			expect(manifestsWanted(watched).length).toBeLessThanOrEqual(72);
		},
	);
});

describe("text and manifests that go on and on", () => {
	const PIECES_OF_NOISE = [
		" ",
		"\n",
		"\t \n",
		"a",
		"a/",
		"a.b.",
		"-",
		"*",
		"#",
		".",
		"`",
		"```\n",
		"~~~ x\n",
		"<!--",
		"-->",
		", then ",
		"1. a ",
		"1. a\n",
		"- [ ] a\n",
		"Phase 1: ",
		"after step ",
		"move from ",
		"is the ",
		"why ",
		'"',
		": ",
		"[",
		"test ",
		"task ",
		";",
		"x=",
		"on:\n",
		"jobs:\n  a:\n",
		"      - run: pytest\n",
		"\u202e",
		"🙂",
	];

	test.each(PIECES_OF_NOISE)(
		"%j without end: there is a plan all the same",
		(piece) => {
			const noise = piece.repeat(400_000 / piece.length);
			const files = [
				"Makefile",
				"justfile",
				"Taskfile.yml",
				"package.json",
				"pyproject.toml",
				"Gemfile",
				"Rakefile",
				"CMakeLists.txt",
				".github/workflows/ci.yml",
			];
			for (const task of [noise, `x${noise}x`]) {
				const { plan } = makePlan({ task, files, read: () => noise });
				expect(checkPlan(plan, 200)).toEqual([]);
				expect(
					typeof promptFor(plan, plan.phases[0]?.steps[0]?.id ?? "", {
						brief: noise,
					}),
				).toBe("string");
			}
		},
	);
});
