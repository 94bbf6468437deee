import { expect, test } from "vitest";
import type { Role } from "../../src/core/actor.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function tell(
	bench: Bench,
	who: string,
	verb: string,
	input: JsonObject = {},
	role: Role = "triage",
) {
	const [answer] = await bench.engine.perform([
		say(bench, who, verb, { task: "1", input, role }),
	]);
	if (answer === undefined) throw new Error(`${verb} was not answered`);
	return answer;
}

/** A task that bob took over from alice: the fence is at 2. */
async function takenOver(): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	await tell(bench, "alice", "claim");
	await tell(bench, "alice", "artifact", { kind: "pr", ref: "7" });
	bench.advance(20 * 60_000);
	await tell(bench, "bob", "claim");
	return bench;
}

const WRITES: readonly (readonly [string, JsonObject])[] = [
	["note", { body: "x" }],
	["artifact", { kind: "file", ref: "a.ts" }],
	["retract", { artifact: "a1" }],
	["remember", { key: "k", value: "v" }],
	["summary", { summary: "nearly there" }],
	["patch", { patch: { goal: "g" } }],
	["block", { reason: "wait" }],
	["subtask", { title: "Half of it" }],
	["edit", { title: "Another" }],
];

test.each(WRITES)(
	"%s with the fence of a lease that was lost is refused, with the newest one it is not",
	async (verb, input) => {
		const bench = await takenOver();
		const old = await tell(
			bench,
			"alice",
			verb,
			{ ...input, fence: 1 },
			"write",
		);
		expect(old).toMatchObject({ code: "LEASE_EXPIRED", data: { fence: 2 } });
		expect(
			await tell(bench, "bob", verb, { ...input, fence: 2 }),
		).toMatchObject({
			ok: true,
		});
	},
);

test("a pull request is linked by the holder, or by those who could take the task away", async () => {
	const bench = await takenOver();
	const one = { kind: "pr", ref: "8" };
	expect(await tell(bench, "alice", "artifact", one)).toMatchObject({
		code: "CONFLICT_LOCKED",
	});
	const several = { artifacts: [{ kind: "file", ref: "a.ts" }, one] };
	expect(await tell(bench, "alice", "artifact", several)).toMatchObject({
		code: "CONFLICT_LOCKED",
	});
	const file = { kind: "file", ref: "a.ts" };
	for (const [who, input, role] of [
		["alice", file, "triage"],
		["alice", one, "write"],
		["bob", one, "triage"],
	] as const)
		expect(await tell(bench, who, "artifact", input, role)).toMatchObject({
			ok: true,
		});
});
