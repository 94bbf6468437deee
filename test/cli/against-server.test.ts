import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VERB_COMMANDS } from "../../src/cli/verb-names.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import { VERBS } from "../../src/verbs/index.ts";
import { CONFIG, CONVERSATION, type Line } from "../doors/every-verb.ts";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { ownBundle } from "../support/own-bundle.ts";
import { batonWith } from "./board-repository.ts";
import { cuttingProxy } from "./cutting-proxy.ts";
import { typedLine } from "./said-line.ts";

let app: AppOnForge;
let directory: string;
let bundle: Awaited<ReturnType<typeof ownBundle>>;

beforeAll(async () => {
	[app, directory, bundle] = await Promise.all([
		startAppOnForge({ config: CONFIG }),
		mkdtemp(join(tmpdir(), "baton-nowhere-")),
		ownBundle(),
	]);
	await app.served.sweep();
}, 120_000);

afterAll(async () => {
	await app.close();
	await bundle.remove();
	await rm(directory, { recursive: true });
});

/** No repository is near, and nobody is signed in. */
const envOf = (more: object = {}) => ({
	BATON_URL: app.served.url,
	BATON_REPO: "acme/demo",
	HOME: directory,
	...more,
});

const baton = (...argv: readonly string[]) =>
	batonWith({ directory, env: envOf() }, ...argv);

/** The same in a process of its own. */
const started = async (...argv: readonly string[]) => {
	const { stdout } = await promisify(execFile)(
		process.execPath,
		[bundle.cli, ...argv, "--json"],
		{ cwd: directory, env: { PATH: process.env.PATH, ...envOf() } },
	).catch((error: { stdout: string }) => error);
	return JSON.parse(stdout) as JsonObject & {
		readonly ok: boolean;
		readonly code?: string;
		readonly task?: string;
	};
};

const run = (name: string) => (line: Line) => {
	const [, task = "", ...options] = typedLine(line);
	return ["execute", name, "--task-id", task, ...options];
};

/** Verbs that are said by commands of their own. */
const OWN: Readonly<Record<string, (line: Line) => readonly string[]>> = {
	start: run("start"),
	action: run("next"),
	dispatched: run("dispatched"),
	record: run("record"),
	amend: run("amend"),
	retry: run("retry"),
	skip: run("skip"),
	status: run("status"),
	gate: ({ task = "" }) => [
		"execute",
		"gate",
		"--task-id",
		task,
		"--phase-id",
		"1",
		"--result",
		"pass",
	],
	runs: () => ["execute", "list"],
	plan: ({ task = "" }) => [
		"plan",
		task,
		"--save",
		"--import",
		join(directory, "plan.json"),
	],
	help: () => ["help", "claim"],
};

test("every verb is said to a server by its command, and comes to what it comes to anywhere", async () => {
	const planLine = CONVERSATION.find(({ verb }) => verb === "plan");
	const plan = JSON.stringify(planLine?.input?.plan);
	await writeFile(join(directory, "plan.json"), plan);
	const came: string[] = [];
	const meant: string[] = [];
	for (const line of CONVERSATION) {
		const { who, verb, refused } = line;
		const words = OWN[verb]?.(line) ?? typedLine(line);
		const isQuiet = verb === "help" || verb === "board";
		const as = isQuiet ? [] : ["--agent-as", who];
		// Those that only look take no speaker of their own.
		const env = envOf({ BATON_AGENT: who });
		const argv = takesSpeaker(verb) ? [...words, ...as] : words;
		const ran = await batonWith({ directory, env }, ...argv, "--json");
		const code = ran.code === 1 ? JSON.parse(ran.out).code : ran.code;
		came.push(
			`${words.join(" ")}: ${code}${code === 2 ? ran.err + ran.out : ""}`,
		);
		meant.push(`${words.join(" ")}: ${refused ?? 0}`);
		if (verb === "artifact")
			expect(ran.out).toContain("https://ci.example/runs/1");
	}
	expect(came).toEqual(meant);
	const said = new Set(CONVERSATION.map(({ verb }) => verb));
	expect(
		VERBS.filter(
			({ name, doors }) => doors.includes("agent") && !said.has(name),
		),
	).toEqual([]);
}, 120_000);

const takesSpeaker = (verb: string) => VERB_COMMANDS.includes(verb);

describe("what a person reads of a server's board", () => {
	test.each([
		[["execute", "status", "--task-id", "2"], /^Task: 2 — .*\nStatus: /],
		[["execute", "next", "--task-id", "2"], /^ACTION: [A-Z]+\n/],
		[["execute", "list"], /^ {2}2 +running/],
		[["trace", "2"], /^Trace: 2 \(/],
		[["list"], /^1 +\w+/],
		[["show", "1"], /^\{\n {2}"task": \{/],
		[["list-tasks"], /^1\n2\n3\n4$/],
		[["doctor"], /^acme\/demo\/board:\n- [a-z]+ [a-z-]+: /],
		[["verify", "--agent-as"], /takes no --agent-as/],
	])("%j", async (argv, looks) => {
		const { out, err } = await baton(...argv);
		expect(out + err.replace(/^error: \w+ /, "")).toMatch(looks);
		expect(out).not.toContain("undefined");
	});

	test("of a plan is the plan, and how to start it; then the step with its prompt", async () => {
		const planned = await baton("plan", "Add a health endpoint", "--save");
		expect(planned).toMatchObject({ code: 0, err: "" });
		const task = /Task ID: (\d+)/.exec(planned.out)?.[1] ?? "";
		expect(planned.out).toContain(`  baton execute start --task-id ${task}`);
		const begun = await baton("execute", "start");
		expect(begun.out).toContain(
			`Session binding: export BATON_TASK_ID=${task}`,
		);
		expect(begun.out).toContain("--- Delegation Prompt ---\n# Agent Task: 1.1");
		expect(begun.out).toContain(
			`baton execute dispatched --step-id 1.1 --agent backend-engineer--node --task-id ${task}`,
		);
		const bound = (...argv: readonly string[]) =>
			batonWith({ directory, env: envOf({ BATON_TASK_ID: task }) }, ...argv);
		expect((await bound("execute", "dispatched", "--step-id", "1.1")).out).toBe(
			'{"status": "dispatched", "step_id": "1.1"}',
		);
		const done = await bound(
			"execute",
			"record",
			"--step-id",
			"1.1",
			"--status",
			"complete",
			"--outcome",
			"there",
		);
		expect(done.out).toMatch(
			/^Recorded: step 1\.1 \(backend-engineer--node\) — complete\n/,
		);
		expect(done.out).toContain("\nACTION: APPROVAL\nPhase: 1\n");
		expect(done.out).toMatch(/\n {2}baton execute approve --phase-id 1$/);
		// Without a word of ours the server would look at checks, and there are none.
		expect(await bound("execute", "gate")).toMatchObject({ code: 1 });
		expect(
			await bound("execute", "cancel", "--reason", "enough"),
		).toMatchObject({ code: 0, out: `Task ${task} cancelled.` });
	}, 30_000);
});

describe("an answer that was lost on the way", () => {
	test("is had by saying it again: the task is claimed once", async () => {
		const { task = "" } = await started("enroll", "Lost on the way");
		const proxy = await cuttingProxy(app.served.url, 2);
		const env = envOf({ BATON_URL: proxy.url });
		const ran = await batonWith({ directory, env }, "claim", task, "--json");
		expect({ ran, cut: proxy.cut() }).toMatchObject({
			ran: { code: 0 },
			cut: 2,
		});
		expect(JSON.parse(ran.out)).toMatchObject({
			ok: true,
			repeated: true,
			task,
		});
		const claims = (await subjectsOf(app.board)).filter((subject) =>
			subject.startsWith(`claim ${task}:`),
		);
		expect(claims).toHaveLength(1);
		await proxy.close();
	}, 30_000);
});

describe("processes at the same moment", () => {
	test("race for a task: one gets it, the others are told who has it", async () => {
		const { task = "" } = await started("enroll", "Raced for");
		const answers = await Promise.all(
			["alice", "bob", "agent-1"].map((who) =>
				started("claim", task, "--agent-as", who),
			),
		);
		expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
		const winner = answers.find(({ ok }) => ok)?.data as JsonObject;
		for (const { ok, code, data } of answers)
			if (!ok)
				expect({ code, data }).toMatchObject({
					code: "CONFLICT_LOCKED",
					data: { holder: winner.agent },
				});
	}, 60_000);

	test("wake each other: one waits, another puts a task on the board", async () => {
		const waits = started("wait", "--labels", "woken");
		const { task } = await started("enroll", "Wakes up", "--labels", "woken");
		expect(await waits).toMatchObject({
			ok: true,
			data: { task: { key: task } },
		});
	}, 60_000);
});

test("a server that is not there ends with 3, and says what to do", async () => {
	const env = envOf({ BATON_URL: "http://127.0.0.1:9" });
	const ran = await batonWith({ directory, env }, "list");
	expect(ran).toMatchObject({ code: 3, out: "" });
	expect(ran.err).toContain("http://127.0.0.1:9 cannot be reached");
	const told = await batonWith({ directory, env }, "list", "--json");
	expect(JSON.parse(told.out)).toMatchObject({
		ok: false,
		code: "STORE_UNAVAILABLE",
		retryable: true,
	});
	expect(await baton("list", "--repo", "acme/other")).toMatchObject({
		code: 1,
		err: expect.stringContaining("no board acme/other/board"),
	});
});
