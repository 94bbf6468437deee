import { expect, test } from "vitest";
import type { Command } from "../../src/core/command.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import { stageCommit } from "../../src/store/git/commit.ts";
import { decide } from "../../src/verbs/decide.ts";
import { type Bench, makeBench, person } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

const at = "2026-11-20T19:00:00.000Z";

/** The rows of `agents`, with what the process knows of who is there. */
function listed(
	bench: Bench,
	facts: JsonObject = {},
): Promise<readonly JsonObject[]> {
	const command: Command = {
		verb: "agents",
		input: { facts },
		actor: person("guest"),
		role: "read",
		agent: "guest",
		opId: "k0",
		now: at,
	};
	return bench.engine.inspect((board) => {
		const decision = decide(board, command);
		if (decision.ok !== true) throw new Error("agents was refused");
		return decision.data.agents as readonly JsonObject[];
	});
}

test("agents are those of config, those with a record and those with a lease, each once and by name", async () => {
	const bench = makeBench();
	await openBoard(
		bench,
		{ agents: { "worker-1": { logins: ["bob"], capabilities: ["go"] } } },
		["1", "2"],
	);
	await bench.engine.perform([
		say(bench, "bob", "claim", { task: "1", agent: "worker-1" }),
		say(bench, "alice", "claim", { task: "2" }),
		say(bench, "agent-1", "register", { input: { capabilities: ["db"] } }),
	]);
	const rows = await listed(bench);
	expect(
		rows.map(({ name, accounts, capabilities, leases }) => ({
			name,
			accounts,
			capabilities,
			leases,
		})),
	).toEqual([
		{ name: "agent-1", accounts: undefined, capabilities: ["db"], leases: [] },
		{
			name: "alice",
			accounts: undefined,
			capabilities: [],
			leases: [{ task: "2", until: "2026-11-20T19:10:00.000Z" }],
		},
		{
			name: "worker-1",
			accounts: ["bob"],
			capabilities: ["go"],
			leases: [{ task: "1", until: "2026-11-20T19:10:00.000Z" }],
		},
	]);
});

test("who was not heard of is not said to be away: when it was seen is unknown", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1", "2"]);
	await bench.engine.perform([
		say(bench, "alice", "claim", { task: "1" }),
		say(bench, "bob", "claim", { task: "2" }),
	]);
	const presence = { alice: { last_seen: at, waiting: true } };
	const seen = (rows: readonly JsonObject[]) =>
		rows.map(({ name, last_seen, waiting }) => [name, last_seen, waiting]);
	expect(seen(await listed(bench, { presence }))).toEqual([
		["alice", at, true],
		["bob", null, false],
	]);
	expect(seen(await listed(bench))).toEqual([
		["alice", null, false],
		["bob", null, false],
	]);
});

test("an agent whose record somebody damaged works on, its record is left as it is, and it is told so", async () => {
	const bench = makeBench();
	await openBoard(bench, { review: "never" }, ["1"]);
	const path = "agents/alice.yaml";
	const damaged = new TextEncoder().encode("claims: [many");
	const version = await bench.store.version(bench.repository.head);
	const hand = { name: "mona", email: "mona@example.com" };
	const signed = { ...hand, at: Math.floor(bench.nowMs() / 1_000) };
	const staged = stageCommit(version, {
		files: new Map([[path, damaged]]),
		message: "by hand\n",
		author: signed,
		committer: signed,
	});
	await bench.store.append(version.oid, [staged]);
	const answers = await bench.engine.perform([
		say(bench, "alice", "claim", { task: "1" }),
		say(bench, "alice", "done", { task: "1", input: { tokens: "5/5" } }),
		say(bench, "alice", "register", { input: { capabilities: ["db"] } }),
	]);
	expect(answers).toMatchObject([
		{ ok: true },
		{ ok: true },
		{ ok: false, code: "VALIDATION" },
	]);
	const { tree } = await bench.store.version(await bench.store.head());
	expect(tree.get(path)).toEqual(damaged);
	expect(await listed(bench)).toMatchObject([
		{ name: "alice", unreadable: expect.any(String) },
	]);
});

test("work that nobody claimed is nobody's completion", async () => {
	const bench = makeBench();
	const transitions = { ready: ["in_progress", "review"] };
	await openBoard(bench, { review: "always", transitions }, ["1"]);
	const answers = await bench.engine.perform([
		say(bench, "alice", "move", { task: "1", input: { to: "review" } }),
		say(bench, "bob", "approve", { task: "1" }),
	]);
	expect(answers).toMatchObject([{ ok: true }, { ok: true }]);
	expect(await listed(bench)).toEqual([]);
});
