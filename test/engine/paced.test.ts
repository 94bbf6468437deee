import { expect, test } from "vitest";
import { Engine } from "../../src/engine/perform.ts";
import { PushPace } from "../../src/engine/push-pace.ts";
import type { AppendResult } from "../../src/store/store.ts";
import { makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

/** An engine whose pauses move the clock, so that waiting takes no time. */
async function makePaced() {
	const bench = makeBench();
	await openBoard(bench, { pushes_per_minute: 6 }, ["7", "8"]);
	let pushes = 0;
	const { store } = bench;
	const append = store.append;
	const held = { answer: (): AppendResult | undefined => undefined };
	store.append = async (...push) => {
		pushes += 1;
		const told = push[1].some(({ message }) => message.includes("poison"))
			? ({ kind: "refused", reason: "poison" } as const)
			: held.answer();
		return told ?? append(...push);
	};
	const engine = new Engine({
		store,
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async (ms) => bench.advance(ms),
		pace: new PushPace(bench.nowMs, () => 0),
		build: "test",
		onDefect: (error) => {
			throw error;
		},
	});
	const note = (task: string, body: string) =>
		say(bench, "alice", "note", { task, input: { kind: "note", body } });
	return { bench, engine, note, held, pushes: () => pushes };
}

test("what is said while no push may be sent makes one push together", async () => {
	const { bench, engine, note, pushes } = await makePaced();
	for (let index = 0; index < 3; index++)
		await engine.perform([note("7", `${index}`)]);
	expect(pushes()).toBe(3);
	const before = bench.nowMs();
	await Promise.all(
		Array.from({ length: 50 }, (_, index) =>
			engine.perform([note("7", `late ${index}`)]),
		),
	);
	expect(pushes()).toBe(4);
	expect(bench.nowMs() - before).toBeGreaterThanOrEqual(9_000);
});

test("questions do not wait for a push, unless they are about what waits", async () => {
	const { bench, engine, note } = await makePaced();
	for (let index = 0; index < 3; index++)
		await engine.perform([note("7", `${index}`)]);
	const before = bench.nowMs();
	const times: Record<string, number> = {};
	const ask = async (name: string, who: string, task: string) => {
		await engine.perform([say(bench, who, "show", { task })]);
		times[name] = bench.nowMs() - before;
	};
	await Promise.all([
		engine.perform([note("7", "waits")]),
		ask("another's about another task", "bob", "8"),
		ask("another's about that task", "bob", "7"),
		ask("her own", "alice", "8"),
	]);
	expect(times["another's about another task"]).toBeLessThan(1_000);
	expect(times["another's about that task"]).toBeGreaterThan(9_000);
	expect(times["her own"]).toBeGreaterThan(9_000);
});

/** What six pushes a minute allow in a time, with what may follow at once and what may be borrowed. */
const allowed = (ms: number) => ms / 10_000 + 5;

test("looking for the one that the remote refuses keeps to the pace", async () => {
	const { bench, engine, note, pushes } = await makePaced();
	const [before, sent] = [bench.nowMs(), pushes()];
	const answers = await Promise.all(
		Array.from({ length: 40 }, (_, index) =>
			engine.perform([note("7", index % 5 === 0 ? "poison" : `${index}`)]),
		),
	);
	expect(answers.filter(([answer]) => answer?.ok !== true)).toHaveLength(8);
	expect(pushes() - sent).toBeGreaterThan(20);
	expect(pushes() - sent).toBeLessThan(allowed(bench.nowMs() - before));
});

test("so does one script of which a part is refused", async () => {
	const { bench, engine, note, pushes } = await makePaced();
	const [before, sent] = [bench.nowMs(), pushes()];
	const script = Array.from({ length: 32 }, (_, index) =>
		note("7", index === 20 ? "poison" : `${index}`),
	);
	await engine.perform(script);
	expect(pushes() - sent).toBeGreaterThan(6);
	expect(pushes() - sent).toBeLessThan(allowed(bench.nowMs() - before));
});

test("a race lost once is tried again at once, and from then on at the pace", async () => {
	const { bench, engine, note, held, pushes } = await makePaced();
	let losses = 1;
	held.answer = () => (losses-- > 0 ? { kind: "moved" } : undefined);
	const before = bench.nowMs();
	await engine.perform([note("7", "one")]);
	expect(bench.nowMs() - before).toBeLessThan(1_000);
	losses = 20;
	const sent = pushes();
	await engine.perform([note("7", "two")]);
	expect(pushes() - sent).toBeLessThan(allowed(bench.nowMs() - before));
});
