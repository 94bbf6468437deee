import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/core/errors.ts";
import { type Verification, verify } from "../../src/engine/verify.ts";
import { stageCommit } from "../../src/store/git/commit.ts";
import { taskPath } from "../../src/store/layout.ts";
import { MemoryRepository } from "../../src/store/memory-store.ts";
import {
	type MarkKeeper,
	readMark,
	type VerifiedMark,
} from "../../src/store/verified-mark.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

/** A keeper whose mark can be looked at and replaced. */
interface Shelf extends MarkKeeper {
	mark: VerifiedMark | undefined;
}

function makeShelf(mark?: VerifiedMark): Shelf {
	const shelf: Shelf = {
		mark,
		load: async () => shelf.mark,
		save: async (next) => {
			shelf.mark = next;
		},
	};
	return shelf;
}

async function aBoard(): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, {}, ["41", "42"]);
	return bench;
}

function verified(
	{ store, identity, repository }: Bench,
	keeper: MarkKeeper,
	build = "1",
): Promise<Verification> {
	const verifier = { build, keeper };
	return verify(store, { identity, verifier, objects: repository });
}

async function noteOn(bench: Bench, task: string): Promise<void> {
	const [answer] = await bench.engine.perform([
		say(bench, "alice", "note", { task, input: { body: "seen" } }),
	]);
	expect(answer).toMatchObject({ ok: true });
}

async function commitByHand(bench: Bench, text = "here"): Promise<string> {
	const base = (await bench.store.head()) as string;
	const by = {
		name: "mallory",
		email: "mallory@example.com",
		at: Math.floor(bench.nowMs() / 1_000),
	};
	const staged = stageCommit(await bench.store.version(base), {
		files: new Map([["stray.txt", new TextEncoder().encode(text)]]),
		message: "tidy up\n",
		author: by,
		committer: by,
	});
	await bench.store.append(base, [staged]);
	return staged.oid;
}

describe("a mark", () => {
	test("spares what was verified before: not even its objects are read again", async () => {
		const bench = await aBoard();
		const shelf = makeShelf();
		const first = (await bench.store.head()) as string;
		expect(await verified(bench, shelf)).toEqual({
			ok: true,
			head: first,
			commits: 3,
		});
		await noteOn(bench, "42");
		const root = [...bench.repository.objects.values()].find(
			({ type, body }) =>
				type === "commit" && !Buffer.from(body).includes("\nparent "),
		);
		bench.repository.objects.delete(root?.oid as string);
		const head = await bench.store.head();
		expect(await verified(bench, shelf)).toEqual({
			ok: true,
			head,
			commits: 4,
			before: 3,
		});
		expect(await verified(bench, shelf)).toEqual({
			ok: true,
			head,
			commits: 4,
			before: 4,
		});
		expect(await verified(bench, makeShelf())).toMatchObject({
			ok: false,
			commit: root?.oid,
			reason: expect.stringContaining("missing"),
		});
	});

	test("hides no fault behind it, however often it is asked", async () => {
		const bench = await aBoard();
		const shelf = makeShelf();
		await verified(bench, shelf);
		await noteOn(bench, "42");
		const held = (await bench.store.head()) as string;
		const commit = await commitByHand(bench);
		await commitByHand(bench, "behind it");
		expect(await verified(bench, shelf)).toMatchObject({
			ok: false,
			commit,
			commits: 4,
			before: 3,
		});
		expect(shelf.mark).toMatchObject({ head: held, commits: 4 });
		expect(await verified(bench, shelf)).toMatchObject({
			ok: false,
			commit,
			commits: 4,
			before: 4,
		});
	});

	test("tells who has to have committed what comes after it", async () => {
		const bench = await aBoard();
		const shelf = makeShelf();
		await verified(bench, shelf);
		const mark = shelf.mark as VerifiedMark;
		shelf.mark = { ...mark, committer: { ...mark.committer, name: "other" } };
		await noteOn(bench, "42");
		expect(await verified(bench, shelf)).toMatchObject({
			ok: false,
			reason: expect.stringContaining("committed by"),
		});
	});

	test.each([
		["another build", (mark: VerifiedMark) => ({ ...mark, build: "0" })],
		["other rules", (mark: VerifiedMark) => ({ ...mark, rules: 99 })],
		[
			"another branch",
			(mark: VerifiedMark) => ({ ...mark, head: "0".repeat(40) }),
		],
	])("of %s is as good as none", async (_, changed) => {
		const bench = await aBoard();
		const shelf = makeShelf();
		await verified(bench, shelf);
		const own = shelf.mark as VerifiedMark;
		shelf.mark = changed(own);
		expect(await verified(bench, shelf)).toEqual({
			ok: true,
			head: own.head,
			commits: 3,
		});
		expect(shelf.mark).toEqual(own);
	});

	test("of a line that the branch has left is as good as none", async () => {
		const bench = await aBoard();
		const fork = new MemoryRepository();
		for (const [oid, object] of bench.repository.objects)
			fork.objects.set(oid, object);
		fork.head = bench.repository.head;
		const other = makeBench(fork);
		other.advance(1_000);
		await noteOn(bench, "41");
		const shelf = makeShelf();
		expect(await verified(bench, shelf)).toMatchObject({ commits: 4 });
		await noteOn(other, "42");
		expect(await verified(other, shelf)).toEqual({
			ok: true,
			head: fork.head,
			commits: 4,
		});
	});

	test("is passed over when the files it stands for are damaged, so that the damage is named", async () => {
		const bench = await aBoard();
		const shelf = makeShelf();
		await verified(bench, shelf);
		const { tree } = await bench.store.version(await bench.store.head());
		const blob = tree.oidOf(taskPath("41", "brief")) as string;
		await noteOn(bench, "42");
		bench.repository.objects.delete(blob);
		expect(await verified(bench, shelf)).toMatchObject({
			ok: false,
			commits: 1,
			subject: expect.stringContaining("enroll 41"),
			reason: expect.stringContaining(blob),
		});
	});

	test("is neither read nor left where authors are not looked at", async () => {
		const bench = await aBoard();
		const shelf = makeShelf();
		const verifier = { build: "1", keeper: shelf };
		await verify(bench.store, { verifier });
		expect(shelf.mark).toBeUndefined();
		await verified(bench, shelf);
		expect(await verify(bench.store, { verifier })).not.toHaveProperty(
			"before",
		);
	});
});

test("the verb goes on from where it came to the last time", async () => {
	const bench = await aBoard();
	const ask = async (): Promise<Json | undefined> => {
		const [answer] = await bench.engine.perform([
			say(bench, "maintainer", "verify", { role: "maintain" }),
		]);
		return answer?.ok === true
			? (answer.data as JsonObject).verification
			: undefined;
	};
	expect(await ask()).toMatchObject({ ok: true, commits: 3 });
	await noteOn(bench, "42");
	expect(await ask()).toMatchObject({ ok: true, commits: 4, before: 3 });
});

test("only a whole mark is read back", () => {
	const mark: VerifiedMark = {
		head: "a".repeat(40),
		commits: 3,
		committer: { name: "baton", email: "b@example.com" },
		build: "1",
		rules: 1,
	};
	expect(readMark(JSON.parse(JSON.stringify(mark)))).toEqual(mark);
	for (const wrong of [
		null,
		"mark",
		[],
		{ ...mark, head: "main" },
		{ ...mark, commits: 0 },
		{ ...mark, commits: "3" },
		{ ...mark, committer: null },
		{ ...mark, build: 1 },
		{ ...mark, rules: undefined },
	])
		expect(readMark(wrong)).toBeUndefined();
});
