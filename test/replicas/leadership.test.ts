import { expect, test } from "vitest";
import { LEASE_TTL_MS, Leadership } from "../../src/replicas/leadership.ts";
import { type FakeRedis, makeFakeRedis } from "../support/fake-redis.ts";

interface Place {
	readonly redis: FakeRedis;
	pass(ms: number): void;
	process(holder: string): Leadership;
}

function makePlace(): Place {
	let nowMs = 0;
	const redis = makeFakeRedis(() => nowMs);
	return {
		redis,
		pass: (ms) => {
			nowMs += ms;
		},
		process: (holder) =>
			new Leadership({
				...{ holder, key: "lead:board" },
				link: redis.link(),
				nowMs: () => nowMs,
				chance: () => 0,
			}),
	};
}

test("a process without Redis leads, and nobody agreed to that", async () => {
	const alone = new Leadership({
		...{ link: undefined, holder: "a", key: "lead:board" },
		nowMs: () => 0,
		chance: () => 0,
	});
	await alone.beat();
	expect([alone.leads, alone.isAgreed]).toEqual([true, false]);
});

test("one of two leads, and nobody before it was asked", async () => {
	const { process } = makePlace();
	const [a, b] = [process("a"), process("b")];
	expect([a.leads, b.leads]).toEqual([false, false]);
	await a.beat();
	await b.beat();
	expect([a.leads, b.leads]).toEqual([true, false]);
	await a.release();
	await b.beat();
	expect([a.leads, b.leads]).toEqual([false, true]);
});

test("a leader that ends without a word is followed once its lease is over, and not before", async () => {
	const { process, pass } = makePlace();
	const [a, b] = [process("a"), process("b")];
	await a.beat();
	pass(LEASE_TTL_MS - 1);
	await b.beat();
	expect(b.leads).toBe(false);
	pass(1);
	await b.beat();
	expect(b.leads).toBe(true);
});

test("a leader that stood still for the time of its lease leads no more when it goes on", async () => {
	const { process, pass } = makePlace();
	const [a, b] = [process("a"), process("b")];
	await a.beat();
	pass(LEASE_TTL_MS);
	expect(a.leads).toBe(false);
	await b.beat();
	await a.beat();
	expect([a.leads, b.leads]).toEqual([false, true]);
});

test("when Redis falls silent the leader goes on, and the others join it after the time of a lease", async () => {
	const { process, pass, redis } = makePlace();
	const [a, b] = [process("a"), process("b")];
	await a.beat();
	await b.beat();
	redis.turn(false);
	for (let ms = 0; ms < LEASE_TTL_MS; ms += 500) {
		await a.beat();
		await b.beat();
		expect([ms, a.leads, b.leads]).toEqual([ms, true, false]);
		pass(500);
	}
	await b.beat();
	expect([a.leads, a.isAgreed, b.leads]).toEqual([true, false, true]);
	redis.turn(true);
	await b.beat();
	await a.beat();
	expect([a.leads, b.leads, b.isAgreed]).toEqual([false, true, true]);
});

test("a process that starts while Redis is silent leads", async () => {
	const { process, redis } = makePlace();
	redis.turn(false);
	const a = process("a");
	await a.beat();
	expect([a.leads, a.isAgreed]).toEqual([true, false]);
});
