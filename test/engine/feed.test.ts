import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { type FeedPage, readFeed } from "../../src/engine/feed.ts";
import type { Store } from "../../src/store/store.ts";
import { baton, makeRepository } from "../cli/board-repository.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import { stage } from "../support/staging.ts";

async function logOf(store: Store): Promise<readonly string[]> {
	const oids: string[] = [];
	const head = await store.head();
	if (head !== null)
		for await (const { oid } of store.log(head)) oids.unshift(oid);
	return oids;
}

/** A board with a past: tasks that were claimed, freed, finished, and one that waits for another. */
async function boardWithPast(): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, { wip: { in_progress: 9 } }, ["1", "2", "3"]);
	const does = async (
		who: string,
		verb: string,
		task: string,
		input: JsonObject = {},
	) => {
		bench.advance(1_000);
		await bench.engine.perform([say(bench, who, verb, { task, input })]);
	};
	await does("alice", "depend", "2", { on: ["1"] });
	await does("alice", "claim", "1");
	await does("bob", "claim", "3");
	await does("alice", "note", "1", { body: "half of it" });
	await does("alice", "done", "1", { deliverable: "it" });
	await does("bob", "release", "3");
	return bench;
}

async function feed(bench: Bench, input: JsonObject = {}): Promise<JsonObject> {
	const [answer] = await bench.engine.perform([
		say(bench, "guest", "feed", { input, role: "read" }),
	]);
	if (answer?.ok !== true) throw new Error(JSON.stringify(answer));
	return answer.data;
}

const eventsOf = ({ events }: JsonObject) => events as readonly JsonObject[];

describe("the feed", () => {
	test("begins at the head, and has nothing to tell while nothing happens", async () => {
		const bench = await boardWithPast();
		const head = await bench.store.head();
		const first = await feed(bench);
		expect(first).toEqual({ events: [], cursor: head, more: false });
		expect(await feed(bench, { cursor: head })).toEqual(first);
	});

	test("tells what happened since, oldest first, with what became of the task and of those it freed", async () => {
		const bench = await boardWithPast();
		const log = await logOf(bench.store);
		const { events, cursor, more } = await feed(bench, {
			cursor: log.at(-3) as string,
		});
		expect(more).toBe(false);
		expect(cursor).toBe(log.at(-1));
		expect(events).toEqual([
			{
				commit: log.at(-2),
				kind: "op",
				at: "2026-11-20T19:00:05.000Z",
				op: "done",
				task: "1",
				agent: "alice",
				actor: "alice",
				summary: "done 1: by alice, frees 2",
				version: 4,
				status: "done",
				others: { "2": "ready" },
			},
			expect.objectContaining({ op: "release", task: "3", status: "ready" }),
		]);
	});

	test("read with a cursor in pages of any size gives exactly the log", async () => {
		const bench = await boardWithPast();
		const log = await logOf(bench.store);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 20 }),
				fc.nat(log.length - 1),
				async (limits, from) => {
					const read: unknown[] = [];
					let page: JsonObject = { cursor: log[from] as string, more: true };
					for (const limit of limits) {
						if (page.more !== true) break;
						page = await feed(bench, { cursor: page.cursor as string, limit });
						expect(eventsOf(page).length).toBeLessThanOrEqual(limit);
						read.push(...eventsOf(page).map(({ commit }) => commit));
					}
					expect(page).toMatchObject({ more: false, cursor: log.at(-1) });
					expect(read).toEqual(log.slice(from + 1));
				},
			),
			{ numRuns: 60 },
		);
	});

	test("goes on behind what is filtered out, and loses nothing of what is not", async () => {
		const bench = await boardWithPast();
		const [root] = await logOf(bench.store);
		const of = async (filter: JsonObject) => {
			const said: string[] = [];
			let page: JsonObject = { cursor: root as string, more: true };
			while (page.more === true) {
				page = await feed(bench, {
					...filter,
					cursor: page.cursor as string,
					limit: 1,
				});
				said.push(...eventsOf(page).map(({ op, task }) => `${op} ${task}`));
			}
			return said;
		};
		expect(await of({ agent: "bob" })).toEqual(["claim 3", "release 3"]);
		expect(await of({ kinds: ["claim", "done"] })).toEqual([
			"claim 1",
			"claim 3",
			"done 1",
		]);
		expect(await of({ task: "2" })).toEqual(["enroll 2", "depend 2", "done 1"]);
		expect(await of({ kinds: ["foreign"] })).toEqual([]);
	});

	test("tells of edits by hand, of their acknowledgement, and of recoveries", async () => {
		const bench = await boardWithPast();
		const { cursor } = await feed(bench);
		const base = await bench.store.version(await bench.store.head());
		const edit = stage(base, { "README.md": "by hand\n" }, "a word more\n");
		await bench.store.append(base.oid, [edit]);
		await bench.engine.perform([say(bench, "alice", "claim", { task: "3" })]);
		const events = eventsOf(await feed(bench, { cursor: cursor as string }));
		expect(events.map(({ kind }) => kind)).toEqual(["edit", "foreign", "op"]);
		expect(events[0]).toMatchObject({
			summary: "a word more",
			actor: "Mona Lisa",
		});
		expect(
			eventsOf(
				await feed(bench, { cursor: cursor as string, kinds: ["edit"] }),
			),
		).toHaveLength(1);
	});

	test("knows no cursor of another board, nor one that the branch has lost", async () => {
		const bench = await boardWithPast();
		const lost = (await bench.store.head()) as string;
		const other = await boardWithPast();
		other.advance(5);
		await other.engine.perform([say(other, "bob", "claim", { task: "3" })]);
		const foreign = (await other.store.head()) as string;
		const log = await logOf(bench.store);
		bench.repository.head = log.at(-2) as string;
		const fresh = makeBench(bench.repository);
		for (const cursor of [lost, foreign]) {
			const [answer] = await fresh.engine.perform([
				say(fresh, "guest", "feed", { input: { cursor }, role: "read" }),
			]);
			expect(answer).toMatchObject({ ok: false, code: "NOT_FOUND" });
		}
	});

	test("takes no cursor that is none, and no page without an end", async () => {
		const bench = await boardWithPast();
		for (const input of [
			{ cursor: "HEAD" },
			{ cursor: "abc" },
			{ limit: 0 },
			{ limit: 1_001 },
			{ since: "yesterday" },
		]) {
			const [answer] = await bench.engine.perform([
				say(bench, "guest", "feed", { input }),
			]);
			expect(answer).toMatchObject({ ok: false, code: "VALIDATION" });
		}
	});
});

test("baton feed on the command line prints the same, from a cursor on", async () => {
	const bench = await boardWithPast();
	const there = await makeRepository();
	try {
		await there.take(bench);
		const log = await logOf(bench.store);
		const begun = await baton(there.directory, "feed");
		expect(JSON.parse(begun.out)).toEqual(await feed(bench));
		const since = ["--cursor", log[0] as string, "--limit", "2"];
		const page = await baton(there.directory, "feed", ...since);
		expect(JSON.parse(page.out)).toEqual(
			await feed(bench, { cursor: log[0] as string, limit: 2 }),
		);
		const lost = ["--cursor", "0".repeat(40)];
		const refused = await baton(there.directory, "feed", ...lost);
		expect(refused).toMatchObject({ code: 1, out: "" });
		expect(refused.err).toMatch(/^error: .*\n {2}hint: /);
		expect(await baton(there.directory, "feed", "42")).toMatchObject({
			code: 2,
		});
	} finally {
		await there.remove();
	}
});

test("a message by hand that names an impossible task is only an edit", async () => {
	const bench = await boardWithPast();
	const base = await bench.store.version(await bench.store.head());
	const edit = stage(
		base,
		{ "README.md": "x\n" },
		"odd\n\nBaton-Task: ../../x\nBaton-Version: many\n",
	);
	await bench.store.append(base.oid, [edit]);
	const page: FeedPage = { cursor: base.oid ?? "", limit: 5 };
	const found = await readFeed(bench.store, edit.oid, page);
	const [event] = found?.events ?? [];
	expect(event).toMatchObject({ kind: "edit", summary: "odd" });
	expect(event).not.toHaveProperty("task");
	expect(event).not.toHaveProperty("version");
});
