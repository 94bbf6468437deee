import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { bundledAction } from "../support/actions-runner.ts";
import { readWorkflow, type Workflow } from "../support/run-workflow.ts";
import { sourceFiles } from "../support/source-facts.ts";

const ACTION = ".github/actions/baton";
const WORKFLOW = "docs/workflows/baton.yml";

interface Action {
	readonly inputs: Readonly<
		Record<string, { readonly default?: string; readonly description: string }>
	>;
	readonly outputs: Readonly<Record<string, unknown>>;
	readonly runs: { readonly using: string; readonly main: string };
}

let scratch: string;
let action: Action;
let workflow: Workflow;

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-action-files-"));
	await bundledAction(scratch);
	action = parse(await readFile(`${ACTION}/action.yml`, "utf8")) as Action;
	workflow = await readWorkflow(WORKFLOW);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const built = (name: string) => readFile(join(scratch, "dist", name), "utf8");

describe("what is committed of the action", () => {
	test("is made from the sources as they are (`npm run build` makes it)", async () => {
		const names = (await readdir(join(scratch, "dist"))).sort();
		expect((await readdir(`${ACTION}/dist`)).sort()).toEqual(names);
		for (const name of names) {
			const [committed, fresh] = await Promise.all([
				readFile(`${ACTION}/dist/${name}`, "utf8"),
				built(name),
			]);
			expect(committed === fresh, `${name} is stale: npm run build`).toBe(true);
		}
	});

	test("is small, and has neither Probot nor a server in it", async () => {
		const program = await built("index.js");
		expect(program.length).toBeLessThan(1_500_000);
		const licenses = await built("licenses.txt");
		const names = [
			...licenses.matchAll(/^(\S+) \d+\.\d+\.\d\S* \(.+\)$/gm),
		].map(([, name]) => name);
		expect(names).toEqual(
			expect.arrayContaining(["@octokit/rest", "yaml", "zod"]),
		);
		for (const name of ["probot", "hono", "ioredis", "emulate", "express"])
			expect(names).not.toContain(name);
	});

	test("goes with the license of each package in it", async () => {
		const parts = (await built("licenses.txt")).split(`\n${"-".repeat(72)}\n`);
		const kindOf = (text: string) => /\(([^)]+)\)$/m.exec(text)?.[1];
		const whole = parts.filter((text) => text.trim().split("\n").length > 5);
		const kinds = new Set(whole.map(kindOf));
		// Where a package comes without the text of its license, another one of the same license brings it.
		for (const text of parts) expect(kinds, text).toContain(kindOf(text));
		expect(whole.length).toBeGreaterThan(40);
	});

	test("runs on Node 20, from where `action.yml` says", async () => {
		expect(action.runs).toEqual({ using: "node20", main: "dist/index.js" });
	});

	test("tells of every input and output that the program has, and of no other", () => {
		const code = sourceFiles("src/actions")
			.map(({ text }) => text)
			.join("\n");
		const read = new Set(
			[...code.matchAll(/\binput\(\s*"([a-z-]+)"\s*\)|INPUT_([A-Z-]+)/g)].map(
				([, name, env = ""]) => name ?? env.toLowerCase(),
			),
		);
		expect(new Set(Object.keys(action.inputs))).toEqual(read);
		expect(Object.keys(action.outputs)).toEqual([
			"ok",
			"code",
			"answer",
			"answers",
		]);
		expect(action.inputs.token?.default).toBe("$\u007b{ github.token }}");
	});
});

describe("the workflow that users copy", () => {
	test("waits for what the action hears", async () => {
		const webhooks = await readFile("src/github/webhooks.ts", "utf8");
		for (const event of Object.keys(workflow.on)) {
			const name = event.replace(/_target$/, "");
			const isTimed = name === "schedule" || name === "workflow_dispatch";
			expect(isTimed || webhooks.includes(`"${name}`), event).toBe(true);
		}
		expect(Object.keys(workflow.on)).toEqual(
			expect.arrayContaining([
				...["issues", "issue_comment", "check_run", "workflow_run"],
				...["pull_request_target", "schedule", "workflow_dispatch"],
			]),
		);
	});

	test("gives no permission to all jobs, and to the one the fewest that it needs", () => {
		expect(workflow.permissions).toEqual({});
		expect(
			Object.values(workflow.jobs).map(({ permissions }) => permissions),
		).toEqual([
			{
				...{ contents: "write", issues: "write", checks: "write" },
				...{ "pull-requests": "read", statuses: "read" },
			},
		]);
	});

	test("runs nothing of a branch that is to be merged: it takes the default branch's files, and keeps no token", () => {
		for (const { steps } of Object.values(workflow.jobs)) {
			const [checkout, step, ...others] = steps;
			expect(others).toEqual([]);
			expect(checkout?.uses).toMatch(/^actions\/checkout@[0-9a-f]{40}$/);
			expect(checkout?.with).toEqual({
				ref: "$\u007b{ github.event.repository.default_branch }}",
				"sparse-checkout": ACTION,
				"persist-credentials": false,
			});
			expect(step?.uses).toBe(`./${ACTION}`);
			for (const { run } of steps) expect(run).toBeUndefined();
		}
	});

	test("lets one run go on while another waits, and is bounded", () => {
		expect(workflow.concurrency).toMatchObject({ "cancel-in-progress": false });
		for (const job of Object.values(workflow.jobs))
			expect(job["timeout-minutes"]).toBeLessThanOrEqual(10);
	});

	test.each([
		["an opened issue", "issues", { action: "opened" }, "baton-board", true],
		["an edited issue", "issues", { action: "edited" }, "baton-7", true],
		["a deleted issue", "issues", { action: "deleted" }, "baton-7", true],
		[
			"a transferred issue",
			"issues",
			{ action: "transferred" },
			"baton-7",
			true,
		],
		["a command", "issue_comment", said("/claim"), "baton-board", true],
		["talk", "issue_comment", said("fine"), "baton-7", false],
		[
			"an edited comment",
			"issue_comment",
			said("fine", "edited"),
			"baton-board",
			true,
		],
		["the clock", "schedule", {}, "baton-board", true],
	])(
		"takes its place among the runs, and starts a job, for %s",
		(_, name, event, group, starts) => {
			const github = { event_name: name, event, run_id: "7" };
			const { group: template } = workflow.concurrency as { group: string };
			expect(filled(template, github)).toBe(group);
			const [job] = Object.values(workflow.jobs);
			expect(filled(job?.if ?? "", github)).toBe(String(starts));
		},
	);
});

function said(body: string, action = "created") {
	return { action, comment: { body } };
}

/** A text with its expressions worked out, which are the same in both languages. */
function filled(text: string, github: object): string {
	const contains = (whole: string, part: string) => whole.includes(part);
	return text.replace(/\$\{\{([\s\S]*?)\}\}/g, (_, expression: string) =>
		String(runInNewContext(expression, { github, contains })),
	);
}
