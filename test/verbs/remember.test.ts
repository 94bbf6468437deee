import { expect, test } from "vitest";
import { withFact } from "../../src/core/memory.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function remember(
	bench: Bench,
	key: string,
	input: { readonly [field: string]: string | null },
): Promise<string> {
	const said = say(bench, "alice", "remember", {
		task: "1",
		input: { key, ...input },
	});
	const [answer] = await bench.engine.perform([said]);
	return answer?.ok === true
		? answer.commit === undefined
			? "no commit"
			: "kept"
		: `${answer?.code} ${answer?.message}`;
}

test.each([
	["task", 64],
	["agent", 64],
	["shared", 256],
])("a place of scope %s keeps %d facts and no more", async (scope, limit) => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	for (let fact = 0; fact < limit; fact++)
		expect(await remember(bench, `k${fact}`, { value: "x", scope })).toBe(
			"kept",
		);
	expect(await remember(bench, "one-more", { value: "x", scope })).toMatch(
		`QUOTA_EXCEEDED ${limit} facts of scope ${scope}`,
	);
	expect(await remember(bench, "k0", { value: "y", scope })).toBe("kept");
	expect(await remember(bench, "k1", { value: null, scope })).toBe("kept");
	expect(await remember(bench, "one-more", { value: "x", scope })).toBe("kept");
});

test("a value is measured in bytes as they are stored", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	expect(await remember(bench, "k", { value: "語".repeat(1_365) })).toBe(
		"kept",
	);
	expect(await remember(bench, "k", { value: "語".repeat(1_366) })).toBe(
		"VALIDATION `remember`: value is longer than 4096 bytes.",
	);
});

test("what is said again changes nothing, and what expired makes room", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	expect(await remember(bench, "k", { value: "x" })).toBe("kept");
	expect(await remember(bench, "k", { value: "x" })).toBe("no commit");
	expect(await remember(bench, "k", { value: "x", ttl: "1h" })).toBe("kept");
	expect(await remember(bench, "gone", { value: null })).toBe("no commit");
	bench.advance(3_600_000);
	expect(await remember(bench, "other", { value: "y" })).toBe("kept");
	const keys = await bench.engine.inspect((board) =>
		board.context("1").memory.map(({ key }) => key),
	);
	expect(keys).toEqual(["other"]);
});

test("facts stand in the order of their names, whoever reads them", () => {
	const fact = (key: string) => ({
		key,
		value: "x",
		by: "alice",
		at: "2026-11-20T19:00:00.000Z",
	});
	const memory = ["b", "a/b", "a", "z", "a-b", "a"].reduce(
		(all, key) => withFact(all, fact(key)),
		[] as ReturnType<typeof withFact>,
	);
	expect(memory.map(({ key }) => key)).toEqual(["a", "a-b", "a/b", "b", "z"]);
});
