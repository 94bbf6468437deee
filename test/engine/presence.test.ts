import { expect, test } from "vitest";
import { Presence } from "../../src/engine/presence.ts";
import { openBoard, say } from "../support/speak.ts";
import { makeWaitBench, waitOf } from "../support/wait-bench.ts";

test("the engine knows when each agent last spoke, and who waits now", async () => {
	const bench = makeWaitBench();
	const presence = new Presence();
	const engine = bench.open(undefined, presence);
	await openBoard(bench, { agents: { x: { logins: ["bob"] } } }, ["1"]);
	await engine.perform([say(bench, "alice", "claim", { task: "1" })]);
	await engine.perform([
		bench.appSays("configure", {}),
		bench.appSays("x", {}),
	]);
	bench.advance(5_000);
	const refused = say(bench, "alice", "list", { agent: "x" });
	await engine.perform([refused]);
	const stop = new AbortController();
	const wait = engine.wait(waitOf("bob", { signal: stop.signal }));
	expect(presence.known()).toEqual({
		alice: { last_seen: "2026-11-20T19:00:00.000Z", waiting: false },
		bob: { last_seen: "2026-11-20T19:00:05.000Z", waiting: true },
	});
	stop.abort();
	await wait;
	expect(presence.known()).toMatchObject({ bob: { waiting: false } });
});

test("ten thousand agents are remembered, and those not heard of for longest are forgotten", () => {
	const presence = new Presence();
	for (let count = 0; count < 10_000; count++)
		presence.seen(`agent-${count}`, count);
	presence.seen("agent-0", 20_000);
	presence.seen("one-more", 20_001);
	const known = presence.known();
	expect(Object.keys(known)).toHaveLength(10_000);
	expect(known).toHaveProperty("agent-0");
	expect(known).not.toHaveProperty("agent-1");
});
