import { describe, expect, test } from "vitest";
import type { Command } from "../../src/core/command.ts";
import type { Answer } from "../../src/engine/answer.ts";
import type { Engine } from "../../src/engine/perform.ts";
import { isCommittable, work } from "../../src/engine/replay.ts";
import { verify } from "../../src/engine/verify.ts";
import { BoardState } from "../../src/store/board-state.ts";
import { stageCommit } from "../../src/store/git/commit.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import { quarantinePath } from "../../src/store/journal-quarantine.ts";
import { taskPath } from "../../src/store/layout.ts";
import type { CommitRecord, Oid } from "../../src/store/store.ts";
import { APP, type Bench, makeBench } from "../support/bench.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { openBoard, say } from "../support/speak.ts";

const HAND = { name: "mona", email: "mona@example.com" };

async function aBoard(config = {}): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, config, ["41", "42"]);
	return bench;
}

/** Somebody commits on top of the branch: files by path, changed from what they are (null deletes). */
async function byHand(
	bench: Bench,
	edits: Readonly<Record<string, ((text: string) => string) | null>>,
	message = "by hand\n",
): Promise<Oid> {
	const version = await bench.store.version(bench.repository.head);
	const files = Object.entries(edits).map(([path, edit]) => {
		const text = new TextDecoder().decode(version.tree.get(path));
		return [
			path,
			edit === null ? null : new TextEncoder().encode(edit(text)),
		] as const;
	});
	const at = Math.floor(bench.nowMs() / 1_000);
	const staged = stageCommit(version, {
		files: new Map(files),
		message,
		author: { ...HAND, at },
		committer: { ...HAND, at },
	});
	await bench.store.append(version.oid, [staged]);
	return staged.oid;
}

const urgent = (text: string) =>
	text
		.replace("priority: normal", "priority: urgent")
		.replace(/version: (\d+)/, (_, n) => `version: ${Number(n) + 1}`);
const broken = () => "not: [a task";

async function ask(
	bench: Bench,
	verb: string,
	said: { task?: string; input?: object; engine?: Engine } = {},
): Promise<Answer> {
	const { engine = bench.engine, task, input = {} } = said;
	const [answer] = await engine.perform([
		say(bench, "maintainer", verb, {
			role: "admin",
			input: input as Command["input"],
			...(task === undefined ? {} : { task }),
		}),
	]);
	return answer as Answer;
}

async function log(bench: Bench): Promise<readonly CommitRecord[]> {
	const records: CommitRecord[] = [];
	for await (const record of bench.store.log(bench.repository.head as Oid))
		records.push(record);
	return records;
}

const subjects = async (bench: Bench) =>
	(await log(bench)).map(({ message }) => message.split("\n", 1)[0]);

const quarantinedIn = async (bench: Bench, key: string) =>
	(await bench.store.version(bench.repository.head)).tree.get(
		quarantinePath(key),
	) !== undefined;

describe("a legal edit by hand", () => {
	test("is fact at once, is acknowledged with the next command, and verifies", async () => {
		const bench = await aBoard();
		const since = bench.repository.head;
		const edit = await byHand(bench, { [taskPath("42", "task")]: urgent });
		expect(await ask(bench, "show", { task: "42" })).toMatchObject({
			data: { task: { priority: "urgent" } },
		});
		expect(bench.repository.head).toBe(edit);
		expect(await ask(bench, "doctor")).toMatchObject({ data: { foreign: 1 } });
		await ask(bench, "claim", { task: "41" });
		const [claim, foreign] = await log(bench);
		expect(claim?.message).toMatch(/^claim 41/);
		expect(foreign?.message).toBe(
			`foreign: 1 commit by hand accepted\n\nBaton-Kind: foreign\nBaton-Since: ${since}\nBaton-Now: ${new Date(bench.nowMs()).toISOString()}\n`,
		);
		expect(foreign?.parents).toEqual([edit]);
		expect(await verify(bench.store, { identity: bench.identity })).toEqual({
			ok: true,
			head: bench.repository.head,
			commits: 6,
		});
		expect(await ask(bench, "doctor")).toMatchObject({
			data: { healthy: true },
		});
	});

	test("in several commits is judged as one", async () => {
		const bench = await aBoard();
		await byHand(bench, { [taskPath("42", "task")]: broken });
		await byHand(bench, { [taskPath("42", "task")]: () => "" });
		const { tree } = await bench.store.version(
			(await log(bench))[2]?.oid ?? null,
		);
		const good = new TextDecoder().decode(tree.get(taskPath("42", "task")));
		await byHand(bench, { [taskPath("42", "task")]: () => urgent(good) });
		await ask(bench, "claim", { task: "42" });
		expect((await subjects(bench)).slice(0, 2)).toEqual([
			expect.stringContaining("claim 42"),
			"foreign: 3 commits by hand accepted",
		]);
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});

	test("is judged by a process that starts on it, and by one that saw it acknowledged", async () => {
		const bench = await aBoard();
		const other = bench.replica();
		await other.inspect(() => undefined);
		await byHand(bench, { [taskPath("42", "task")]: broken });
		const fresh = bench.replica();
		await ask(bench, "claim", { task: "41", engine: fresh });
		for (const engine of [other, fresh, bench.engine])
			expect(
				await ask(bench, "note", { task: "42", input: { body: "x" }, engine }),
			).toMatchObject({ code: "VALIDATION" });
		await ask(bench, "release", { task: "41", engine: other });
		expect(
			(await subjects(bench)).filter((one) => one?.startsWith("foreign")),
		).toHaveLength(1);
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});
});

describe("an illegal edit by hand", () => {
	test.each<readonly [string, (text: string) => string, string]>([
		[
			"that gives a lease without a claim",
			(text) => urgent(text).replace("status: ready", "status: in_progress"),
			"lease",
		],
		[
			"that takes a fence back or forth",
			(text) => urgent(text).replace("fence: 0", "fence: 7"),
			"fence",
		],
		[
			"that waits for itself",
			(text) =>
				urgent(text)
					.replace("status: ready", "status: blocked")
					.replace("blocked_by: []", 'blocked_by: ["42"]'),
			"waits for itself",
		],
		[
			"that waits for what is not there",
			(text) => urgent(text).replace("blocked_by: []", 'blocked_by: ["99"]'),
			"not on the board",
		],
		[
			"that is done without its gates",
			(text) => urgent(text).replace("status: ready", "status: done"),
			"gates",
		],
		[
			"that forgets what took effect",
			(text) => urgent(text).replace(/seen:\n {4}- \S+\n/, "seen: []\n"),
			"forgets",
		],
	])("%s sets its task apart", async (_, edit, reason) => {
		const bench = await aBoard({
			gates: { ci: { checks: [{ name: "test", app: "ci" }] } },
			done_gates: ["ci"],
		});
		await byHand(bench, { [taskPath("42", "task")]: edit });
		expect(await ask(bench, "claim", { task: "42" })).toMatchObject({
			code: "VALIDATION",
			message: expect.stringContaining(reason),
		});
		expect(await ask(bench, "show", { task: "42" })).toMatchObject({
			ok: true,
			data: {
				task: { status: "ready", priority: "normal", version: 1 },
				quarantined: expect.stringContaining(reason),
			},
		});
		expect(await ask(bench, "claim", { task: "41" })).toMatchObject({
			ok: true,
		});
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});

	test("that loses decisions, a brief or the whole task sets it apart; another task can still wait for it", async () => {
		for (const edits of [
			{
				[taskPath("42", "baton")]: (text: string) =>
					text.replace(/decision_log:\n.*\n/, ""),
			},
			{ [taskPath("42", "brief")]: null },
			{
				[taskPath("42", "task")]: null,
				[taskPath("42", "brief")]: null,
				[taskPath("42", "baton")]: null,
			},
		]) {
			const bench = await aBoard();
			await ask(bench, "patch", {
				task: "42",
				input: { patch: { decision_log: ["decided"] } },
			});
			await byHand(bench, edits);
			expect(await ask(bench, "show", { task: "42" })).toMatchObject({
				data: {
					quarantined: expect.any(String),
					baton: { decision_log: ["decided"] },
				},
			});
			expect(
				await ask(bench, "enroll", { task: "42", input: { title: "anew" } }),
			).toMatchObject({ code: "VALIDATION" });
			expect(await ask(bench, "claim", { task: "41" })).toMatchObject({
				ok: true,
			});
			expect(await quarantinedIn(bench, "42")).toBe(true);
			expect(await verify(bench.store)).toMatchObject({ ok: true });
		}
	});

	test("that ends a task must free what waits for it", async () => {
		const bench = await aBoard();
		await ask(bench, "depend", { task: "42", input: { on: ["41"] } });
		await byHand(bench, {
			[taskPath("41", "task")]: (text) =>
				urgent(text).replace("status: ready", "status: cancelled"),
		});
		expect(await ask(bench, "show", { task: "41" })).toMatchObject({
			data: { quarantined: expect.stringContaining("task 42") },
		});
		expect(await ask(bench, "show", { task: "42" })).toMatchObject({
			data: { task: { status: "blocked" } },
		});
	});

	test("ends when the documents are mended, or when an administrator accepts them as they are", async () => {
		const bench = await aBoard();
		await byHand(bench, {
			[taskPath("42", "task")]: (text) =>
				text.replace("priority: normal", "priority: low"),
		});
		await ask(bench, "claim", { task: "41" });
		expect(await quarantinedIn(bench, "42")).toBe(true);
		expect(await ask(bench, "recover", { input: { to: "branch" } })).toEqual(
			expect.objectContaining({ ok: true }),
		);
		expect(await quarantinedIn(bench, "42")).toBe(false);
		expect(await ask(bench, "show", { task: "42" })).toMatchObject({
			data: { task: { priority: "low", version: 2 } },
		});
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});
});

describe("board.yaml", () => {
	test.each<readonly [string, ((text: string) => string) | null]>([
		["removed", null],
		["spoiled", broken],
		["renamed", (text) => text.replace("name: board", "name: other")],
		["newer", (text) => text.replace("format: 1", "format: 2")],
		["with lower marks", (text) => text.replace("comment: 500", "comment: 5")],
	])(
		"%s by hand freezes the board until it is mended or recovered",
		async (name, edit) => {
			const kind = name === "newer" ? "newer" : "damaged";
			for (const way of ["mend", "acknowledged"] as const) {
				const bench = await aBoard();
				const marks = {
					comment: 500,
					event: 0,
					since: "2026-11-20T19:00:00.000Z",
				};
				await bench.engine.perform([bench.appSays("mark", marks)]);
				const before = await bench.store.version(bench.repository.head);
				await byHand(bench, { "board.yaml": edit });
				const claim = () => ask(bench, "claim", { task: "42" });
				await expect(claim()).rejects.toThrow("frozen");
				expect(await ask(bench, "show", { task: "42" })).toMatchObject({
					ok: true,
				});
				expect(await ask(bench, "doctor")).toMatchObject({
					data: { frozen: { kind } },
				});
				const good = new TextDecoder().decode(before.tree.get("board.yaml"));
				if (way === "mend") await byHand(bench, { "board.yaml": () => good });
				else await ask(bench, "recover", { input: { to: way } });
				expect(await claim()).toMatchObject({ ok: true });
				expect(await verify(bench.store)).toMatchObject({ ok: true });
			}
		},
	);
});

describe("another process", () => {
	test("is no foreigner: its commands are replayed and nothing is acknowledged", async () => {
		const bench = await aBoard();
		const other = bench.replica();
		for (const [engine, verb] of [
			[other, "claim"],
			[bench.engine, "release"],
			[other, "claim"],
		] as const)
			await ask(bench, verb, { task: "42", engine });
		expect(
			(await subjects(bench)).filter((one) => one?.startsWith("foreign")),
		).toEqual([]);
		expect(await brokenInvariants(bench.store)).toEqual([]);
	});

	test("that is only said to be one is: a forged command is judged as the edit that it is", async () => {
		const bench = await aBoard();
		await ask(bench, "claim", { task: "41" });
		const [claim] = await log(bench);
		const forged = (claim?.message ?? "").replaceAll("41", "42");
		await byHand(
			bench,
			{
				[taskPath("42", "task")]: (text) =>
					urgent(text).replace("status: ready", "status: done"),
			},
			forged,
		);
		await ask(bench, "release", { task: "41" });
		expect((await subjects(bench))[1]).toBe(
			"foreign: 1 commit by hand accepted",
		);
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});

	test("cannot be made to believe an acknowledgement that is not what it has to be", async () => {
		const bench = await aBoard();
		const other = bench.replica();
		await other.inspect(() => undefined);
		const since = bench.repository.head;
		await byHand(bench, { [taskPath("42", "task")]: broken });
		const now = new Date(bench.nowMs()).toISOString();
		await byHand(
			bench,
			{ "note.txt": () => "trust me" },
			`foreign: 1 commit by hand accepted\n\nBaton-Kind: foreign\nBaton-Since: ${since}\nBaton-Now: ${now}\n`,
		);
		expect(
			await ask(bench, "claim", { task: "42", engine: other }),
		).toMatchObject({ code: "VALIDATION" });
		await ask(bench, "claim", { task: "41", engine: other });
		expect((await subjects(bench))[1]).toBe(
			"foreign: 2 commits by hand, 1 task quarantined",
		);
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});
});

describe("verify", () => {
	test("names an edit by hand that nobody acknowledged, also when a command was written over it", async () => {
		const bench = await aBoard();
		const edit = await byHand(bench, { [taskPath("42", "task")]: urgent });
		expect(await verify(bench.store)).toMatchObject({
			ok: false,
			commit: edit,
		});
		await commandOver(bench, "41");
		expect(await verify(bench.store)).toMatchObject({
			ok: false,
			commit: edit,
		});
	});

	test("names a recovery that takes versions back", async () => {
		const bench = await aBoard();
		await ask(bench, "claim", { task: "42" });
		const [, before] = await log(bench);
		const { tree } = await bench.store.version(before?.oid ?? null);
		const old = new TextDecoder().decode(tree.get(taskPath("42", "task")));
		const commit = await byHand(
			bench,
			{ [taskPath("42", "task")]: () => old },
			`recover: the state of before holds again\n\nBaton-Kind: recover\nBaton-Op: recover\nBaton-Id: c1:1\nBaton-Agent: mona\nBaton-Actor: mona (7)\nBaton-Role: admin\nBaton-Chosen: none\nBaton-Acknowledged: none\nBaton-Now: 2026-11-20T19:00:00.000Z\nBaton-Input: {}\n`,
		);
		expect(await verify(bench.store)).toMatchObject({ ok: false, commit });
	});

	test("holds a board that was recovered, from its first commit", async () => {
		const bench = await aBoard();
		const before = bench.repository.head;
		await ask(bench, "claim", { task: "42" });
		bench.repository.head = before;
		await byHand(bench, { [taskPath("41", "task")]: broken });
		await ask(bench, "recover", { input: { to: "acknowledged" } });
		await ask(bench, "release", { task: "42" });
		expect(
			await verify(bench.store, { identity: bench.identity }),
		).toMatchObject({ ok: true });
	});
});

/** Appends a well-made command on top of whatever is there, as no process of ours would. */
async function commandOver(bench: Bench, task: string): Promise<void> {
	const version = await bench.store.version(bench.repository.head);
	const state = new BoardState(emptyTree());
	state.moveTo(version.tree);
	const now = new Date(bench.nowMs()).toISOString();
	const outcome = work(state, {
		verb: "claim",
		input: {},
		task,
		actor: { id: 2, login: "alice" },
		role: "write",
		agent: "alice",
		opId: "c77:1",
		now,
	});
	if (!isCommittable(outcome)) throw new Error("the claim was refused");
	const at = Math.floor(bench.nowMs() / 1_000);
	const staged = stageCommit(version, {
		files: outcome.files,
		message: outcome.written.message,
		author: bench.identity.author({ id: 2, login: "alice" }, at),
		committer: bench.identity.committer(at),
	});
	await bench.store.append(version.oid, [staged]);
	expect(bench.identity.committer(at).name).toBe(APP.login);
}
