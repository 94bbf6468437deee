import { expect, test } from "vitest";
import type { BoardDoor, Caller } from "../../src/engine/board-door.ts";
import { agentBoards } from "../../src/github/agent-boards.ts";
import { person } from "../support/bench.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const CONFIG = `review: never
agents:
  backend-1: { logins: [alice] }
limits: { api_calls_per_actor_per_minute: 5 }
`;
const PLACE = { owner: "acme", repo: "demo", board: "board" };

async function benchWithTask(config = CONFIG): Promise<RepositoryBench> {
	const bench = await makeRepositoryBench(config);
	bench.github.account = async (login) => person(login);
	await bench.enroll(1, { title: "Log requests", body: "Each of them." });
	return bench;
}

async function doorOf(
	{ repository }: RepositoryBench,
	caller: Caller,
): Promise<BoardDoor> {
	const door = await repository().agentDoor(caller, PLACE);
	if (door === undefined) throw new Error("there is no door");
	return door;
}

const bob = { actor: person("bob") };

test("a command through the door of agents is carried out with the account's role, and shown", async () => {
	const bench = await benchWithTask();
	const door = await doorOf(bench, bob);
	const claimed = await door.say({ verb: "claim", task: "1" });
	expect(claimed).toMatchObject({ ok: true, task: "1", version: 2 });
	expect(await bench.subjects()).toContain(
		"claim 1: bob holds the lease until 19:10Z",
	);
	await bench.repository().settled();
	expect(await bench.status(1)).toContain("bob");
	const guest = await doorOf(bench, { actor: person("guest") });
	expect(await guest.say({ verb: "claim", task: "1" })).toMatchObject({
		ok: false,
		code: "FORBIDDEN",
	});
});

test("an account without a role finds no board", async () => {
	const bench = await benchWithTask();
	const stranger = { actor: person("mallory") };
	expect(await bench.repository().agentDoor(stranger, PLACE)).toBeUndefined();
	const open = agentBoards(
		{
			named: async (owner) =>
				owner === "acme" ? { id: 7, door: bench.repository() } : undefined,
		},
		"board",
		() => 0,
	);
	const refusals = await Promise.all([
		open(PLACE, stranger),
		open({ ...PLACE, owner: "else" }, bob),
		open({ ...PLACE, board: "other" }, bob),
		open(PLACE, { ...bob, repositories: [8] }),
	]);
	expect(refusals.map((one) => "code" in one && one.code)).toEqual([
		"NOT_FOUND",
		"NOT_FOUND",
		"NOT_FOUND",
		"NOT_FOUND",
	]);
	expect(await open(PLACE, { ...bob, repositories: [7] })).toMatchObject({
		place: PLACE,
	});
});

test("the same key is the same command, another key another one", async () => {
	const bench = await benchWithTask();
	const door = await doorOf(bench, bob);
	const note = { verb: "note", task: "1", input: { body: "seen" } };
	const first = await door.say({ ...note, key: "a" });
	const again = await door.say({ ...note, key: "a" });
	const other = await door.say({ ...note, key: "b" });
	expect(again).toEqual({ ...first, repeated: true });
	expect(other).toMatchObject({ ok: true });
	expect(other).not.toMatchObject({ opId: first.opId });
});

test("a new task gets an issue of its own, once for a key", async () => {
	const bench = await benchWithTask();
	const door = await doorOf(bench, bob);
	const wish = {
		verb: "enroll",
		input: { title: "Rotate logs", description: "Daily.", priority: "high" },
		key: "new",
	};
	const made = await door.say(wish);
	expect(made).toMatchObject({
		ok: true,
		data: { task: { priority: "high" } },
	});
	const number = Number(made.ok && made.task);
	expect(bench.github.issues.get(number)).toMatchObject({
		title: "Rotate logs",
		labels: ["baton"],
	});
	const again = await door.say(wish);
	expect(again).toMatchObject({
		ok: true,
		task: String(number),
		repeated: true,
	});
	expect(bench.github.made.size).toBe(1);
});

test("what cannot be said is refused with a code, and nothing is written", async () => {
	const bench = await benchWithTask();
	const door = await doorOf(bench, bob);
	const before = await bench.subjects();
	const answers = [
		await door.say({ verb: "expire", task: "1", input: { fence: 1 } }),
		await door.say({ verb: "claim" }),
		await door.say({ verb: "claim", task: "../x" }),
		await door.say({ verb: "claim", task: "1", agent: "backend-1" }),
		await door.say({ verb: "claim", task: "1", input: { for: 5 } }),
	];
	expect(answers.map((one) => !one.ok && one.code)).toEqual([
		"VALIDATION",
		"VALIDATION",
		"VALIDATION",
		"FORBIDDEN",
		"VALIDATION",
	]);
	expect(await bench.subjects()).toEqual(before);
});

test("one account may make so many calls in a minute, then it is told when to come back", async () => {
	const bench = await benchWithTask();
	const door = await doorOf(bench, bob);
	const say = () => door.say({ verb: "list" });
	for (let count = 0; count < 5; count++)
		expect(await say()).toMatchObject({ ok: true });
	expect(await say()).toMatchObject({
		ok: false,
		code: "RATE_LIMITED",
		data: { retryAfterSeconds: 60, limit: 5 },
	});
	const alice = await doorOf(bench, { actor: person("alice") });
	expect(await alice.say({ verb: "list" })).toMatchObject({ ok: true });
	bench.bench.advance(60_000);
	expect(await say()).toMatchObject({ ok: true });
});

test("a bound account waits and works as its agent, and is told of moves", async () => {
	const bench = await benchWithTask();
	const door = await doorOf(bench, {
		actor: person("alice"),
		agent: "backend-1",
	});
	let moves = 0;
	const stop = door.watch(() => {
		moves += 1;
	});
	expect(await door.wait({ timeoutMs: 1_000 })).toMatchObject({
		ok: true,
		data: { task: { key: "1" } },
	});
	const claimed = await door.say({ verb: "claim", task: "1" });
	expect(claimed).toMatchObject({ ok: true, data: { agent: "backend-1" } });
	await bench.repository().settled();
	expect(moves).toBeGreaterThan(0);
	stop();
	const seen = moves;
	await door.say({ verb: "note", task: "1", input: { body: "x" } });
	expect(moves).toBe(seen);
});
