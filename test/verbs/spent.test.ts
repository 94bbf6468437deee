import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { verify } from "../../src/engine/verify.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function working(): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, { review: "never" }, ["42"]);
	await bench.engine.perform([say(bench, "alice", "claim", { task: "42" })]);
	return bench;
}

const used = (bench: Bench) =>
	bench.engine.inspect((board) => ({
		task: board.task("42")?.tokens,
		agent: board.agent("alice")?.stats.tokens,
	}));

test("a heartbeat that is heard twice counts once, also by another process", async () => {
	const bench = await working();
	const beat = say(bench, "alice", "heartbeat", {
		task: "42",
		input: { tokens: { input: 100, output: 20, cost_usd: 0.01 } },
		opId: "k00112233aabbccdd",
	});
	const head = await bench.store.head();
	await bench.engine.perform([beat]);
	const after = await bench.store.head();
	expect(after).not.toBe(head);
	await bench.engine.perform([beat]);
	await bench.replica().perform([beat]);
	expect(await bench.store.head()).toBe(after);
	const once = { input: 100, output: 20, cost_usd: 0.01 };
	expect(await used(bench)).toEqual({ task: once, agent: once });
	const checked = await verify(bench.store, { identity: bench.identity });
	expect(checked.ok).toBe(true);
});

test("a heartbeat that was said before the lease ended still counts, and its tokens too", async () => {
	const bench = await working();
	bench.advance(9 * 60_000);
	const at = new Date(bench.nowMs()).toISOString();
	bench.advance(2 * 60_000);
	const [answer] = await bench.engine.perform([
		say(bench, "alice", "heartbeat", {
			task: "42",
			input: { tokens: "7/3" },
			at,
		}),
	]);
	expect(answer?.ok).toBe(true);
	expect((await used(bench)).task).toEqual({ input: 7, output: 3 });
});

test("a cost of its own counts before the one among the tokens", async () => {
	const bench = await working();
	await bench.engine.perform([
		say(bench, "alice", "heartbeat", {
			task: "42",
			input: { tokens: { input: 1, output: 1, cost_usd: 5 }, cost: 0.5 },
		}),
	]);
	expect((await used(bench)).task).toEqual({
		input: 1,
		output: 1,
		cost_usd: 0.5,
	});
});

const bad: readonly (readonly [string, JsonObject])[] = [
	["negative", { tokens: { input: -1, output: 0 } }],
	["fractional", { tokens: { input: 1.5, output: 0 } }],
	["beyond any model", { tokens: { input: 1e12 + 1, output: 0 } }],
	["half told", { tokens: { input: 1 } }],
	[
		"told with more than there is",
		{ tokens: { input: 1, output: 1, cached: 1 } },
	],
	["a number alone", { tokens: 1200 }],
	["no number", { tokens: "many/few" }],
	["too long a number", { tokens: `${"9".repeat(300)}/1` }],
	["a negative cost", { cost: -0.01 }],
	["an absurd cost", { cost: 1e12 }],
	["a cost that is no number", { cost: "free" }],
	["nothing at all", { tokens: null }],
];

test.each(bad)(
	"tokens that are %s are refused, and nothing is committed",
	async (_, input) => {
		const bench = await working();
		const head = await bench.store.head();
		for (const verb of ["heartbeat", "release", "done", "fail", "handoff"]) {
			const [answer] = await bench.engine.perform([
				say(bench, "alice", verb, {
					task: "42",
					input: {
						...(verb === "fail" ? { reason: "why" } : {}),
						...(verb === "handoff" ? { to: "bob", note: "go on" } : {}),
						...input,
					},
				}),
			]);
			expect(answer, verb).toMatchObject({ ok: false, code: "VALIDATION" });
		}
		expect(await bench.store.head()).toBe(head);
	},
);
