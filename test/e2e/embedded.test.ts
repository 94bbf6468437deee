import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import {
	type Client,
	makeClient,
	readDirections,
	until,
} from "../support/client.ts";
import { type Program, startProgram } from "../support/program.ts";

const execute = promisify(execFile);
let scratch: string;
let home: string;
let program: Program;
let client: Client;

async function start(): Promise<void> {
	program = startProgram({ BATON_HOME: home, PORT: "0", FORGE_PORT: "0" });
	await program.printed(/Ctrl-C ends it/);
	client = makeClient(readDirections(home));
}

async function git(...words: readonly string[]): Promise<string> {
	const { stdout } = await execute("git", [...words], {
		env: {
			...process.env,
			GIT_CONFIG_GLOBAL: "/dev/null",
			GIT_TERMINAL_PROMPT: "0",
		},
	});
	return stdout.trim();
}

async function clone(name: string, as = ""): Promise<string> {
	const directory = join(scratch, name);
	await git(
		"clone",
		"--quiet",
		"--branch",
		"baton/board",
		client.directions.git.replace(
			"//",
			as === "" ? "//" : `//${as}:${client.directions.tokens[as]}@`,
		),
		directory,
	);
	return directory;
}

/** Pushes one commit on a new branch with plain git; answers its name. */
async function pushWork(branch: string): Promise<string> {
	const directory = join(scratch, branch.replace("/", "-"));
	const url = client.directions.git.replace(
		"//",
		`//agent-2:${client.directions.tokens["agent-2"]}@`,
	);
	await git("clone", "--quiet", url, directory);
	const as = [
		"-c",
		"user.name=agent-2",
		"-c",
		"user.email=agent-2@example.com",
	];
	await git(
		"-C",
		directory,
		...as,
		"commit",
		"--quiet",
		"--allow-empty",
		"-m",
		"work",
	);
	await git("-C", directory, "push", "--quiet", "origin", `HEAD:${branch}`);
	return git("-C", directory, "rev-parse", "HEAD");
}

async function verifyClone(
	directory: string,
): Promise<{ code: number; text: string }> {
	let text = "";
	const say = (line: string) => {
		text += line;
	};
	return {
		code: await run(["verify", "--repo", directory], {
			out: say,
			err: say,
			directory,
			nowMs: Date.now,
		}),
		text,
	};
}

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	home = join(scratch, "home");
	await start();
});

afterAll(async () => {
	await program.end();
	await rm(scratch, { recursive: true, force: true });
});

test("forge.json tells where everything is, and only its owner may read it", async () => {
	const { directions } = client;
	expect(directions).toMatchObject({
		owner: "acme",
		repo: "demo",
		app: {
			slug: "baton",
			id: expect.any(Number),
			webhookSecret: expect.stringMatching(/^.{32,}$/),
		},
		controls: { token: expect.stringMatching(/^.{32,}$/) },
		pids: [program.process.pid],
	});
	expect(directions.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v3$/);
	expect(Object.keys(directions.tokens).sort()).toEqual([
		"agent-1",
		"agent-2",
		"agent-3",
		"alice",
		"bob",
		"ci",
		"guest",
		"maintainer",
	]);
	expect((await stat(join(home, "forge.json"))).mode & 0o777).toBe(0o600);
	expect(program.output()).toContain(
		`curl -s ${directions.api}/repos/acme/demo/issues/1/comments`,
	);
});

test("three issues are on the board, the third waits for the first", async () => {
	const { answer } = await client.ask("guest", 1, "/baton list");
	expect(answer.data?.tasks).toMatchObject([
		{ key: "1", status: "ready", priority: "high" },
		{ key: "2", status: "ready" },
		{ key: "3", status: "blocked", blocked_by: ["1"] },
	]);
});

describe("the relay of the README", () => {
	test("a claim is committed and answered with the brief", async () => {
		const { receipt, answer } = await client.ask("agent-1", 1, "/claim");
		expect(receipt).toBe("rocket");
		expect(answer).toMatchObject({
			ok: true,
			verb: "claim",
			task: "1",
			version: 2,
			data: {
				agent: "agent-1",
				fence: 1,
				context: { title: "Read durations of several units" },
			},
		});
	});

	test("a patch in yaml is committed and needs no reply", async () => {
		const before = (await client.replies(1)).length;
		expect(
			await client.tell(
				"agent-1",
				1,
				"/baton patch\n```yaml\ncurrent_state: [Reads 1h30m, Order is checked, Repeats are not refused]\ndecision_log: [One regular expression]\n```",
			),
		).toBe("rocket");
		expect(await client.replies(1)).toHaveLength(before);
	});

	test("a hand-off reaches the second agent first thing in its claim", async () => {
		await client.tell(
			"agent-1",
			1,
			'/handoff agent-2 "refuse a unit that comes twice"',
		);
		const { answer } = await client.ask("agent-2", 1, "/claim");
		expect(answer).toMatchObject({
			ok: true,
			data: {
				fence: 2,
				context: {
					instructions: [
						{ body: "refuse a unit that comes twice", agent: "agent-1" },
					],
					baton: { decision_log: ["One regular expression"] },
				},
			},
		});
		expect((await client.replies(1)).at(-1)).toContain(
			"**Instructions from agent-1, write:**",
		);
	});

	test("done is refused until the check is green on a pushed branch, then it frees what waited", async () => {
		const { answer: refusal } = await client.ask("agent-2", 1, "/done");
		expect(refusal).toMatchObject({ code: "GATE_FAILED" });
		const { owner, repo } = client.directions;
		const sha = await pushWork("task/1-units");
		await until("the head", async () =>
			(
				await git("-C", await clone(`head-${Date.now()}`), "log", "--format=%s")
			).includes(`head 1: ${sha.slice(0, 12)}, open`)
				? true
				: undefined,
		);
		await client.as("ci").rest.checks.create({
			owner,
			repo,
			name: "test",
			head_sha: sha,
			status: "completed",
			conclusion: "success",
		});
		expect(
			await client.tell("agent-2", 1, '/done "Durations of several units"'),
		).toBe("rocket");
		const { answer } = await client.ask("agent-3", 3, "/claim");
		expect(answer).toMatchObject({
			ok: true,
			task: "3",
			data: {
				context: {
					dependencies: [
						{
							key: "1",
							status: "done",
							deliverable: "Durations of several units",
						},
					],
				},
			},
		});
	});

	test("an issue that gets the label is on the board, and assigning a person is a command", async () => {
		const maintainer = client.as("maintainer");
		const { owner, repo } = client.directions;
		const { data: issue } = await maintainer.rest.issues.create({
			owner,
			repo,
			title: "A fourth",
			labels: ["baton", "priority:urgent"],
			assignees: ["alice"],
		});
		const shown = await until("the task", async () => {
			const { answer } = await client.ask("guest", issue.number, "/baton list");
			return (
				(answer.data?.tasks ?? []) as { key: string; assignee?: string }[]
			).find(
				({ key, assignee }) =>
					key === String(issue.number) && assignee === "alice",
			);
		});
		expect(shown).toMatchObject({
			status: "ready",
			priority: "urgent",
			assignee: "alice",
		});
		await maintainer.rest.issues.update({
			owner,
			repo,
			issue_number: issue.number,
			state: "closed",
			state_reason: "not_planned",
		});
		await until("the end of the task", async () => {
			const { answer } = await client.ask(
				"guest",
				issue.number,
				"/baton list status=cancelled",
			);
			return (answer.data?.count as number) > 0 ? true : undefined;
		});
	});
});

describe("the board's branch", () => {
	test("is YAML that plain git can read, one commit a command, the author its actor, and sound", async () => {
		const board = await clone("board");
		expect(await git("-C", board, "fsck", "--strict")).toBe("");
		const log = (
			await git(
				"-C",
				board,
				"log",
				"--format=%an <%ae>|%cn|%s",
				"--",
				"tasks/*/1/*",
			)
		).split("\n");
		expect(log).toEqual([
			"agent-2 <5+agent-2@users.noreply.github.com>|baton[bot]|done 1: by agent-2, frees 3",
			expect.stringMatching(/^baton\[bot\] <.*head 1: [0-9a-f]{12}, open$/),
			expect.stringMatching(
				/^agent-2 <.*claim 1: agent-2 holds the lease until \d\d:\d\dZ$/,
			),
			"agent-1 <4+agent-1@users.noreply.github.com>|baton[bot]|handoff 1: agent-1 to agent-2",
			"agent-1 <4+agent-1@users.noreply.github.com>|baton[bot]|patch 1: agent-1 changed current_state, decision_log",
			expect.stringMatching(
				/^agent-1 <.*claim 1: agent-1 holds the lease until \d\d:\d\dZ$/,
			),
			"maintainer <1+maintainer@users.noreply.github.com>|baton[bot]|enroll 1: on the board as ready",
		]);
		const trailers = await git(
			"-C",
			board,
			"log",
			"-1",
			"--format=%(trailers:only,unfold)",
			"--",
			"tasks/*/1/*",
		);
		expect(trailers).toMatch(
			/^Baton-Kind: op\nBaton-Op: done\nBaton-Id: c\d+:1\nBaton-Task: 1\nBaton-Agent: agent-2\nBaton-Actor: agent-2 \(5\)\nBaton-Role: write\nBaton-Version: \d+\nBaton-At: .*\nBaton-Now: .*\nBaton-Input: \{"deliverable":"Durations of several units","facts":\{"checks":\[.*\}$/,
		);
	});

	test("is verified by the command line and by the verb", async () => {
		const verified = await verifyClone(await clone("verified"));
		expect(verified).toEqual({
			code: 0,
			text: expect.stringMatching(
				/^baton\/board: \d+ commits, each follows from its parent/,
			),
		});
		expect(await client.ask("maintainer", 2, "/verify")).toMatchObject({
			receipt: "rocket",
			answer: { ok: true, data: { verification: { ok: true } } },
		});
		expect(await client.ask("alice", 2, "/verify")).toMatchObject({
			receipt: "confused",
			answer: { code: "FORBIDDEN" },
		});
	});

	test("survives an end and a new start with everything in it, tokens too", async () => {
		const { tokens, app } = client.directions;
		const head = await git(
			"ls-remote",
			client.directions.git,
			"refs/heads/baton/board",
		);
		expect(await program.end("SIGINT")).toBe(0);
		expect(() => readDirections(home)).toThrow();
		await start();
		expect(client.directions.tokens).toEqual(tokens);
		expect(client.directions.app).toMatchObject({
			id: app.id,
			webhookSecret: app.webhookSecret,
		});
		expect(
			await git("ls-remote", client.directions.git, "refs/heads/baton/board"),
		).toBe(head);
		expect(await client.tell("agent-1", 2, "/claim")).toBe("rocket");
	});

	test("a legal edit by hand is taken over, and verify accepts it", async () => {
		const { edit, board } = await editByHand("legal", (text) =>
			text
				.replace("priority: normal", "priority: urgent")
				.replace(
					/^version: (\d+)$/m,
					(_, old) => `version: ${Number(old) + 1}`,
				),
		);
		const parent = await git("-C", board, "rev-parse", "HEAD^");
		expect(await client.tell("agent-1", 2, "/note seen")).toBe("rocket");
		const after = await clone("after-legal");
		expect(await verifyClone(after)).toMatchObject({ code: 0 });
		expect(
			await git("-C", after, "log", "-1", "--skip=1", "--format=%P %B"),
		).toMatch(
			new RegExp(`^${edit} (.|\n)*Baton-Kind: foreign\n(.|\n)*${parent}`),
		);
	});

	test("an illegal edit by hand sets its task apart, and the board goes on", async () => {
		await editByHand("illegal", (text) =>
			text.replace("priority: urgent", "priority: low"),
		);
		expect(await client.ask("agent-1", 2, "/note again")).toMatchObject({
			receipt: "confused",
			answer: {
				code: "VALIDATION",
				message: expect.stringMatching(/still has version \d+/),
			},
		});
		expect(await client.tell("agent-2", 1, "/note all is well")).toBe("rocket");
		expect(await client.ask("maintainer", 1, "/doctor")).toMatchObject({
			receipt: "rocket",
			answer: { ok: true, data: { healthy: false } },
		});
		expect(await verifyClone(await clone("after-illegal"))).toMatchObject({
			code: 0,
		});
	});

	/** Changes task 2 with an editor and plain git, and pushes. */
	async function editByHand(
		name: string,
		change: (text: string) => string,
	): Promise<{ readonly board: string; readonly edit: string }> {
		const board = await clone(name, "maintainer");
		const path = join(
			board,
			(await git("-C", board, "ls-files", "tasks/*/2/task.yaml")).split(
				"\n",
			)[0] as string,
		);
		await writeFile(path, change(await readFile(path, "utf8")));
		const author = [
			"-c",
			"user.name=maintainer",
			"-c",
			"user.email=m@example.com",
		];
		await git("-C", board, ...author, "commit", "--quiet", "-am", "by hand");
		await git(
			"-C",
			board,
			"push",
			"--quiet",
			"origin",
			"HEAD:refs/heads/baton/board",
		);
		return { board, edit: await git("-C", board, "rev-parse", "HEAD") };
	}
});
