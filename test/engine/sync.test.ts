import { beforeEach, describe, expect, test } from "vitest";
import { planSync, type Synced } from "../../src/engine/sync.ts";
import { verify } from "../../src/engine/verify.ts";
import { stageCommit } from "../../src/store/git/commit.ts";
import { readEntry } from "../../src/store/journal.ts";
import type { CommitRecord, Oid } from "../../src/store/store.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

let bench: Bench;
let base: Oid;

beforeEach(async () => {
	bench = makeBench();
	await openBoard(bench, {}, ["41", "42"]);
	base = bench.repository.head as Oid;
});

type Said = Parameters<typeof say>[3];

/** Says commands on the branch as it was at a commit, and answers where that led. */
async function sayOn(
	from: Oid,
	...sayings: readonly (readonly [string, string, Said])[]
): Promise<Oid> {
	bench.repository.head = from;
	const engine = bench.replica();
	for (const [who, verb, said] of sayings) {
		const [answer] = await engine.perform([say(bench, who, verb, said)]);
		expect(answer).toMatchObject({ ok: true });
	}
	return bench.repository.head;
}

const sync = (local: Oid | null, remote: Oid | null): Promise<Synced> =>
	planSync(
		{ local, remote },
		{
			store: bench.store,
			identity: bench.identity,
			build: "test",
			nowMs: bench.nowMs,
		},
	);

async function landed(synced: Synced): Promise<CommitRecord[]> {
	if (synced.kind === "refused") throw new Error(synced.reason);
	const { staged } = synced;
	bench.repository.head = staged[0]?.parent as Oid;
	await bench.store.append(bench.repository.head, staged);
	const records: CommitRecord[] = [];
	for await (const record of bench.store.log(synced.head as Oid))
		records.push(record);
	return records.slice(0, staged.length).reverse();
}

const outcomes = (synced: Synced) =>
	synced.kind === "refused"
		? synced.reason
		: synced.commands.map(
				({ outcome, refusal }) => refusal?.code ?? `${outcome}`,
			);

describe("commands decided again", () => {
	test("keep actor, role, agent, input and op id; only the time of the decision is new", async () => {
		const local = await sayOn(base, [
			"alice",
			"claim",
			{ task: "42", input: { for: "30m" }, opId: "k1", role: "triage" },
		]);
		const said = new Date(bench.nowMs()).toISOString();
		bench.advance(60_000);
		const remote = await sayOn(base, ["bob", "claim", { task: "41" }]);
		bench.advance(60_000);
		const synced = await sync(local, remote);
		expect(synced).toMatchObject({ kind: "decided" });
		const [record] = await landed(synced);
		expect(readEntry(record?.message ?? "", () => undefined)).toMatchObject({
			ok: true,
			command: {
				verb: "claim",
				task: "42",
				actor: { login: "alice" },
				role: "triage",
				agent: "alice",
				opId: "k1",
				input: { for: "30m" },
				at: said,
				now: new Date(bench.nowMs()).toISOString(),
			},
		});
		expect(record?.parents).toEqual([remote]);
		expect(await verify(bench.store, bench)).toMatchObject({
			ok: true,
			commits: 5,
		});
	});

	test("are never older than what they follow", async () => {
		const local = await sayOn(base, ["alice", "claim", { task: "42" }]);
		bench.advance(600_000);
		const remote = await sayOn(base, ["bob", "claim", { task: "41" }]);
		const latest = new Date(bench.nowMs()).toISOString();
		bench.advance(-600_000);
		const [record] = await landed(await sync(local, remote));
		expect(record?.message).toContain(`Baton-Now: ${latest}\n`);
	});

	test("are refused one by one, and the others go on", async () => {
		const local = await sayOn(
			base,
			["alice", "claim", { task: "42" }],
			["alice", "patch", { task: "42", input: { patch: { goal: "Ours" } } }],
			["alice", "note", { task: "41", input: { body: "seen" } }],
		);
		const remote = await sayOn(base, ["bob", "claim", { task: "42" }]);
		const synced = await sync(local, remote);
		expect(outcomes(synced)).toEqual([
			"CONFLICT_LOCKED",
			"CONFLICT_LOCKED",
			"kept",
		]);
		expect(await landed(synced)).toHaveLength(1);
		expect(await verify(bench.store, bench)).toMatchObject({ ok: true });
	});

	test("take effect once: an op id that the remote has is passed over", async () => {
		const note = { task: "41", input: { body: "seen" }, opId: "k7" };
		const local = await sayOn(base, ["alice", "note", note]);
		bench.advance(1_000);
		const remote = await sayOn(base, ["alice", "note", note]);
		const later = await sayOn(remote, ["bob", "claim", { task: "42" }]);
		const synced = await sync(local, later);
		expect(synced).toMatchObject({ kind: "decided", head: later, staged: [] });
		expect(outcomes(synced)).toEqual(["there"]);
	});

	test("have no commit where they change nothing any more", async () => {
		const priority = { task: "41", input: { priority: "high" } };
		const local = await sayOn(base, ["alice", "priority", priority]);
		const remote = await sayOn(base, ["maintainer", "priority", priority]);
		const synced = await sync(local, remote);
		expect(synced).toMatchObject({ head: remote, staged: [] });
		expect(outcomes(synced)).toEqual(["idle"]);
	});
});

describe("two heads", () => {
	test("of which one follows the other need no deciding", async () => {
		const further = await sayOn(base, ["alice", "claim", { task: "42" }]);
		expect(await sync(base, base)).toMatchObject({ kind: "same" });
		expect(await sync(base, further)).toMatchObject({
			kind: "behind",
			head: further,
		});
		expect(await sync(null, further)).toMatchObject({
			kind: "behind",
			head: further,
		});
		const ahead = await sync(further, base);
		expect(ahead).toMatchObject({ kind: "ahead", head: further, staged: [] });
		expect(outcomes(ahead)).toEqual(["kept"]);
	});

	test("of which only one is there: all of it is new", async () => {
		const synced = await sync(base, null);
		expect(synced).toMatchObject({ kind: "ahead", head: base });
		expect(outcomes(synced)).toEqual(["kept", "kept", "kept"]);
	});

	test("with nothing in common are two boards", async () => {
		const other = makeBench(bench.repository);
		bench.repository.head = null;
		other.advance(5_000);
		await openBoard(other, {}, ["7"]);
		expect(
			await sync(base, bench.repository.head as unknown as Oid),
		).toMatchObject({
			kind: "refused",
			reason: expect.stringContaining("two boards"),
		});
	});
});

describe("a commit among the local ones that is no command", () => {
	async function handMade(
		message: string,
		files: Record<string, string>,
	): Promise<Oid> {
		const parent = await bench.store.version(bench.repository.head);
		const who = { name: "m", email: "m@example.com", at: 1_800_000_000 };
		const staged = stageCommit(parent, {
			files: new Map(
				Object.entries(files).map(([path, text]) => [
					path,
					new TextEncoder().encode(text),
				]),
			),
			message,
			author: who,
			committer: who,
		});
		await bench.store.append(parent.oid, [staged]);
		return staged.oid;
	}

	test("is named, and nothing is decided", async () => {
		await sayOn(base, ["alice", "claim", { task: "42" }]);
		const edit = await handMade("tidy up", { "README.md": "mine\n" });
		const remote = await sayOn(base, ["bob", "claim", { task: "41" }]);
		expect(await sync(edit, remote)).toMatchObject({
			kind: "refused",
			commit: edit,
			reason: expect.stringContaining(`${edit.slice(0, 12)} ("tidy up")`),
		});
		expect(await sync(edit, base)).toMatchObject({ kind: "refused" });
	});

	test("is found behind the message of a command, too", async () => {
		const local = await sayOn(base, ["alice", "claim", { task: "42" }]);
		let message = "";
		for await (const record of bench.store.log(local)) {
			message = record.message;
			break;
		}
		bench.repository.head = base;
		const forged = await handMade(message, { "README.md": "mine\n" });
		const remote = await sayOn(base, ["bob", "claim", { task: "41" }]);
		expect(await sync(forged, remote)).toMatchObject({
			kind: "refused",
			commit: forged,
		});
	});
});
