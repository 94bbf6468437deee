import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stageCommit } from "../../src/store/git/commit.ts";
import { taskPath } from "../../src/store/layout.ts";
import type { Oid } from "../../src/store/store.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import {
	type BoardRepository,
	baton,
	makeRepository,
} from "./board-repository.ts";

let bench: Bench;
let repository: BoardRepository;
let directory: string;

beforeEach(async () => {
	bench = makeBench();
	await openBoard(bench, {}, ["41", "42"]);
	repository = await makeRepository();
	({ directory } = repository);
});

afterEach(() => repository.remove());

/** A commit of plain git's on the board's branch, dated 2001. */
async function byHand(path: string, text: string): Promise<Oid> {
	const parent = await bench.store.version(bench.repository.head);
	const who = { name: "m", email: "m@example.com", at: 1_000_000_000 };
	const files = new Map([[path, new TextEncoder().encode(text)]]);
	const staged = stageCommit(parent, {
		files,
		message: "by hand\n",
		author: who,
		committer: who,
	});
	await bench.store.append(parent.oid, [staged]);
	return staged.oid;
}

async function priority(level: string): Promise<void> {
	bench.advance(60_000);
	const [answer] = await bench.engine.perform([
		say(bench, "maintainer", "priority", {
			task: "41",
			input: { priority: level },
		}),
	]);
	expect(answer).toMatchObject({ ok: true });
}

describe("a task that an edit by hand set apart", () => {
	beforeEach(async () => {
		await byHand(taskPath("42", "task"), "<<<<<<< ours\n");
		// The next command acknowledges the edit.
		await priority("high");
		await repository.take(bench);
	});

	test("is shown as it was good last, and said to be set apart", async () => {
		for (const words of [
			["show", "42"],
			["history", "42"],
		]) {
			const { code, out } = await baton(directory, ...words);
			expect(code).toBe(0);
			expect(JSON.parse(out)).toMatchObject({
				quarantined: expect.stringContaining("task.yaml"),
				warnings: [expect.stringContaining("last good version")],
			});
		}
		const { out } = await baton(directory, "show", "42");
		expect(JSON.parse(out)).toMatchObject({ task: { status: "ready" } });
	});

	test("is exported with the reason and its last good documents", async () => {
		const { out } = await baton(directory, "export");
		expect(JSON.parse(out).tasks[1]).toMatchObject({
			key: "42",
			unreadable: expect.stringContaining("task.yaml"),
			last_good: {
				key: "42",
				task: { status: "ready" },
				brief: { title: "Task 42" },
			},
		});
	});

	test("is not in order to doctor", async () => {
		expect(await baton(directory, "doctor")).toMatchObject({
			code: 1,
			out: expect.stringContaining("42 is quarantined"),
		});
	});
});

describe("a commit by hand", () => {
	test("has no time of its own: git's date, which may be anything, is not asked", async () => {
		const then = new Date(bench.nowMs()).toISOString();
		const before = bench.repository.head as Oid;
		await priority("high");
		const edit = await byHand("README.md", "mine\n");
		await repository.take(bench);
		const old = await baton(directory, "show", "41", "--at", then);
		expect(JSON.parse(old.out)).toMatchObject({
			as_of: { commit: before },
			task: { priority: "normal" },
		});
		const now = new Date(bench.nowMs()).toISOString();
		for (const point of [now, edit])
			expect(
				JSON.parse((await baton(directory, "export", "--at", point)).out),
			).toMatchObject({ commit: edit, at: now });
	});

	test("that is legal and not yet acknowledged is told by doctor, and all is well", async () => {
		const tree = (await bench.store.version(bench.repository.head)).tree;
		const text = new TextDecoder().decode(tree.get(taskPath("41", "task")));
		await byHand(
			taskPath("41", "task"),
			text
				.replace("priority: normal", "priority: high")
				.replace("version: 1\n", "version: 2\n"),
		);
		await repository.take(bench);
		expect(await baton(directory, "doctor")).toMatchObject({
			code: 0,
			out: expect.stringContaining("nothing to do"),
		});
		const { out } = await baton(directory, "doctor", "--json");
		expect(JSON.parse(out)).toMatchObject({ healthy: true, foreign: 1 });
	});
});
