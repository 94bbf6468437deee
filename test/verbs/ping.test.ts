import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function ping(bench: Bench): Promise<JsonObject> {
	const [answer] = await bench.engine.perform([
		say(bench, "guest", "ping", { role: "read" }),
	]);
	if (answer?.ok !== true) throw new Error(answer?.code);
	return answer.data;
}

test("it tells where the log ends, and how far it was verified once it was", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	const head = await bench.store.head();
	expect(await ping(bench)).toEqual({
		...{ board: "board", agent: "guest", role: "read", version: "test" },
		...{ now: "2026-11-20T19:00:00.000Z", head, verified: null, frozen: null },
	});
	await bench.engine.perform([
		say(bench, "maintainer", "verify", { role: "admin" }),
	]);
	expect(await ping(bench)).toMatchObject({
		...{ head, verified: { commit: head, commits: 2 } },
	});
	await bench.engine.perform([say(bench, "bob", "claim", { task: "1" })]);
	expect(await ping(bench)).toMatchObject({
		head: await bench.store.head(),
		verified: { commit: head, commits: 2 },
	});
});

test("it tells why nothing is written to a board that is frozen", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	const head = bench.repository.head;
	bench.repository.head = null;
	const told = await ping(bench);
	expect(told.frozen).toContain("its branch was deleted");
	expect(told.head).toBe(head);
	bench.repository.head = head;
	expect(await ping(bench)).toMatchObject({ frozen: null });
});
