import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
	type BoardRepository,
	baton,
	batonWith,
	git,
	makeWorkplace,
	planned,
} from "../board-repository.ts";

let repository: BoardRepository;
let directory: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
});

afterEach(() => repository.remove());

const execute = (...words: readonly string[]) =>
	baton(directory, "execute", ...words);

const said = async (...words: readonly string[]) =>
	JSON.parse((await execute(...words, "--json")).out);

/** Commits a file, and answers the commit. */
async function commit(path: string, text = ""): Promise<string> {
	await writeFile(join(directory, path), text);
	await git(directory, "add", "--force", path);
	await git(directory, "commit", "--quiet", "-m", `add ${path}`);
	return git(directory, "rev-parse", "HEAD");
}

/** A run whose only step is done and whose gate is this one. */
async function atGate(
	gate: string,
	...result: readonly string[]
): Promise<string> {
	const task = await planned(
		directory,
		"Log requests",
		`phases:\n  - name: Build\n    steps:\n      - { role: writer, task: Write it }\n    gate: ${gate}\n`,
	);
	await execute("start");
	await execute("dispatched", "--step-id", "1.1");
	await execute(
		...["record", "--step-id", "1.1", "--status", "complete", ...result],
	);
	return task;
}

/** The verdict as the branch keeps it. */
async function stored(task: string): Promise<string> {
	const paths = await git(
		directory,
		"ls-tree",
		"-r",
		"--name-only",
		"baton/board",
	);
	const path = paths.split("\n").find((one) => one.endsWith("plan.yaml"));
	expect(path).toContain(task);
	return git(directory, "show", `baton/board:${path}`);
}

test("a gate that fails keeps exit code, output and tree, names the ways out, and passes once it is mended", async () => {
	const task = await atGate(
		'{ name: tests, command: "echo looking; test -f mended || { echo not mended >&2; exit 7; }" }',
	);
	const failed = await execute("gate", "--run");
	expect(failed.code).toBe(0);
	expect(failed.err).toBe("looking\nnot mended");
	expect(failed.out.split("\n").slice(0, 2)).toEqual([
		"Gate recorded: phase 1 — FAIL",
		expect.stringMatching(/^The gate 'tests' behind phase 1 failed: .* 7\.$/),
	]);
	expect(failed.out).toContain("\n  baton execute gate --phase-id 1 --run\n");
	expect(failed.out).toContain("\n  baton execute retry --step-id 1.1\n");
	const next = await execute("next");
	expect(next.out).toMatch(
		/^ACTION: FAILED\nPhase: 1\nReason: the gate 'tests'/,
	);
	const tree = await git(directory, "rev-parse", "HEAD^{tree}");
	const kept = await stored(task);
	expect(kept).toContain("exit_code: 7");
	expect(kept).toContain("not mended");
	expect(kept).toMatch(/tree: "?[0-9a-f]{40}/);
	// What is exported lies in the checkout as well: the tree is that of the files, not of the last commit.
	expect(kept).not.toContain(tree);
	await commit("mended");
	const passed = await execute("gate", "--run");
	expect(passed.out).toMatch(/^Gate recorded: phase 1 — PASS\n/);
	expect(passed.out).not.toContain("Not proven");
	expect((await said("status")).data.gates).toMatchObject([
		{ result: "fail", proven: true, exit_code: 7 },
		{ result: "pass", proven: true, exit_code: 0 },
	]);
});

/** How a process is, as `ps` says it: nothing when it is gone, `Z` when nobody asked for its end yet. */
function stateOf(pid: number): string {
	const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)]);
	return stdout.toString().trim();
}

test("a gate that takes too long is stopped with everything it started", async () => {
	const pids = join(directory, ".git", "pids");
	await atGate(
		`{ name: slow, timeout: 1s, command: "sleep 300 & echo $! > ${pids}; wait" }`,
	);
	const ran = await execute("gate", "--run");
	expect(ran.out).toMatch(/^Gate recorded: phase 1 — FAIL\n/);
	expect(ran.err).toContain("Stopped: it took longer than 1s.");
	expect((await said("status")).data.gates).toMatchObject([
		{ result: "fail", exit_code: 124 },
	]);
	const pid = Number(await readFile(pids, "utf8"));
	await expect.poll(() => stateOf(pid)).toMatch(/^(Z.*)?$/);
});

test("what a gate leaves running does not keep it from ending", async () => {
	await atGate('{ name: server, command: "sleep 300 & echo up" }');
	const ran = await execute("gate", "--run");
	expect(ran.out).toMatch(/^Gate recorded: phase 1 — PASS\n/);
});

test("secrets that a gate prints are neither kept nor put on the branch, also where they are long", async () => {
	// Put together here, so that nothing in this file looks like one.
	const token = `ghp_${"a1B2c3D4e5".repeat(4)}`;
	const secret = join(directory, ".git", "secret.txt");
	const key = Array.from({ length: 60 }, (_, at) =>
		`line${at}`.padEnd(64, "x"),
	);
	await writeFile(
		secret,
		[
			`token ${token}`,
			"-----BEGIN RSA PRIVATE KEY-----",
			...key,
			"-----END RSA PRIVATE KEY-----",
			...Array.from({ length: 20 }, () => "harmless".padEnd(60, ".")),
		].join("\n"),
	);
	const task = await atGate(
		`{ name: leaky, command: "cat ${secret}; exit 1" }`,
	);
	await execute("gate", "--run");
	const kept = await stored(task);
	expect(kept).toContain("harmless");
	expect(kept).toContain("[redacted:private-key]");
	expect(kept).not.toContain("line59");
	const log = await git(directory, "log", "--format=%B", "-p", "baton/board");
	expect(log).not.toContain(token);
	expect(log).not.toContain("line59xx");
});

test("what the environment calls a secret is shown to whoever runs the gate and is not put on the branch", async () => {
	const task = await atGate(
		'{ name: leaky, command: "echo $MY_SECRET_TOKEN $db_password $API_KEY $PLAIN; exit 1" }',
	);
	const env = {
		...process.env,
		MY_SECRET_TOKEN: "first-value-and-more",
		db_password: "first-value",
		API_KEY: "short",
		PLAIN: "for-everybody",
	};
	const ran = await batonWith({ directory, env }, "execute", "gate", "--run");
	expect(ran.err).toBe("first-value-and-more first-value short for-everybody");
	const kept = await stored(task);
	expect(kept).toContain("[redacted] [redacted] short for-everybody");
	const log = await git(directory, "log", "--format=%B", "-p", "baton/board");
	expect(log).not.toContain("first-value");
});

test("a command from elsewhere runs only once somebody here typed it", async () => {
	await atGate('{ name: tests, command: "git rev-parse HEAD" }');
	// As in a clone, where nobody looked at the plan.
	await rm(join(directory, ".git", "baton", "own-commands"));
	const before = await git(directory, "rev-parse", "baton/board");
	const refused = await execute("gate", "--run");
	expect(refused).toEqual({
		code: 1,
		out: "",
		err: "error: `git rev-parse HEAD` was neither typed here nor found in this checkout's own files.\n  hint: Look at it first. To run it all the same, repeat it word for word with --command.",
	});
	const other = await execute("gate", "--run", "--command", "git status");
	expect(other.err).toMatch(
		/^error: The plan runs `git rev-parse HEAD`, not `git status`/,
	);
	expect(await git(directory, "rev-parse", "baton/board")).toBe(before);
	const ran = await execute("gate", "--run", "--command", "git rev-parse HEAD");
	expect(ran.err).toMatch(/^[0-9a-f]{40}$/);
	expect(ran.out).toMatch(/^Gate recorded: phase 1 — PASS/);
});

test("changes that no commit holds are no proof, unless they are wanted so", async () => {
	await writeFile(join(directory, "a.txt"), "one\n");
	await git(directory, "add", "a.txt");
	await git(directory, "commit", "--quiet", "-m", "a");
	await atGate("{ name: tests, command: git rev-parse HEAD }");
	await writeFile(join(directory, "a.txt"), "two\n");
	expect(await execute("gate", "--run")).toEqual({
		code: 1,
		out: "",
		err: "error: No commit holds the changes of a.txt: the gate would prove something that is nowhere.\n  hint: Commit them first, or name in .gitignore what is no part of the work; --allow-dirty has the files judged as they are.",
	});
	const ran = await execute("gate", "--run", "--allow-dirty");
	expect(ran.out, ran.err).toMatch(/^Gate recorded: phase 1 — PASS/);
});

test("a file that git does not know is no proof; one that it ignores, and byte code, are none of its business", async () => {
	await commit(".gitignore", "ignored\n");
	await atGate("{ name: tests, command: test -f helper }");
	await mkdir(join(directory, "__pycache__"));
	await writeFile(join(directory, "__pycache__", "helper.pyc"), "");
	await writeFile(join(directory, "ignored"), "");
	await writeFile(join(directory, "helper"), "");
	const refused = await execute("gate", "--run");
	expect(refused.err).toMatch(
		/^error: No commit holds the changes of helper: the gate/,
	);
	expect(refused.code).toBe(1);
	await commit("helper");
	const ran = await execute("gate", "--run");
	expect([ran.code, ran.err]).toEqual([0, ""]);
});

test("what Baton exports is in no gate's way, also when it was committed once", async () => {
	await atGate("{ name: tests, command: git rev-parse HEAD }");
	await commit(".claude/team-context/plan.json", "{}\n");
	await writeFile(join(directory, ".claude/team-context/plan.json"), "[]\n");
	await writeFile(join(directory, ".claude/team-context/more.md"), "");
	expect((await execute("gate", "--run")).out).toMatch(
		/^Gate recorded: phase 1 — PASS/,
	);
});

test("files that lack the commit of a step of the phase are no proof, however much they are wanted", async () => {
	await git(directory, "checkout", "--quiet", "-b", "work");
	const sha = await commit("done");
	await atGate("{ name: tests, command: git rev-parse HEAD }", "--commit", sha);
	await git(directory, "checkout", "--quiet", "main");
	for (const more of [[], ["--allow-dirty"]])
		expect(await execute("gate", "--run", ...more)).toEqual({
			code: 1,
			out: "",
			err: `error: The commit ${sha.slice(0, 12)} of step 1.1 is not part of what is checked out: the gate would prove something without it.\n  hint: Check out the branch that has it. If the work is in another commit by now, retry the step and record it with that one.`,
		});
	await git(directory, "merge", "--quiet", "work");
	const ran = await execute("gate", "--run");
	expect(ran.out).toMatch(/^Gate recorded: phase 1 — PASS/);
});

test.each([
	["a commit", "git commit --quiet --allow-empty -m meanwhile"],
	["a change of a file that git tracks", "date +%N >> tracked"],
])(
	"%s that comes while the gate runs is noticed, and nothing is recorded",
	async (_what, command) => {
		await commit("tracked");
		await atGate(`{ name: tests, command: ${command} }`);
		const ran = await execute("gate", "--run");
		expect([ran.code, ran.out]).toEqual([1, ""]);
		expect(ran.err).toContain("error: The files changed while the gate ran:");
		expect((await said("status")).data.gates).toEqual([]);
	},
);

test("a gate may leave reports beside the files that it judges", async () => {
	await commit("tracked");
	await atGate("{ name: tests, command: touch report }");
	expect((await execute("gate", "--run")).out).toMatch(
		/^Gate recorded: phase 1 — PASS/,
	);
});

test("a step with a command is run and recorded by what it came to", async () => {
	await planned(
		directory,
		"Generate it",
		'phases:\n  - name: Build\n    steps:\n      - { role: automation, task: Generate, command: "test -f input && echo generated" }\n',
	);
	const started = await execute("start");
	expect(started.out).toContain(
		"Step: 1.1\nCommand: test -f input && echo generated\nMessage: Run the command of step 1.1.",
	);
	expect(started.out).not.toContain("Delegation Prompt");
	await execute("dispatched", "--step-id", "1.1");
	const failed = await execute("record", "--step-id", "1.1", "--run");
	expect(failed.out).toMatch(
		/^Recorded: step 1\.1 \(automation\) — failed\nStep 1\.1 failed: exit code 1\.\n/,
	);
	await writeFile(join(directory, "input"), "");
	await execute("retry", "--step-id", "1.1");
	await execute("dispatched", "--step-id", "1.1");
	const ran = await execute("record", "--step-id", "1.1", "--run");
	expect(ran.err).toBe("generated");
	expect(ran.out).toMatch(/^Recorded: step 1\.1 \(automation\) — complete\n/);
});
