import { beforeEach, describe, expect, test } from "vitest";
import { planByRules } from "../../src/github/plans/plan-by-rules.ts";
import { SourceTexts } from "../../src/github/plans/source-texts.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const WORKFLOW = `on: [pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{ run: pytest tests/ }]
`;

let door: RepositoryBench;

beforeEach(async () => {
	door = await makeRepositoryBench("review: never\n");
	const { sources } = door.github;
	sources.set(
		"pyproject.toml",
		'[project]\nname = "app"\ndependencies = ["fastapi"]\n',
	);
	sources.set("app/main.py", "from fastapi import FastAPI\n");
	sources.set("tests/test_app.py", "def test(): ...\n");
	sources.set(".github/workflows/ci.yml", WORKFLOW);
	await door.enroll(7, {
		title: "Add request logging middleware to the FastAPI app",
		body: "Method, path, status and duration.",
	});
});

describe("`/plan` without a block", () => {
	test("plans by rules from the default branch, the issue's text and the workflows that run there", async () => {
		const { code, replies } = await door.say("alice", 7, "/plan");
		expect(code).toBe("ok");
		const plan = await door.plan("7");
		expect(plan).toMatchObject({
			task_summary: "Add request logging middleware to the FastAPI app",
			execution: { status: "planned" },
		});
		expect(plan?.stack[0]).toMatchObject({
			language: "python",
			frameworks: ["fastapi"],
		});
		const gates = plan?.phases.flatMap(({ gate }) => gate?.checks ?? []);
		expect(gates).toContainEqual({ name: "test", app: "github-actions" });
		expect(replies).toHaveLength(1);
		expect(replies[0]).toContain("# Plan: Add request logging middleware");
		expect(replies[0]).toMatch(/^- \[ \] \*\*1\.1\*\*/m);
		expect(replies[0]).toContain("```mermaid\nflowchart TD");
		expect(replies[0]).toContain("`/start` starts it");
		expect(replies[0]).not.toMatch(/^\s*\//m);
	});

	test("keeps to options in words or in a short block", async () => {
		await door.say("alice", 7, "/plan risk=high model=opus");
		expect(await door.plan("7")).toMatchObject({ risk: "HIGH" });
		await door.say(
			"alice",
			7,
			"/plan\n```yaml\nrisk: LOW\ncomplexity: light\nagents: [code-reviewer]\n```",
		);
		const plan = await door.plan("7");
		expect(plan).toMatchObject({ risk: "LOW", complexity: "light" });
		const roles = plan?.phases.flatMap(({ steps }) =>
			steps.map(({ role }) => role),
		);
		expect(new Set(roles)).toEqual(new Set(["code-reviewer"]));
	});

	test.each([
		["/plan risk=enormous", "risk"],
		["/plan complexity=odd", "complexity"],
		["/plan agents=,", "agents"],
		["/plan\n```yaml\nrisk: [HIGH]\nmodel: {}\n```", "model"],
	])("refuses %s by the name of what is wrong", async (body, field) => {
		const { code, replies } = await door.say("alice", 7, body);
		expect(code).toBe("VALIDATION");
		expect(replies[0]).toContain(`"field": "${field}"`);
		expect(await door.plan("7")).toBeUndefined();
	});

	test("asks for no text twice that it knows by its oid", async () => {
		await door.say("alice", 7, "/plan");
		const first = door.github.textsRead.length;
		expect(first).toBeGreaterThan(1);
		await door.say("alice", 7, "/plan");
		expect(door.github.textsRead).toHaveLength(first);
		door.github.sources.set("pyproject.toml", '[project]\nname = "other"\n');
		await door.say("alice", 7, "/plan");
		expect(door.github.textsRead).toHaveLength(first + 1);
	});

	test("asks for at most 72 build files, and says what it could not see", async () => {
		for (let at = 0; at < 200; at++)
			door.github.sources.set(`pkg${at}/package.json`, `{"name":"pkg${at}"}`);
		door.github.sources.set("Makefile", "link to elsewhere");
		door.github.isCut = true;
		const { replies } = await door.say("alice", 7, "/plan");
		expect(door.github.textsRead.length).toBeLessThanOrEqual(72);
		const lines =
			(await door.plan("7"))?.explanation.map(({ evidence }) => evidence) ?? [];
		expect(lines.join("\n")).toContain("more files than GitHub lists");
		expect(lines.join("\n")).toMatch(/Makefile could not be read/);
		expect(replies[0]).toContain("more files than GitHub lists");
	});

	test("makes a plan in an empty repository, and says that it is empty", async () => {
		door.github.sources.clear();
		const { code, replies } = await door.say("alice", 7, "/plan");
		expect(code).toBe("ok");
		expect(replies[0]).toContain("the default branch has no files yet");
	});

	test("gives steps the pages of knowledge packs that match", async () => {
		door.github.sources.set(
			".baton/knowledge/web/logging.md",
			"---\ntags: [logging]\n---\nOne JSON line for each request.\n",
		);
		door.github.sources.set(".baton/knowledge/web/big.md", "x".repeat(70_000));
		await door.say("alice", 7, "/plan");
		const plan = await door.plan("7");
		const named = plan?.phases.flatMap(({ steps }) =>
			steps.flatMap(({ knowledge }) => knowledge),
		);
		expect(named).toContain("web/logging");
		const { replies } = await door.say("alice", 7, "/start");
		expect(replies[0]).toContain("One JSON line for each request.");
		expect(JSON.stringify(plan?.explanation)).toContain("big.md is left out");
	});

	test("asks GitHub nothing for somebody who may not plan", async () => {
		const { code } = await door.say("guest", 7, "/plan");
		expect(code).toBe("FORBIDDEN");
		expect(door.github.textsRead).toEqual([]);
	});

	test("waits while GitHub does not answer, and goes on when it does", async () => {
		const { sourceTree } = door.github;
		door.github.sourceTree = async () => {
			throw Object.assign(new Error("out of order"), { status: 502 });
		};
		const { code } = await door.say("alice", 7, "/plan");
		expect(code).toBe("silence");
		expect(await door.plan("7")).toBeUndefined();
		door.github.sourceTree = sourceTree;
		await door.repository().sweep();
		expect(await door.plan("7")).toBeDefined();
	});

	test("uses the board's own gates and routes", async () => {
		door.github.files.set(
			".github/baton.yml",
			"review: never\ngates: { ci: { checks: [{ name: build, app: ci }] } }\n",
		);
		await door.say("maintainer", 7, "/configure");
		await door.say("alice", 7, "/plan");
		const gates = (await door.plan("7"))?.phases.flatMap(
			({ gate }) => gate ?? [],
		);
		expect(gates?.[0]).toMatchObject({
			name: "ci",
			checks: [{ name: "build", app: "ci" }],
		});
	});
});

describe("`/plan` with a plan in its block", () => {
	const GIVEN =
		"/plan\n```yaml\nphases:\n  - name: Work\n    steps: [{ role: backend-engineer, task: Do it }]\n";

	test("takes it as it is and asks GitHub nothing", async () => {
		const { code } = await door.say("alice", 7, `${GIVEN}\`\`\``);
		expect(code).toBe("ok");
		expect(door.github.textsRead).toEqual([]);
		expect(await door.plan("7")).toMatchObject({
			phases: [{ name: "Work", steps: [{ id: "1.1", task: "Do it" }] }],
		});
	});

	test("names every place that is wrong", async () => {
		const { code, replies } = await door.say(
			"alice",
			7,
			"/plan\n```yaml\nphases:\n  - name: Work\n    steps: [{ task: Do it }, { role: x, task: y, depends_on: ['9.9'] }]\n    gaet: {}\n```",
		);
		expect(code).toBe("VALIDATION");
		expect(replies[0]).toContain("phases[0].gaet");
		expect(replies[0]).toContain("phases[0].steps[0].role");
		expect(await door.plan("7")).toBeUndefined();
	});

	test("takes no options beside it", async () => {
		const { code, replies } = await door.say(
			"alice",
			7,
			`${GIVEN.replace("/plan", "/plan risk=LOW")}\`\`\``,
		);
		expect(code).toBe("VALIDATION");
		expect(replies[0]).toContain('"field": "risk"');
	});

	test("says of a gate without checks that nothing here proves it", async () => {
		const { replies } = await door.say(
			"alice",
			7,
			`${GIVEN}    gate: { name: test, command: pytest }\n\`\`\``,
		);
		expect(replies[0]).toContain("nothing on GitHub proves it");
	});
});

test("a defect of the rules is a refusal, and not tried again for ever", async () => {
	const told: string[] = [];
	const made = await planByRules(
		{ title: "x", task: "x", options: { id: "7" } },
		new SourceTexts(door.github),
		{
			make: () => {
				throw new Error("a hole in the rules");
			},
			onError: (error) => told.push((error as Error).message),
		},
	);
	expect(made).toMatchObject({ ok: false, code: "INTERNAL" });
	expect(told).toEqual(["a hole in the rules"]);
});
