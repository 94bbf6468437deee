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
async function byHand(
	path: string,
	text: string,
	{ message = "by hand\n", who = { name: "m", email: "m@example.com" } } = {},
): Promise<Oid> {
	const parent = await bench.store.version(bench.repository.head);
	const signature = { ...who, at: 1_000_000_000 };
	const files = new Map([[path, new TextEncoder().encode(text)]]);
	const staged = stageCommit(parent, {
		files,
		message,
		author: signature,
		committer: signature,
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

describe("a task that an edit by hand broke, and nobody has acknowledged it", () => {
	async function textOf(key: string): Promise<string> {
		const { tree } = await bench.store.version(bench.repository.head);
		return new TextDecoder().decode(tree.get(taskPath(key, "task")));
	}

	const EDITS = [
		["cannot be read", () => "<<<<<<< ours\n", "task.yaml"],
		[
			"no command could have changed so",
			(text: string) => text.replace("status: ready", "status: done"),
			"a change by hand",
		],
	] as const;

	test.each(EDITS)(
		"is served as it was good last when it %s",
		async (_, change, reason) => {
			await byHand(taskPath("42", "task"), change(await textOf("42")));
			await byHand("README.md", "mine\n");
			await repository.take(bench);
			const shown = await baton(directory, "show", "42");
			expect(shown).toMatchObject({ code: 0, err: "" });
			expect(JSON.parse(shown.out)).toMatchObject({
				quarantined: expect.stringContaining(reason),
				task: { status: "ready" },
			});
			const exported = JSON.parse((await baton(directory, "export")).out);
			expect(exported).toMatchObject({ commit: bench.repository.head });
			expect(exported.tasks[1]).toMatchObject({
				unreadable: expect.stringContaining(reason),
				last_good: { task: { status: "ready" } },
			});
		},
	);

	test("is told as it is on a board that is frozen", async () => {
		await byHand(taskPath("42", "task"), "<<<<<<< ours\n");
		await byHand("board.yaml", "<<<<<<< ours\n");
		await repository.take(bench);
		expect(await baton(directory, "doctor")).toMatchObject({ code: 1 });
		const { out } = await baton(directory, "export");
		expect(JSON.parse(out).tasks[1]).not.toHaveProperty("last_good");
	});
});

describe("a commit by hand", () => {
	const DATED = "by hand\n\nBaton-Now: 2001-01-01T00:00:00.000Z\n";

	test("has no time that it says of itself, not even as a command", async () => {
		const then = new Date(bench.nowMs()).toISOString();
		const before = bench.repository.head as Oid;
		await priority("high");
		const last = bench.repository.head as Oid;
		const now = new Date(bench.nowMs()).toISOString();
		await byHand("README.md", "mine\n", { message: DATED });
		const message = `${DATED}Baton-Kind: op\n`;
		const edit = await byHand("README.md", "ours\n", { message });
		await repository.take(bench);
		const asOf = async (...words: readonly string[]) =>
			JSON.parse((await baton(directory, ...words)).out);
		expect(await asOf("show", "41", "--at", then)).toMatchObject({
			as_of: { commit: before },
		});
		expect(await asOf("show", "41", "--at", edit)).toMatchObject({
			as_of: { commit: edit, at: now },
		});
		expect(await asOf("export", "--at", then)).toMatchObject({
			commit: before,
		});
		expect(await asOf("export", "--at", last)).toMatchObject({
			commit: last,
			at: now,
		});
	});

	test("is no older than what it follows, in whosever name it is", async () => {
		const then = new Date(bench.nowMs()).toISOString();
		const before = bench.repository.head as Oid;
		await priority("high");
		const now = new Date(bench.nowMs()).toISOString();
		const who = bench.identity.committer(0);
		const message = `${DATED}Baton-Kind: op\n`;
		const forged = await byHand("README.md", "mine\n", { message, who });
		await repository.take(bench);
		for (const [point, as_of] of [
			[then, { commit: before }],
			[forged, { commit: forged, at: now }],
		] as const) {
			const { out } = await baton(directory, "show", "41", "--at", point);
			expect(JSON.parse(out)).toMatchObject({ as_of });
			const answer = await bench.engine.perform([
				say(bench, "guest", "show", { task: "41", input: { at: point } }),
			]);
			expect(answer).toMatchObject([{ data: { as_of } }]);
		}
	});

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
