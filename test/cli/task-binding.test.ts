import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
	type BoardRepository,
	baton,
	batonWith,
	git,
	makeWorkplace,
	planned,
} from "./board-repository.ts";

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

const bindingOf = async (
	env: Record<string, string>,
	...argv: readonly string[]
) => {
	const ran = await batonWith(
		{ directory, env },
		...["execute", "next", "--json", ...argv],
	);
	return JSON.parse(ran.out).binding;
};

const current = () =>
	readFile(join(directory, ".git", "baton", "current-task"), "utf8");

test("--task-id stands above BATON_TASK_ID, and that above the current task", async () => {
	await baton(directory, "execute", "switch", first);
	expect(await bindingOf({})).toEqual({ task: first, from: "current task" });
	expect(await bindingOf({ BATON_TASK_ID: second })).toEqual({
		task: second,
		from: "BATON_TASK_ID",
	});
	expect(
		await bindingOf({ BATON_TASK_ID: second }, "--task-id", first),
	).toEqual({ task: first, from: "--task-id" });
	expect(await bindingOf({ BATON_TASK_ID: "" })).toMatchObject({ task: first });
});

test("start takes the newest plan, and becomes current only where nothing else is", async () => {
	const started = await baton(directory, "execute", "start", "--json");
	expect(JSON.parse(started.out).binding).toEqual({
		task: second,
		from: "newest plan",
	});
	expect(await current()).toBe(`${second}\n`);
	const other = await baton(directory, "execute", "start", "--json");
	expect(JSON.parse(other.out)).toMatchObject({ task: first });
	expect(await current()).toBe(`${second}\n`);
});

test("a shell that is bound starts its own task and moves nobody else", async () => {
	const env = { BATON_TASK_ID: first };
	const ran = await batonWith({ directory, env }, "execute", "start", "--json");
	expect(JSON.parse(ran.out).binding).toEqual({
		task: first,
		from: "BATON_TASK_ID",
	});
	await expect(current()).rejects.toThrow("ENOENT");
});

test("a task that has ended makes room for the next one", async () => {
	await baton(directory, "execute", "start");
	await baton(directory, "execute", "cancel", "--reason", "not now");
	await baton(directory, "execute", "start");
	expect(await current()).toBe(`${first}\n`);
});

test("a task that is not there is refused, and the others are named", async () => {
	const env = { BATON_TASK_ID: `${first}x` };
	const ran = await batonWith({ directory, env }, "execute", "status");
	expect(ran).toMatchObject({ code: 1, out: "" });
	expect(ran.err).toContain(
		`error: There is no task ${first}x (from BATON_TASK_ID).`,
	);
	expect(ran.err).toContain(`Did you mean ${first}?`);
	expect(ran.err).toContain(`There are: ${second}, ${first}.`);
	const path = join(directory, ".git", "baton", "current-task");
	await baton(directory, "execute", "switch", first);
	await writeFile(path, "Not A Task\n");
	expect(await baton(directory, "execute", "next")).toMatchObject({
		code: 1,
		err: expect.stringContaining('"Not A Task\\n" (from current task)'),
	});
});

test("where no task is named the refusal names those that there are", async () => {
	expect(await baton(directory, "execute", "next")).toMatchObject({
		code: 1,
		err: expect.stringMatching(
			new RegExp(`^error: No task is named.*\n.*${second}, ${first}`),
		),
	});
});

test("each work tree has a current task of its own, and switch takes only what is there", async () => {
	const other = join(directory, "other");
	await git(directory, "worktree", "add", "--quiet", "-b", "side", other);
	expect((await baton(directory, "execute", "switch", first)).code).toBe(0);
	expect((await baton(other, "execute", "switch", second)).code).toBe(0);
	const task = async (place: string) =>
		JSON.parse((await baton(place, "execute", "next", "--json")).out).task;
	expect([await task(directory), await task(other)]).toEqual([first, second]);
	expect(
		await baton(other, "execute", "switch", "task-none-0000"),
	).toMatchObject({
		code: 1,
		err: expect.stringContaining("There is no task task-none-0000"),
	});
	expect(await task(other)).toBe(second);
});
