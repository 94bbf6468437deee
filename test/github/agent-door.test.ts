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

/** What somebody says that would be live on GitHub, were it not for the word joiners. */
const LIVELY =
	"/close all\n@bob, closes #1 and GH-2, acme/demo#3:\n  /approve\nhttps://github.com/acme/demo/issues/4 &#64;bob [docs](https://example.com)\u2060";

test("an issue of a task that an agent made is quiet, and its brief is what was said, however often it is looked at", async () => {
	const bench = await benchWithTask();
	const door = await doorOf(bench, bob);
	const made = await door.say({
		verb: "enroll",
		input: { title: "Rotate logs", description: LIVELY },
	});
	const key = made.ok ? `${made.task}` : "";
	const issue = bench.github.issues.get(Number(key));
	if (issue === undefined) throw new Error("no issue was made");
	expect(issue.body).toMatch(/^<!-- baton:k[0-9a-f]{16} -->\n\n/);
	expect(issue.body).not.toMatch(
		/@(?!\u2060)|#(?=\d)|GH-|^\s*\/|issues\/4 &#|https:\/\/github/im,
	);
	expect(issue.body).toContain("[docs](https://example.com)");
	const known = () =>
		bench.bench.replica().inspect((board) => ({
			said: board.brief(key).description,
			pending: board.context(key).pending_edit,
			version: board.task(key)?.version,
		}));
	const before = await known();
	expect(before).toMatchObject({ said: LIVELY, pending: undefined });

	const changed = async (body: string) => {
		const updatedAt = new Date(bench.bench.nowMs()).toISOString();
		bench.github.issues.set(Number(key), { ...issue, body, updatedAt });
		bench.bench.advance(120_000);
	};
	await changed(issue.body);
	await bench.repository().sweep();
	expect(await known()).toEqual(before);

	const body = `${issue.body}\n\nAnd @carol.`;
	await changed(body);
	bench.repository().textEdited({
		...{ issue: Number(key), body, delivery: "d-1" },
		editor: { ...person("alice"), isBot: false },
	});
	await bench.repository().settled();
	await bench.repository().sweep();
	expect(await known()).toMatchObject({
		said: `${LIVELY}\n\nAnd @carol.`,
		pending: undefined,
	});
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
		await door.say({
			verb: "enroll",
			input: { title: "Long", description: "@ ".repeat(32_000) },
		}),
	];
	expect(answers.map((one) => !one.ok && one.code)).toEqual([
		"VALIDATION",
		"VALIDATION",
		"VALIDATION",
		"FORBIDDEN",
		"VALIDATION",
		"VALIDATION",
	]);
	expect(await bench.subjects()).toEqual(before);
	expect(bench.github.made.size).toBe(0);
});

test("labels that mean something are refused with the field that says it, and no-code is not", async () => {
	const bench = await benchWithTask();
	const alice = await doorOf(bench, { actor: person("maintainer") });
	const answers = [];
	for (const label of ["needs:zig", "Priority:Urgent"])
		answers.push(
			await alice.say({
				verb: "enroll",
				input: { title: "Rotate logs", labels: ["db", label] },
			}),
		);
	answers.push(
		await alice.say({
			...{ verb: "edit", task: "1" },
			input: { labels: ["baton:cancelled"] },
		}),
	);
	expect(answers.map((one) => !one.ok && [one.code, one.hint])).toEqual([
		["VALIDATION", expect.stringContaining("`capabilities=zig`")],
		["VALIDATION", expect.stringContaining("`priority=urgent`")],
		["VALIDATION", expect.stringContaining("status")],
	]);
	expect(bench.github.made.size).toBe(0);
	expect(
		await alice.say({
			verb: "enroll",
			input: { title: "Rotate logs", labels: ["db", "no-code"] },
		}),
	).toMatchObject({ ok: true, data: { task: { labels: ["db", "no-code"] } } });
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

test("waiting is no call, but a wait that is over at once is one", async () => {
	const bench = await benchWithTask();
	const door = await doorOf(bench, bob);
	const over = {
		ok: false,
		...{ verb: "wait", code: "RATE_LIMITED" },
		data: { retryAfterSeconds: 60 },
	};
	// One asks for no time at all, the other has a task to be shown.
	for (const wish of [
		{ timeoutMs: 0, labels: ["none-has-it"] },
		{ timeoutMs: 50_000 },
	]) {
		for (let count = 0; count < 5; count++)
			expect(await door.wait(wish)).toMatchObject({ ok: true });
		expect(await door.wait(wish)).toMatchObject(over);
		expect(await door.say({ verb: "list" })).toMatchObject({
			code: "RATE_LIMITED",
		});
		bench.bench.advance(60_000);
	}
	const parked = Array.from({ length: 6 }, () =>
		door.wait({ timeoutMs: 50_000, labels: ["none-has-it"] }),
	);
	bench.bench.advance(2_000);
	bench.repository().close();
	for (const wait of parked) expect(await wait).toMatchObject({ ok: true });
	expect(await door.say({ verb: "list" })).toMatchObject({ ok: true });
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
