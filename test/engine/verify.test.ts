import { describe, expect, test } from "vitest";
import { fromMs } from "../../src/core/instant.ts";
import { isCommittable, work } from "../../src/engine/replay.ts";
import { verify } from "../../src/engine/verify.ts";
import { BoardState } from "../../src/store/board-state.ts";
import { printCommit, stageCommit } from "../../src/store/git/commit.ts";
import { makeObject } from "../../src/store/git/object.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import { taskPath } from "../../src/store/layout.ts";
import type { CommitRecord } from "../../src/store/store.ts";
import { type Bench, makeBench, person } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function aBoard(): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, {}, ["41", "42"]);
	await bench.engine.perform([say(bench, "alice", "claim", { task: "42" })]);
	return bench;
}

async function headRecord(bench: Bench): Promise<CommitRecord> {
	for await (const record of bench.store.log(
		(await bench.store.head()) as string,
	))
		return record;
	throw new Error("the board has no commit");
}

/** Commits files behind Baton's back, on top of the head or in place of it. */
async function commitByHand(
	bench: Bench,
	files: ReadonlyMap<string, Uint8Array | null>,
	like: Partial<Pick<CommitRecord, "message" | "author" | "committer">> = {},
	instead = false,
): Promise<string> {
	const head = await headRecord(bench);
	const base = instead ? (head.parents[0] as string) : head.oid;
	const at = head.committer.at;
	const staged = stageCommit(await bench.store.version(base), {
		files,
		message: "tidy up\n",
		author: { name: "mallory", email: "mallory@example.com", at },
		committer: { name: "mallory", email: "mallory@example.com", at },
		...like,
	});
	if (instead) bench.repository.head = base;
	await bench.store.append(base, [staged]);
	return staged.oid;
}

async function edited(
	bench: Bench,
	path: string,
	from: string | RegExp,
	to: string,
): Promise<Map<string, Uint8Array>> {
	const { tree } = await bench.store.version(await bench.store.head());
	const text = new TextDecoder().decode(tree.get(path)).replace(from, to);
	return new Map([[path, new TextEncoder().encode(text)]]);
}

/** What a claim writes beside its task. */
const RECORD = "agents/alice.yaml";

/** A claim by somebody who does not look whether the commit below is one of Baton's. */
async function claimUnguarded(bench: Bench, task: string): Promise<void> {
	const base = await bench.store.version(await bench.store.head());
	const state = new BoardState(emptyTree());
	state.moveTo(base.tree);
	const actor = person("bob");
	const now = fromMs(bench.nowMs());
	const said = { verb: "claim", input: {}, task, role: "write" } as const;
	const outcome = work(state, {
		...said,
		...{ actor, agent: actor.login, opId: bench.nextEvent(), now },
	});
	if (!isCommittable(outcome)) throw new Error("the claim came to nothing");
	const at = Math.floor(bench.nowMs() / 1_000);
	const staged = stageCommit(base, {
		files: outcome.files,
		message: outcome.written.message,
		author: bench.identity.author(actor, at),
		committer: bench.identity.committer(at),
	});
	await bench.store.append(base.oid, [staged]);
}

test("an untouched board holds, from its first commit to its head", async () => {
	const bench = await aBoard();
	expect(await verify(bench.store, { identity: bench.identity })).toEqual({
		ok: true,
		head: await bench.store.head(),
		commits: 4,
	});
});

test("a branch without a commit holds", async () => {
	expect(await verify(makeBench().store)).toEqual({
		ok: true,
		head: null,
		commits: 0,
	});
});

describe("verify names the commit of", () => {
	test("a task edited by hand, and the file", async () => {
		const bench = await aBoard();
		const path = taskPath("42", "task");
		const commit = await commitByHand(
			bench,
			await edited(bench, path, "fence: 1", "fence: 9"),
		);
		expect(await verify(bench.store)).toMatchObject({
			ok: false,
			commit,
			commits: 4,
			subject: "tidy up",
			reason: expect.stringContaining("did not write it"),
			paths: [path],
		});
	});

	test("an edit by hand that others have written over since", async () => {
		const bench = await aBoard();
		const commit = await commitByHand(
			bench,
			await edited(bench, taskPath("41", "brief"), "Task 41", "Task forty-one"),
		);
		await claimUnguarded(bench, "41");
		expect(await verify(bench.store)).toMatchObject({ ok: false, commit });
	});

	test("a forged message whose command does not give these files", async () => {
		const bench = await aBoard();
		const { message, author, committer } = await headRecord(bench);
		const files = await edited(
			bench,
			taskPath("42", "task"),
			"agent: alice",
			"agent: mallory",
		);
		const { tree } = await bench.store.version(await bench.store.head());
		const commit = await commitByHand(
			bench,
			new Map([...files, [RECORD, tree.get(RECORD) as Uint8Array]]),
			{ message, author, committer },
			true,
		);
		expect(await verify(bench.store)).toMatchObject({
			ok: false,
			commit,
			reason: "its files are not what its command gives",
			paths: [taskPath("42", "task")],
		});
	});

	test("a command that its actor may not give", async () => {
		const bench = await aBoard();
		const head = await headRecord(bench);
		const { tree } = await bench.store.version(head.oid);
		const path = taskPath("42", "task");
		const commit = await commitByHand(
			bench,
			new Map([[path, tree.get(path) as Uint8Array]]),
			{
				...head,
				message: head.message.replace("Baton-Role: write", "Baton-Role: read"),
			},
			true,
		);
		expect(await verify(bench.store)).toMatchObject({
			ok: false,
			commit,
			reason: expect.stringContaining("FORBIDDEN"),
		});
	});

	test("a changed author", async () => {
		const bench = await aBoard();
		const head = await headRecord(bench);
		const { tree } = await bench.store.version(head.oid);
		const paths = [taskPath("42", "task"), RECORD];
		const commit = await commitByHand(
			bench,
			new Map(paths.map((path) => [path, tree.get(path) as Uint8Array])),
			{ ...head, author: { ...head.author, name: "mallory" } },
			true,
		);
		expect(
			await verify(bench.store, { identity: bench.identity }),
		).toMatchObject({
			ok: false,
			commit,
			reason: expect.stringContaining("author"),
		});
	});

	test("a commit that is older than its parent", async () => {
		const bench = await aBoard();
		const { message, author, committer } = await headRecord(bench);
		const at = committer.at - 1;
		const commit = await commitByHand(
			bench,
			new Map([["x", Buffer.from("")]]),
			{
				message,
				author,
				committer: { ...committer, at },
			},
		);
		expect(await verify(bench.store)).toMatchObject({
			ok: false,
			commit,
			reason: "it is older than its parent",
		});
	});

	test("a merge", async () => {
		const bench = await aBoard();
		const head = await headRecord(bench);
		const merge = makeObject(
			"commit",
			printCommit({ ...head, parents: [head.oid, ...head.parents] }),
		);
		bench.repository.objects.set(merge.oid, merge);
		bench.repository.head = merge.oid;
		expect(await verify(bench.store)).toMatchObject({
			ok: false,
			commit: merge.oid,
			commits: 4,
			reason: expect.stringContaining("merge"),
		});
	});

	test("a time that no command can have", async () => {
		const bench = await aBoard();
		const head = await headRecord(bench);
		const commit = await commitByHand(
			bench,
			await edited(bench, taskPath("42", "task"), "fence: 1", "fence: 2"),
			{
				...head,
				message: head.message.replace("Baton-Now: 20", "Baton-Now: 00"),
			},
			true,
		);
		expect(await verify(bench.store)).toMatchObject({
			ok: false,
			commit,
			reason: expect.stringContaining("deciding it again fails"),
		});
	});

	test("a command said twice", async () => {
		const bench = await aBoard();
		const { message, author, committer } = await headRecord(bench);
		const commit = await commitByHand(
			bench,
			await edited(bench, taskPath("42", "task"), "version: 2", "version: 3"),
			{ message, author, committer },
		);
		expect(await verify(bench.store)).toMatchObject({
			ok: false,
			commit,
			reason: expect.stringContaining("took effect before"),
		});
	});
});
