import { expect, test } from "vitest";
import { makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

const HOURS_MS = 2 * 3_600_000;

test("the end of a lease, said late, ends no later lease", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	const claim = async () => {
		const [answer] = await bench.engine.perform([
			say(bench, "alice", "claim", { task: "1", input: { for: "1m" } }),
		]);
		expect(answer).toMatchObject({ ok: true });
		bench.advance(HOURS_MS);
	};
	await claim();
	const first = bench.appSays("expire", { fence: 1 }, "1");
	expect(await bench.engine.perform([first])).toMatchObject([{ ok: true }]);
	await claim();
	expect(await bench.replica().perform([first])).toMatchObject([
		{ ok: false, code: "LEASE_EXPIRED" },
	]);
	const second = bench.appSays("expire", { fence: 2 }, "1");
	expect(await bench.engine.perform([second])).toMatchObject([{ ok: true }]);
});
