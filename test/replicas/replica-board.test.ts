import { beforeEach, expect, test } from "vitest";
import type { BoardNews } from "../../src/engine/board-share.ts";
import { ReplicaBoard } from "../../src/replicas/replica-board.ts";
import { type FakeRedis, makeFakeRedis } from "../support/fake-redis.ts";

const HEAD = "a".repeat(40);
const OTHER = "b".repeat(40);

let nowMs: number;
let redis: FakeRedis;
let timers: Map<object, { atMs: number; act: () => void }>;
const heard: Record<string, (BoardNews | "leads" | undefined)[]> = {};

beforeEach(() => {
	nowMs = 0;
	timers = new Map();
	redis = makeFakeRedis(() => nowMs);
	for (const name of Object.keys(heard)) delete heard[name];
});

async function open(
	holder: string,
	{ board = "board", withRedis = true } = {},
): Promise<ReplicaBoard> {
	const share = new ReplicaBoard({
		link: withRedis ? redis.link() : undefined,
		board,
		holder,
		pollMs: 30_000,
		nowMs: () => nowMs,
		chance: () => 0,
		later: (ms, act) => {
			const name = {};
			timers.set(name, { atMs: nowMs + ms, act });
			return () => timers.delete(name);
		},
	});
	const all: (BoardNews | "leads" | undefined)[] = [];
	heard[holder] = all;
	await share.open({
		look: (news) => all.push(news),
		leading: () => all.push("leads"),
	});
	return share;
}

/** Lets time pass, and everything happen that it brings about. */
async function pass(ms: number): Promise<void> {
	for (const end = nowMs + ms; ; ) {
		const due = [...timers].filter(([, { atMs }]) => atMs <= end);
		const [next] = due.sort(([, a], [, b]) => a.atMs - b.atMs);
		if (next === undefined) {
			nowMs = end;
			return;
		}
		nowMs = next[1].atMs;
		timers.delete(next[0]);
		next[1].act();
		await settle();
	}
}

async function settle(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

test("what one moves the others hear, but not those of another board, and not itself", async () => {
	const a = await open("a");
	await open("b");
	await open("c", { board: "elsewhere" });
	a.moved(HEAD);
	a.tell({ kind: "comments", issue: 7 });
	expect(heard).toEqual({
		a: [],
		b: [
			{ kind: "moved", head: HEAD },
			{ kind: "comments", issue: 7 },
		],
		c: [],
	});
});

test("nonsense on the channel is heard by nobody", async () => {
	await open("a");
	redis.link().send('{"board":"board"}');
	redis.link().send("board");
	expect(heard.a).toEqual([]);
});

test("the first leads; the next one is told when it has to", async () => {
	const [a, b] = [await open("a"), await open("b")];
	expect([a.leads(), b.leads()]).toEqual([true, false]);
	await a.close();
	await pass(5_000);
	expect(b.leads()).toBe(true);
	expect(heard.b).toEqual(["leads"]);
});

test("whoever renews its lease leads on, however long it takes", async () => {
	const [a, b] = [await open("a"), await open("b")];
	await pass(600_000);
	expect([a.leads(), b.leads()]).toEqual([true, false]);
	expect(heard.b).toEqual([]);
});

test("while Redis is gone the branch is looked at now and then, and once more when it is back", async () => {
	const b = await open("b");
	await pass(60_000);
	expect(heard.b).toEqual([]);
	redis.turn(false);
	await pass(60_000);
	expect(heard.b).toEqual([undefined, undefined]);
	redis.turn(true);
	await settle();
	// Nor does the leader know what it was told of meanwhile: it begins anew.
	expect(heard.b).toEqual([undefined, undefined, undefined, "leads"]);
	await pass(60_000);
	expect(heard.b).toHaveLength(4);
	await b.close();
	expect(timers.size).toBe(0);
});

test("what is told of while Redis is gone the leader hears when it is back", async () => {
	const [a, b] = [await open("a"), await open("b")];
	redis.turn(false);
	b.tell({ kind: "comments", issue: 7 });
	expect(heard.a).toEqual([]);
	redis.turn(true);
	await settle();
	expect(heard.a).toContainEqual({ kind: "comments", issue: 7 });
	expect([a.leads(), b.leads()]).toEqual([true, false]);
});

test("a leader that stands back lets another lead, and asks again after a minute", async () => {
	const [a, b] = [await open("a"), await open("b")];
	b.standBack();
	await pass(5_000);
	expect([a.leads(), b.leads()]).toEqual([true, false]);
	a.standBack();
	await pass(5_000);
	expect([a.leads(), b.leads()]).toEqual([false, true]);
	expect(heard).toEqual({ a: [], b: ["leads"] });
	await b.close();
	await pass(50_000);
	expect(a.leads()).toBe(false);
	await pass(10_000);
	expect(a.leads()).toBe(true);
	expect(heard.a).toEqual(["leads"]);
});

test("without Redis all lead, look at the branch every 30 s, and leave content to whoever made the change", async () => {
	const a = await open("a", { withRedis: false });
	expect(a.leads()).toBe(true);
	await pass(60_000);
	expect(heard.a).toEqual([undefined, undefined]);
	a.moved(HEAD);
	expect(a.leaveMs(HEAD)).toBe(0);
	expect(a.leaveMs(OTHER)).toBeGreaterThan(1_000);
	expect(a.leaveMs(undefined)).toBeGreaterThan(1_000);
});

test("a leader that all agree on leaves nothing to others, until Redis is gone", async () => {
	const a = await open("a");
	expect(a.leaveMs(OTHER)).toBe(0);
	redis.turn(false);
	await pass(20_000);
	expect(a.leads()).toBe(true);
	expect(a.leaveMs(OTHER)).toBeGreaterThan(1_000);
});
