import { rm } from "node:fs/promises";
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
let first: string;
let second: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
	first = await planned(directory, "Log requests");
	second = await planned(directory, "Cache answers");
});

afterEach(() => repository.remove());

/** A shell that is bound to a task, or to none. */
const shell = (task: string | undefined) => {
	const env = task === undefined ? {} : { BATON_TASK_ID: task };
	return async (...words: readonly string[]) => {
		const ran = await batonWith({ directory, env }, "execute", ...words);
		expect([ran.code, words.join(" "), ran.err]).toEqual([
			0,
			words.join(" "),
			"",
		]);
		return ran.out;
	};
};

test("two shells run two tasks at a time, and neither does anything to the other's", async () => {
	const [one, two] = [shell(first), shell(second)];
	expect(await one("start")).toContain(`export BATON_TASK_ID=${first}`);
	expect(await two("start")).toContain(`export BATON_TASK_ID=${second}`);
	for (const [mine, step] of [
		[one, "1.1"],
		[two, "1.1"],
		[two, "1.2"],
		[one, "1.2"],
	] as const) {
		await mine("dispatched", "--step-id", step);
		await mine("record", "--step-id", step, "--status", "complete");
	}
	expect(await one("complete")).toMatch(
		new RegExp(`^Task ${first} completed\\.\nSteps: 2/2 \\|`),
	);
	expect(await two("status")).toMatch(
		new RegExp(
			`^Task: ${second} — Cache answers\nBound: BATON_TASK_ID\nStatus: in_progress, run running\n`,
		),
	);
	expect(await two("complete")).toContain(`Task ${second} completed.`);
	expect(await one("list")).toMatch(
		/^[ *] task-\S+ +completed +2\/2 {2}\S.*\n[ *] task-\S+ +completed +2\/2 {2}\S.*$/,
	);
});

test("--task-id stands above the shell's task, and that one above the current task", async () => {
	await shell(first)("start");
	await shell(second)("start");
	const bound = async (run: Promise<string>) =>
		/^Task: (\S+) .*\nBound: (.*)$/m.exec(await run)?.slice(1);
	expect(await bound(shell(first)("status", "--task-id", second))).toEqual([
		second,
		"--task-id",
	]);
	expect(await shell(undefined)("switch", second)).toBe(
		`Current task: ${second}`,
	);
	expect(await bound(shell(undefined)("status"))).toEqual([
		second,
		"current task",
	]);
	expect(await bound(shell(first)("status"))).toEqual([first, "BATON_TASK_ID"]);
	const list = await shell(undefined)("list");
	expect(list).toContain(`* ${second}`);
	expect(list).toContain(`  ${first}`);
});

test("a switch to what is not there names what there is", async () => {
	const ran = await baton(directory, "execute", "switch", "task-nothing-0000");
	expect(ran.err).toBe(
		`error: There is no task task-nothing-0000 (from the command line).\n  hint: There are: ${second}, ${first}. \`baton execute list\` shows them all.`,
	);
	expect(ran.code).toBe(1);
});

test("where nothing was started yet, the command that starts it is named", async () => {
	const ran = await baton(directory, "execute", "next");
	expect(ran.err).toContain(
		`hint: \`baton execute start\` starts ${second} and makes it the current one.`,
	);
});

test("each work tree has a current task of its own, on one board", async () => {
	const other = join(directory, "..", `${first}-tree-${process.pid}`);
	await git(directory, "worktree", "add", "--quiet", "--detach", other);
	try {
		await baton(directory, "execute", "start", "--task-id", first);
		await baton(other, "execute", "start", "--task-id", second);
		expect((await baton(directory, "execute", "status")).out).toContain(
			`Task: ${first} `,
		);
		expect((await baton(other, "execute", "status")).out).toContain(
			`Task: ${second} `,
		);
		const out = await baton(other, "execute", "dispatched", "--step-id", "1.1");
		expect(out.out).toBe('{"status": "dispatched", "step_id": "1.1"}');
		const there = await baton(
			directory,
			...["execute", "next", "--task-id", second],
		);
		expect(there.out).toContain("Step: 1.2\n");
	} finally {
		await rm(other, { recursive: true, force: true });
	}
});

/** The commands that an answer says can be typed next, and that its prompts say. */
const printedCommands = (out: string) =>
	[...out.matchAll(/baton (execute [^`\n\\]*)/g)].map(([, words = ""]) =>
		words.trim(),
	);

test("what is printed about a task that nothing is bound to names it, to be pasted as it is", async () => {
	const free = shell(undefined);
	const named = await free("start", "--task-id", first);
	expect(printedCommands(named).join("\n")).not.toContain("--task-id");
	// The first one stays the current task.
	const started = await free("start");
	const commands = printedCommands(started);
	expect(commands.map((command) => command.slice(0, 18))).toEqual([
		"execute record --s",
		"execute dispatched",
		"execute record --s",
	]);
	for (const command of commands)
		expect(command).toContain(` --task-id ${second}`);
	const [, take = ""] = commands;
	await free(...take.split(" ").slice(1));
	const isOut = async (task: string) =>
		(await free("status", "--task-id", task)).includes(" dispatched by ");
	expect([await isOut(first), await isOut(second)]).toEqual([false, true]);
	const result = ["record", "--step-id", "1.1", "--status", "complete"];
	expect(await free(...result, "--task-id", second)).toMatch(
		new RegExp(`\nNext:\n {2}baton execute next --task-id ${second}$`),
	);
	expect(await free("cancel", "--reason", "no", "--task-id", second)).toContain(
		`\`baton execute reopen --task-id ${second}\` takes it up again.`,
	);
});

test("a shell that is bound to a task is printed commands without its name, even where another one is current", async () => {
	await shell(undefined)("start", "--task-id", first);
	expect(
		printedCommands(await shell(second)("start")).join("\n"),
	).not.toContain("--task-id");
	expect(
		printedCommands(await shell(second)("next", "--task-id", first)).join("\n"),
	).toContain(` --task-id ${first}`);
});

test("a prompt points to the shared context only while that is its own task's", async () => {
	const free = shell(undefined);
	const line = "Read .claude/team-context/context.md";
	expect(await free("start", "--task-id", second)).toContain(line);
	expect(await free("start", "--task-id", first)).not.toContain(line);
});
