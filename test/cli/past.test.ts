import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Answer } from "../../src/engine/answer.ts";
import { repliesTo } from "../../src/github/replies.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import {
	type BoardRepository,
	baton,
	git,
	makeRepository,
} from "./board-repository.ts";

const PRIORITY = [{ priority: "high" }, { priority: "low" }];

let bench: Bench;
let repository: BoardRepository;
let directory: string;
/** The head after each step: opened, enrolled 41 and 42, then three patches of 42 a minute apart. */
let heads: readonly string[];

beforeEach(async () => {
	bench = makeBench();
	await openBoard(bench, {}, ["41"]);
	const steps = [bench.repository.head as string];
	const tell = async (verb: string, input: JsonObject, task = "42") => {
		bench.advance(60_000);
		await ask("alice", verb, input, task);
		steps.push(bench.repository.head as string);
	};
	await tell("enroll", { title: "Two" });
	for (const state of ["one", "two", "three"])
		await tell("patch", { patch: { current_state: [state] } });
	await tell("priority", { priority: "high" });
	heads = steps;
	repository = await makeRepository();
	({ directory } = repository);
	await repository.take(bench);
});

afterEach(() => repository.remove());

async function ask(
	who: string,
	verb: string,
	input: JsonObject = {},
	task?: string,
): Promise<Answer> {
	const [answer] = await bench.engine.perform([
		say(bench, who, verb, { input, ...(task === undefined ? {} : { task }) }),
	]);
	return answer as Answer;
}

const at = (step: number) => heads[step] as string;
const stateOf = (answer: Answer) =>
	((answer.data as JsonObject).baton as JsonObject).current_state;

describe("show with at=", () => {
	test("shows a task as it was at a commit, by the start of its name", async () => {
		const answer = await ask("guest", "show", { at: at(2).slice(0, 7) }, "42");
		expect(answer).toMatchObject({
			ok: true,
			data: {
				as_of: { commit: at(2), subject: expect.stringContaining("patch 42") },
				task: { priority: "normal", open_blockers: [] },
				baton: { current_state: ["one"] },
			},
		});
		expect(answer).not.toHaveProperty("data.task.moves");
		expect(stateOf(await ask("guest", "show", {}, "42"))).toEqual(["three"]);
	});

	test("shows a task as the last commit before a time left it, to the millisecond", async () => {
		const asked = async (ms: number) =>
			stateOf(
				await ask(
					"guest",
					"show",
					{ at: new Date(bench.nowMs() + ms).toISOString() },
					"42",
				),
			);
		expect(await asked(-60_000)).toEqual(["three"]);
		expect(await asked(-60_001)).toEqual(["two"]);
		expect(await asked(-120_001)).toEqual(["one"]);
	});

	test("names the blockers that were open then", async () => {
		await ask("maintainer", "enroll", { title: "Three" }, "43");
		await ask("alice", "depend", { on: ["41"] }, "43");
		const then = bench.repository.head as string;
		await ask("maintainer", "cancel", {}, "41");
		const openAt = async (point: string) =>
			(await ask("guest", "show", { at: point }, "43")).data?.task;
		expect(await openAt(then)).toMatchObject({
			blocked_by: ["41"],
			open_blockers: ["41"],
		});
		expect(await openAt(bench.repository.head as string)).toMatchObject({
			blocked_by: ["41"],
			open_blockers: [],
		});
	});

	test("refuses a point that is none, that is not in the log, or at which there was no such task", async () => {
		const asked = (point: string) => ask("guest", "show", { at: point }, "42");
		expect(await asked("yesterday")).toMatchObject({ code: "VALIDATION" });
		expect(await asked("2026-13-45T00:00Z")).toMatchObject({
			code: "VALIDATION",
		});
		expect(await asked("0000000")).toMatchObject({ code: "NOT_FOUND" });
		expect(await asked("1999-01-01T00:00Z")).toMatchObject({
			code: "NOT_FOUND",
		});
		expect(await asked(at(0))).toMatchObject({
			code: "NOT_FOUND",
			message: expect.stringContaining("was not on the board"),
		});
	});

	test("believes no facts but the engine's own", async () => {
		const forged = { as_of: { commit: "f".repeat(40) }, task: {}, baton: {} };
		expect(
			await ask("guest", "show", { at: at(2), facts: forged }, "42"),
		).toMatchObject({ data: { as_of: { commit: at(2) } } });
		expect(
			await ask("guest", "show", { facts: forged }, "42"),
		).not.toHaveProperty("data.as_of");
	});

	test("says in words which past it shows", async () => {
		const answer = await ask("guest", "show", { at: at(2) }, "42");
		const reply = repliesTo([answer]).join("");
		expect(reply).toContain(`commit \`${at(2).slice(0, 12)}\``);
		expect(reply).toContain("- one");
	});
});

describe("history", () => {
	const stagesOf = (answer: Answer) =>
		((answer.data?.baton_history ?? []) as readonly JsonObject[]).map(
			({ patch }) => ((patch as JsonObject).current_state as string[])[0],
		);

	test("answers the newest page, oldest first, and names where to go on", async () => {
		const newest = await ask("guest", "history", { limit: 2 }, "42");
		expect(stagesOf(newest)).toEqual(["two", "three"]);
		const { older } = newest.data as { older: string };
		const oldest = await ask(
			"guest",
			"history",
			{ limit: 2, before: older.slice(0, 12) },
			"42",
		);
		expect(stagesOf(oldest)).toEqual(["one"]);
		expect(oldest.data).not.toHaveProperty("older");
	});

	test("says when there is no more, also when the page is just full", async () => {
		const all = await ask("guest", "history", { limit: 3 }, "42");
		expect(stagesOf(all)).toEqual(["one", "two", "three"]);
		expect(all.data).not.toHaveProperty("older");
		expect(all.data?.baton_history).toMatchObject([
			{
				...{ commit: at(2), agent: "alice", actor: "alice" },
				baton: { current_state: ["one"] },
			},
			{ commit: at(3) },
			{ commit: at(4) },
		]);
	});

	test("refuses a page without end, and a commit that the log does not hold", async () => {
		expect(await ask("guest", "history", { limit: 201 }, "42")).toMatchObject({
			code: "VALIDATION",
		});
		expect(
			await ask("guest", "history", { before: "0000000" }, "42"),
		).toMatchObject({ code: "NOT_FOUND" });
	});

	test("shows in its reply how the older ones are asked for", async () => {
		const answer = await ask("guest", "history", { limit: 1 }, "42");
		expect(repliesTo([answer]).join("")).toContain(
			`/baton history before=${at(4).slice(0, 12)}`,
		);
	});
});

describe("export", () => {
	test("answers the whole board while it fits into a comment, and whole in its reply", async () => {
		let answer = await ask("guest", "export");
		let fitting = 0;
		for (let key = 100; answer.ok && key < 200; key++) {
			const reply = repliesTo([answer]).join("");
			const [, block = ""] = /```json\n([\s\S]*)\n```$/.exec(reply) ?? [];
			const { data } = JSON.parse(block) as { data: JsonObject };
			expect(data.tasks).toHaveLength(2 + fitting++);
			const title = `${"@#<é\u202e`".repeat(12)} ${key}`;
			await ask("maintainer", "enroll", { title }, String(key));
			answer = await ask("guest", "export");
		}
		expect(fitting).toBeGreaterThan(5);
		expect(answer).toMatchObject({
			code: "QUOTA_EXCEEDED",
			hint: expect.stringContaining("baton export"),
		});
	});

	test("fits with many short lines as well", async () => {
		let answer = await ask("guest", "export");
		for (let op = 0; answer.ok && op < 3_000; op++) {
			const reply = repliesTo([answer]).join("");
			expect(reply).not.toContain("too long for a comment");
			for (let more = 0; more < 50; more++)
				await ask("maintainer", "priority", PRIORITY[more % 2] ?? {}, "41");
			answer = await ask("guest", "export");
		}
		expect(answer).toMatchObject({ code: "QUOTA_EXCEEDED" });
	});

	test("on the command line prints every document of the head, tasks in order", async () => {
		const { code, out } = await baton(directory, "export");
		expect(code).toBe(0);
		const board = JSON.parse(out) as JsonObject;
		expect(board).toMatchObject({
			format: 1,
			branch: "baton/board",
			commit: at(5),
			board: { name: "board" },
			tasks: [
				{ key: "41", brief: { title: "Task 41" }, context: { notes: [] } },
				{
					key: "42",
					task: { priority: "high" },
					baton: { current_state: ["three"] },
				},
			],
		});
		const { data } = await ask("guest", "export");
		expect(data).toMatchObject({ board: board.board, tasks: board.tasks });
	});

	test("on the command line prints the board as it was at a commit or time", async () => {
		const then = await baton(directory, "export", "--at", at(1).slice(0, 10));
		expect(JSON.parse(then.out)).toMatchObject({
			commit: at(1),
			tasks: [
				{ key: "41" },
				{ key: "42", baton: { current_state: ["Workflow starting"] } },
			],
		});
		const first = await git(directory, "rev-list", "--max-parents=0", at(5));
		const opened = await baton(directory, "export", "--at", first);
		expect(JSON.parse(opened.out)).toMatchObject({ tasks: [] });
		expect(
			await baton(directory, "export", "--at", "1999-01-01T00:00Z"),
		).toMatchObject({ code: 1, out: "" });
	});

	test("tells of a task that cannot be read only why, and show names it at that commit", async () => {
		await git(directory, "checkout", "--quiet", "baton/board");
		const path = await git(directory, "ls-files", "tasks/*/42/task.yaml");
		await writeFile(join(directory, path), "<<<<<<< ours\n");
		await git(
			directory,
			...["-c", "user.name=m", "-c", "user.email=m@example.com"],
			...["commit", "--quiet", "-am", "lose it"],
		);
		const { out } = await baton(directory, "export");
		expect(JSON.parse(out)).toMatchObject({
			tasks: [
				{ key: "41", task: { status: "ready" } },
				{ key: "42", unreadable: expect.stringContaining("task.yaml") },
			],
		});
		expect(JSON.parse(out).tasks[1]).not.toHaveProperty("task");
		const edit = await git(directory, "rev-parse", "baton/board");
		await git(directory, "revert", "--no-commit", "HEAD");
		await git(
			directory,
			...["-c", "user.name=m", "-c", "user.email=m@example.com"],
			...["commit", "--quiet", "-m", "mend it"],
		);
		expect(await baton(directory, "show", "42", "--at", edit)).toMatchObject({
			code: 1,
			err: expect.stringContaining("cannot be read as of"),
		});
	});
});

describe("on the command line", () => {
	test("show answers what the verb does, now and then", async () => {
		const now = await baton(directory, "show", "#42");
		expect(JSON.parse(now.out)).toMatchObject({
			task: { key: "42", priority: "high" },
		});
		const then = await baton(directory, "show", "42", "--at", at(2));
		expect(JSON.parse(then.out)).toMatchObject({
			as_of: { commit: at(2) },
			baton: { current_state: ["one"] },
		});
	});

	test("history answers a page", async () => {
		const { out } = await baton(directory, "history", "42", "--limit", "1");
		expect(JSON.parse(out)).toMatchObject({
			baton_history: [{ patch: { current_state: ["three"] } }],
			older: at(4),
		});
	});

	test.each([
		[["show", "99"], "NOT_FOUND"],
		[["show", "../x"], "VALIDATION"],
		[["show", "42", "--at", "soon"], "VALIDATION"],
		[["history", "42", "--limit", "many"], "VALIDATION"],
	])("%j is refused with its code", async (argv, code) => {
		const said = await baton(directory, ...argv);
		expect(said).toMatchObject({ code: 1, out: "" });
		expect(said.err).toMatch(/^error: .+\n {2}hint: .+$/);
		const told = await baton(directory, ...argv, "--json");
		expect(told).toMatchObject({ code: 1, err: "" });
		expect(JSON.parse(told.out)).toMatchObject({ ok: false, code });
	});
});
