import { access, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO, demoSeed } from "../src/demo.ts";
import { type Forge, startForge } from "../src/forge/start-forge.ts";
import { DISPATCH_EVENT } from "../src/github/gate-dispatch-api.ts";
import { configFile } from "../src/schema/config.ts";
import { gateDigest } from "../src/store/gate-digest.ts";
import { DOCUMENT_LIMITS, parseYaml } from "../src/store/yaml.ts";
import { makeClient } from "./support/client.ts";
import {
	readWorkflow,
	runWorkflow,
	type Workflow,
} from "./support/run-workflow.ts";

const FILE = ".github/workflows/baton-gate.yml";
const ACTIONS = "github-actions";
/** What nobody may ever make. */
const NEVER = join(tmpdir(), "baton-gate-never");

const gate = (name: string, command: string, timeout = "20s") =>
	`  ${name}:\n    checks: [{ name: "check of ${name}", app: ${ACTIONS} }]\n    dispatch: true\n    timeout: ${timeout}\n    command: ${JSON.stringify(command)}\n`;
const OTHER = "0".repeat(64);
const SECRET = `ghs_${"a1".repeat(20)}`;
const CONFIG = `gates:
${gate("passes", "cat src/answer.txt && echo it holds")}
${gate("fails", "echo it does not hold; exit 3")}
${gate("hangs", "echo begun; sleep 300", "1s")}
${gate("quotes", `printf '%s|' "a 'b'" "$HOME" '$(touch ${NEVER})' "\\"q\\""`)}
${gate("env", "env; cat .git/config")}
${gate("leaks", `echo 'token ${SECRET}'; echo 'https://me:hunter2@example.org'; echo '<img src=x>'; echo '::error::no'; printf '\\033[31mred\\n'`)}
${gate("floods", "yes '0123456789 a line that is long enough' | head -n 100000")}
  on:
    checks: [{ name: 12:30, app: ${ACTIONS} }]
    command: |

      echo one
      echo "two é"

    dispatch: true
  idle: { checks: [{ name: idle, app: ${ACTIONS} }] }
  other: { checks: [{ name: other, app: ci }], command: "true" }
`;

let scratch: string;
let forge: Forge;
let rest: Octokit["rest"];
let token: string;
let workflow: Workflow;
let sha: string;

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	workflow = await readWorkflow(FILE);
	const seed = demoSeed();
	forge = await startForge({
		port: 0,
		dataDir: join(scratch, "forge"),
		seed: {
			...seed,
			apps: seed.apps.map((app) =>
				app.slug === "ci" ? { ...app, slug: ACTIONS } : app,
			),
			repositories: seed.repositories.map((repository) => ({
				...repository,
				files: { ...repository.files, ".github/baton.yml": CONFIG },
			})),
		},
	});
	const client = makeClient({
		...{ api: forge.apiUrl, git: "", ...DEMO, tokens: forge.tokens, pids: [] },
		app: { url: "", id: 0, slug: "", webhookSecret: "" },
	});
	token = forge.tokens[ACTIONS] as string;
	rest = client.as("maintainer").rest;
	const { data } = await rest.git.getRef({ ...DEMO, ref: "heads/main" });
	await rest.git.createRef({
		...{ ...DEMO, ref: "refs/heads/task/1-x", sha: data.object.sha },
	});
	sha = await write("src/answer.txt", "42\n");
	// What a branch says of gates counts for nothing.
	sha = await write(".github/baton.yml", "gates: {}\n");
});

afterAll(async () => {
	await forge.close();
	await rm(scratch, { recursive: true, force: true });
});

async function write(path: string, text: string): Promise<string> {
	const on = { ...DEMO, branch: "task/1-x", path };
	const before = await rest.repos
		.getContent({ ...DEMO, path, ref: "task/1-x" })
		.catch(() => undefined);
	const known = before?.data as { sha: string } | undefined;
	const { data } = await rest.repos.createOrUpdateFileContents({
		...on,
		message: `write ${path}`,
		content: Buffer.from(text).toString("base64"),
		...(known === undefined ? {} : { sha: known.sha }),
	});
	return data.commit.sha as string;
}

/** What the app sends of the gates that are in force. */
function digestsOf(text: string): Readonly<Record<string, string>> {
	const parsed = parseYaml(text, DOCUMENT_LIMITS);
	const { gates } = configFile.parse(parsed.ok ? parsed.value : undefined);
	return Object.fromEntries(
		Object.entries(gates).map(([name, { checks, ...rest }]) => [
			name,
			gateDigest(checks[0] ?? { name: "", app: "" }, rest),
		]),
	);
}

/** The workflow, as GitHub would run it when it is asked to. */
function asked(
	payload: Readonly<Record<string, unknown>>,
	more: { attempt?: number; branch?: string; jobs?: Workflow["jobs"] } = {},
) {
	const url = new URL(forge.gitUrl(DEMO.owner, DEMO.repo));
	const { jobs = workflow.jobs } = more;
	return runWorkflow(
		{ ...workflow, jobs },
		{
			scratch,
			github: {
				event: {
					client_payload: {
						digest: digestsOf(CONFIG)[String(payload.gate)] ?? OTHER,
						...payload,
					},
					repository: { default_branch: more.branch ?? "main" },
				},
				server_url: url.href.slice(
					0,
					-`/${DEMO.owner}/${DEMO.repo}.git`.length,
				),
				api_url: forge.apiUrl,
				repository: `${DEMO.owner}/${DEMO.repo}`,
				run_attempt: more.attempt ?? 1,
				run_id: 4711,
				token,
			},
		},
	);
}

async function checks(name?: string) {
	const { data } = await rest.checks.listForRef({
		...{ ...DEMO, ref: sha, filter: "all", per_page: 100 },
		...(name === undefined ? {} : { check_name: `check of ${name}` }),
	});
	return data.check_runs;
}

const ALL_WELL = { open: "success", run: "success", report: "success" };

describe("a gate that is asked for", () => {
	test("is reported green, as the gate's check of the workflow's App, when its command ends with 0", async () => {
		const { results, log } = await asked({ gate: "passes", sha, task: "1" });
		expect(results, log).toEqual(ALL_WELL);
		const [check, ...others] = await checks("passes");
		expect(others).toEqual([]);
		expect(check).toMatchObject({
			status: "completed",
			conclusion: "success",
			app: { slug: ACTIONS },
			output: {
				title: "The command ended with 0",
				text: "    42\n    it holds\n",
			},
		});
		expect(check?.details_url).toMatch(/\/actions\/runs\/4711$/);
	});

	test("is reported red when its command fails", async () => {
		const { results, log } = await asked({ gate: "fails", sha });
		expect(results, log).toEqual(ALL_WELL);
		expect((await checks("fails"))[0]).toMatchObject({
			conclusion: "failure",
			output: {
				title: "The command ended with 3",
				text: "    it does not hold\n",
			},
		});
	});

	test("is found by the text of its name, as the app reads it, and so are its check and its command", async () => {
		const { results, log } = await asked({ gate: "on", sha });
		expect(results, log).toEqual(ALL_WELL);
		const check = (await checks()).find(({ name }) => name === "12:30");
		expect(check).toMatchObject({
			conclusion: "success",
			output: { text: "    one\n    two é\n" },
		});
	});

	test("is reported as timed out when its command takes longer than the gate may", async () => {
		const { results, log } = await asked({ gate: "hangs", sha });
		expect(results, log).toEqual(ALL_WELL);
		expect((await checks("hangs"))[0]).toMatchObject({
			conclusion: "timed_out",
			output: {
				title: "The command was stopped after 1s",
				text: "    begun\n",
			},
		});
	});

	test("has its command's quotes and dollars read once, by the command's own shell", async () => {
		const { log } = await asked({ gate: "quotes", sha });
		const text = (await checks("quotes"))[0]?.output.text;
		expect(text, log).toMatch(/^ {4}a 'b'\|\/\S+\|\$\(touch \S+\)\|"q"\|\n$/);
		await expect(access(NEVER)).rejects.toThrow();
	});

	test("runs without the runner's variables and without a token, in memory or on disk", async () => {
		const { log, scratch: left } = await asked({ gate: "env", sha });
		const text = (await checks("env"))[0]?.output.text ?? "";
		const names = [...text.matchAll(/^ {4}([A-Z_]+)=/gm)].map(
			([, name]) => name,
		);
		expect(new Set(names), log).toEqual(
			new Set(["PATH", "HOME", "LANG", "CI", "PWD", "SHLVL", "_"]),
		);
		const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
		for (const path of await readdir(left, { recursive: true })) {
			const held = await readFile(join(left, path), "utf8").catch(() => "");
			expect(held.includes(token) || held.includes(basic), path).toBe(false);
		}
		expect(log).not.toContain(token);
	});

	test("shows what its command printed without secrets and as nothing but text", async () => {
		const { log } = await asked({ gate: "leaks", sha });
		const text = (await checks("leaks"))[0]?.output.text ?? "";
		expect(text).not.toContain(SECRET);
		expect(text).not.toContain("hunter2");
		expect(text.split("\n").filter(Boolean)).toEqual([
			"    token [redacted]",
			"    https://[redacted]@example.org",
			"    <img src=x>",
			"    ::error::no",
			"    red",
		]);
		const paused = /^::stop-commands::([0-9a-f]{32})$/m.exec(log);
		expect(paused?.index).toBeLessThan(log.indexOf("::error::no"));
		expect(log).toContain(`::${paused?.[1]}::`);
	});

	test("shows no more than the end of a long output", async () => {
		await asked({ gate: "floods", sha });
		const text = (await checks("floods"))[0]?.output.text ?? "";
		expect(text.length).toBeGreaterThan(5_000);
		expect(text.length).toBeLessThan(60_000);
	});

	test("is run once for a commit, however often it is asked for, and again when a person re-runs it", async () => {
		const before = (await checks("fails")).length;
		const second = await asked({ gate: "fails", sha });
		expect(second.results).toEqual({
			...{ open: "success", run: "skipped", report: "skipped" },
		});
		expect((await checks("fails")).length).toBe(before);
		await asked({ gate: "fails", sha }, { attempt: 2 });
		expect((await checks("fails")).length).toBe(before + 1);
	});
});

describe("nothing is run and nothing is reported", () => {
	const HOSTILE = [
		`$(touch ${NEVER})`,
		`passes; touch ${NEVER}`,
		"../passes",
		"Passes",
		"",
		"passes\nfails",
		"__proto__",
		"a".repeat(100),
	];

	test.each([
		...HOSTILE.map((name) => [JSON.stringify(name), { gate: name }] as const),
		["an object", { gate: { passes: 1 } }],
		["an unknown gate", { gate: "nobodys" }],
		["a gate without a command", { gate: "idle" }],
		["a gate of another App's check", { gate: "other" }],
		["a short commit", { gate: "passes", sha: "abcdef1" }],
		["a branch for a commit", { gate: "passes", sha: "main" }],
		[
			"an option for a commit",
			{ gate: "passes", sha: `--upload-pack=touch ${NEVER}` },
		],
		[
			"a commit with more behind it",
			{ gate: "passes", sha: `${"a".repeat(40)}\n;x` },
		],
		["a command of the asker's own", { gate: "idle", command: "true" }],
		["a gate that is not the one in force", { gate: "passes", digest: OTHER }],
		["what is no digest", { gate: "passes", digest: "" }],
	] as const)("for %s", async (_, payload) => {
		const before = (await checks()).length;
		const { results, log } = await asked({ sha, ...payload });
		expect(results, log).toEqual({
			...{ open: "failure", run: "skipped", report: "skipped" },
		});
		expect(log).toMatch(/^::error::/m);
		expect((await checks()).length).toBe(before);
		await expect(access(NEVER)).rejects.toThrow();
	});

	test("where the default branch has no config", async () => {
		const { data } = await rest.git.getRef({ ...DEMO, ref: "heads/main" });
		const { data: tree } = await rest.git.createTree({
			...DEMO,
			tree: [{ path: "a", mode: "100644", type: "blob", content: "a" }],
		});
		const { data: commit } = await rest.git.createCommit({
			...{
				...DEMO,
				message: "bare",
				tree: tree.sha,
				parents: [data.object.sha],
			},
		});
		await rest.git.createRef({
			...{ ...DEMO, ref: "refs/heads/bare", sha: commit.sha },
		});
		const { results, log } = await asked(
			{ gate: "passes", sha },
			{ branch: "bare" },
		);
		expect(results.open).toBe("failure");
		expect(log).toContain("there is no .github/baton.yml");
	});
});

test("a commit that is not there gets no check", async () => {
	const { results } = await asked({ gate: "passes", sha: "d".repeat(40) });
	expect(results).toMatchObject({ open: "failure", report: "skipped" });
});

describe("a check that was opened is closed as well", () => {
	test.each([
		[
			"when the commit cannot be fetched",
			"exit 1",
			"The command could not be run",
		],
		[
			"when what should be a result is none",
			"printf 'code=0; exit\\n' >> \"$GITHUB_OUTPUT\"",
			"The command told no result",
		],
		["when there is no result", "true", "The command told no result"],
	])("%s", async (_, run, title) => {
		const { jobs } = workflow;
		const broken = { ...jobs.run, steps: [{ name: "x", id: "command", run }] };
		const { log } = await asked(
			{ gate: "passes", sha },
			{ attempt: 2, jobs: { ...jobs, run: broken } },
		);
		const [newest] = (await checks("passes")).sort((a, b) => b.id - a.id);
		expect(newest, log).toMatchObject({
			...{ status: "completed", conclusion: "failure" },
			output: { title },
		});
	});
});

describe("the file", () => {
	const steps = () => Object.values(workflow.jobs).flatMap((job) => job.steps);

	test("waits for what the app sends, and for nothing else", () => {
		expect(workflow.on).toEqual({
			repository_dispatch: { types: [DISPATCH_EVENT] },
		});
	});

	test("gives no permission to all jobs, and to each the fewest that it needs", () => {
		expect(workflow.permissions).toEqual({});
		expect(
			Object.fromEntries(
				Object.entries(workflow.jobs).map(([name, { permissions }]) => [
					name,
					permissions,
				]),
			),
		).toEqual({
			open: { contents: "read", checks: "write" },
			run: { contents: "read" },
			report: { checks: "write" },
		});
	});

	test("fills nothing into a script: values come by the environment", () => {
		for (const { name, run = "", shell } of steps()) {
			expect(run.includes("${{"), name).toBe(false);
			expect(shell, name).toBe("bash");
		}
	});

	test("uses no action, or one by its full commit", () => {
		for (const { uses } of steps())
			if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
	});

	test("bounds every job, and gives the step that runs the command no token", () => {
		for (const job of Object.values(workflow.jobs))
			expect(job["timeout-minutes"]).toBeLessThanOrEqual(350);
		const command = workflow.jobs.run?.steps.at(-1);
		expect(Object.keys(command?.env ?? {})).toEqual(["COMMAND", "LIMIT"]);
	});

	test("shows a config that the app takes", async () => {
		const text = await readFile(FILE, "utf8");
		const [example = ""] = /^# {3}gates:\n(?:# {5}.*\n)+/m.exec(text) ?? [];
		const parsed = parseYaml(example.replace(/^# {3}/gm, ""), DOCUMENT_LIMITS);
		expect(
			configFile.parse(parsed.ok ? parsed.value : undefined),
		).toMatchObject({
			gates: { slow: { dispatch: true } },
		});
	});
});
