import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
	type BoardRepository,
	baton,
	makeWorkplace,
	planned,
} from "../board-repository.ts";

let repository: BoardRepository;
let directory: string;
/** Every run of the step's command writes a line into it. */
let log: string;
/** The step's command ends once it is there. */
let go: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
	log = join(directory, ".git", "ran");
	go = join(directory, ".git", "go");
	await planned(
		directory,
		"Move the data",
		`phases:
  - name: Move
    steps:
      - { role: automation, task: Move, command: "echo ran >> .git/ran; until test -f .git/go; do sleep 0.05; done" }
    gate: { name: tests, command: "test -f .git/never" }
  - name: Tidy
    steps:
      - { role: automation, task: Tidy, command: "echo tidied >> .git/ran" }
`,
	);
	await writeFile(go, "");
});

afterEach(() => repository.remove());

const execute = (...words: readonly string[]) =>
	baton(directory, "execute", ...words);

const run = (...words: readonly string[]) =>
	execute("record", "--step-id", "1.1", "--run", ...words);

const runs = async () =>
	existsSync(log) ? (await readFile(log, "utf8")).trimEnd().split("\n") : [];

test("a step's command is not run before the plan was started, nor before the step was taken", async () => {
	const early = await run();
	expect([early.code, early.out]).toEqual([1, ""]);
	await execute("start");
	const free = await run();
	expect(free.err).toMatch(
		/^error: The lease on step 1\.1 is not valid: nobody holds it/,
	);
	expect(await runs()).toEqual([]);
});

test("nobody but the holder runs a step's command, and only as the role that it has", async () => {
	await execute("start");
	await execute("dispatched", "--step-id", "1.1");
	const other = await run("--agent-as", "somebody-else");
	expect([other.code, other.out]).toEqual([1, ""]);
	expect(other.err).toMatch(/^error: Step 1\.1 is held by ada-lovelace /);
	expect((await run("--agent", "writer")).code).toBe(1);
	expect(await runs()).toEqual([]);
	expect((await run()).out).toMatch(/^Recorded: step 1\.1 /);
	expect(await runs()).toEqual(["ran"]);
});

test("a command that is through is not run again, neither while the gate failed nor after the run was cancelled", async () => {
	await execute("start");
	await execute("dispatched", "--step-id", "1.1");
	await run();
	const again = await run();
	expect([again.code, again.out]).toEqual([1, ""]);
	expect(again.err).toMatch(/^error: Step 1\.1 is complete already\./);
	await execute("gate", "--run");
	const next = ["record", "--step-id", "2.1", "--run"];
	expect((await execute(...next)).err).toMatch(
		/^error: Phase 2 waits for the gate 'tests' behind phase 1\./,
	);
	expect((await run()).code).toBe(1);
	await execute("cancel", "--reason", "no more");
	expect((await run()).err).toMatch(/^error: The run was cancelled\./);
	expect(await runs()).toEqual(["ran"]);
});

test("two processes of one holder run a command once: the second is refused while the first is at it", async () => {
	await execute("start");
	await execute("dispatched", "--step-id", "1.1");
	await rm(go);
	const first = run();
	try {
		await expect.poll(runs, { timeout: 10_000 }).toEqual(["ran"]);
		const second = await run();
		expect([second.code, second.out]).toEqual([1, ""]);
		expect(second.err).toMatch(
			/^error: Another process runs the command of step 1\.1 at this moment\.\n {2}hint: Wait for its end\. .*\.lock is a leftover/,
		);
	} finally {
		await writeFile(go, "");
	}
	expect((await first).out).toMatch(/^Recorded: step 1\.1 /);
	expect(await runs()).toEqual(["ran"]);
});

test("two that begin in the same moment run a command once as well", async () => {
	await execute("start");
	await execute("dispatched", "--step-id", "1.1");
	const both = await Promise.all([run(), run()]);
	expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
	expect(await runs()).toEqual(["ran"]);
});
