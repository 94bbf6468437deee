import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { feedBefore } from "../../src/engine/feed-before.ts";
import type { Store } from "../../src/store/store.ts";
import { baton, makeRepository } from "../cli/board-repository.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import { stage } from "../support/staging.ts";

async function newestFirst(store: Store): Promise<readonly string[]> {
	const oids: string[] = [];
	const head = await store.head();
	if (head !== null)
		for await (const { oid } of store.log(head)) oids.push(oid);
	return oids;
}

/** A claim each minute from 19:01 on, given back half a minute later; every other one by an agent of bob's. */
async function boardWithPast(): Promise<Bench> {
	const bench = makeBench();
	const agents = { worker: { logins: ["bob"] } };
	await openBoard(bench, { agents }, ["1", "2", "3"]);
	for (const [who, task] of [
		["alice", "1"],
		["bob", "2"],
		["alice", "3"],
	] as const) {
		bench.advance(60_000);
		await bench.engine.perform([say(bench, who, "claim", { task })]);
		bench.advance(30_000);
		await bench.engine.perform([say(bench, who, "release", { task })]);
		bench.advance(-30_000);
	}
	bench.advance(60_000);
	return bench;
}

async function back(bench: Bench, input: JsonObject) {
	const [answer] = await bench.engine.perform([
		say(bench, "guest", "feed", { input, role: "read" }),
	]);
	if (answer?.ok !== true) throw new Error(answer?.code);
	const events = answer.data.events as readonly JsonObject[];
	return {
		...answer.data,
		events,
		said: events.map(({ op, task }) => `${op} ${task}`),
		commits: events.map(({ commit }) => commit),
		older: answer.data.older,
	};
}

describe("the feed read backwards", () => {
	test("in pages of any size gives exactly the log, the newest first", async () => {
		const bench = await boardWithPast();
		const log = await newestFirst(bench.store);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12 }),
				async (limits) => {
					const read: unknown[] = [];
					let before: unknown = "head";
					for (const limit of limits) {
						if (before === undefined) break;
						const page = await back(bench, { before: String(before), limit });
						expect(page.commits.length).toBeLessThanOrEqual(limit);
						expect(page).toMatchObject({
							...{ cursor: log[0], more: page.older !== undefined },
						});
						read.push(...page.commits);
						before = page.older;
					}
					expect(read).toEqual(log.slice(0, read.length));
					expect(before === undefined).toBe(read.length === log.length);
				},
			),
			{ numRuns: 30 },
		);
	});

	test("keeps to a task, to kinds, and to an agent or the account behind it", async () => {
		const bench = await boardWithPast();
		const of = async (filter: JsonObject) =>
			(await back(bench, { before: "head", ...filter })).said;
		expect(await of({ task: "2" })).toEqual([
			"release 2",
			"claim 2",
			"enroll 2",
		]);
		expect(await of({ kinds: ["claim"] })).toEqual([
			...["claim 3", "claim 2", "claim 1"],
		]);
		for (const agent of ["worker", "bob", "@bob"])
			expect(await of({ agent })).toEqual(["release 2", "claim 2"]);
		expect(await of({ agent: "nobody" })).toEqual([]);
	});

	test("goes on behind what is filtered out", async () => {
		const bench = await boardWithPast();
		const page = await back(bench, {
			...{ before: "head", limit: 1, kinds: ["claim"] },
		});
		expect(page.said).toEqual(["claim 3"]);
		const next = await back(bench, {
			...{ before: String(page.older), limit: 2, kinds: ["claim"] },
		});
		expect(next.said).toEqual(["claim 2", "claim 1"]);
		expect(next.older).toBeUndefined();
	});

	test("keeps to what was said from one time on and before another", async () => {
		const bench = await boardWithPast();
		const of = async (times: JsonObject) =>
			(await back(bench, { before: "head", ...times })).said;
		const since = "2026-11-20T19:01:30Z";
		expect(await of({ since, until: "2026-11-20T19:02:30.000Z" })).toEqual([
			...["claim 2", "release 1"],
		]);
		expect(await of({ until: "2026-11-20T19:01Z" })).toHaveLength(4);
	});

	test("is not led astray by a time that somebody wrote by hand", async () => {
		const bench = await boardWithPast();
		const base = await bench.store.version(await bench.store.head());
		const edit = stage(
			base,
			{ "README.md": "by hand\n" },
			"old\n\nBaton-Now: 1999-01-01T00:00:00.000Z\n",
		);
		await bench.store.append(base.oid, [edit]);
		const since = "2026-11-20T19:00:30Z";
		expect((await back(bench, { before: "head", since })).said).toHaveLength(6);
		const all = await back(bench, { before: "head" });
		expect(all.events).toContainEqual(
			expect.objectContaining({ kind: "edit", actor: "Mona Lisa" }),
		);
	});

	test("says where to go on when it has gone through as much as it may", async () => {
		const bench = await boardWithPast();
		const log = await newestFirst(bench.store);
		const page = { before: "head", limit: 5, kinds: ["enroll"] };
		const first = await feedBefore(bench.store, log[0] ?? "", page, 3);
		expect(first).toEqual({
			...{ events: [], cursor: log[0], more: true, older: log[2] },
		});
	});

	test("knows no commit that the log does not hold, and no way in both directions", async () => {
		const bench = await boardWithPast();
		const [head = ""] = await newestFirst(bench.store);
		for (const [input, code] of [
			[{ before: "0".repeat(40) }, "NOT_FOUND"],
			[{ before: "HEAD" }, "VALIDATION"],
			[{ before: "head", cursor: head }, "VALIDATION"],
			[{ cursor: head, since: "2026-11-20T19:00Z" }, "VALIDATION"],
			[{ before: "head", until: "tomorrow" }, "VALIDATION"],
		] as const)
			await expect(back(bench, input)).rejects.toThrow(code);
	});
});

test("baton feed on the command line prints the same, with --before", async () => {
	const bench = await boardWithPast();
	const there = await makeRepository();
	try {
		await there.take(bench);
		const asked = ["--before", "head", "--limit", "2"];
		const { out } = await baton(there.directory, "feed", ...asked);
		const { events, older } = await back(bench, { before: "head", limit: 2 });
		expect(JSON.parse(out)).toMatchObject({ events, older, more: true });
	} finally {
		await there.remove();
	}
});
