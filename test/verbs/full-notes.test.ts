import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { NOTE_LIMITS } from "../../src/verbs/note-writing.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function tell(bench: Bench, verb: string, input: JsonObject = {}) {
	const [answer] = await bench.engine.perform([
		say(bench, "alice", verb, { task: "1", input, role: "admin" }),
	]);
	if (answer === undefined) throw new Error(`${verb} was not answered`);
	return answer;
}

/** A task in work with as many notes as it may have. */
async function full(): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	const notes = Array.from({ length: NOTE_LIMITS.perTask }, () =>
		say(bench, "bob", "note", { task: "1", input: { body: "x" } }),
	);
	await bench.engine.perform(notes);
	await tell(bench, "claim");
	return bench;
}

test("a task that is full of notes can still be worked on, given up and ended", async () => {
	const bench = await full();
	expect(await tell(bench, "note", { body: "x" })).toMatchObject({
		code: "QUOTA_EXCEEDED",
	});
	for (const [verb, input] of [
		["release", { reason: "r" }],
		["force-release", { reason: "r" }],
		["block", { reason: "r" }],
		["handoff", { to: "alice", note: "yours" }],
		["fail", { reason: "r" }],
	] as const) {
		expect(await tell(bench, verb, input), verb).toMatchObject({ ok: true });
		if (verb === "block") await tell(bench, "unblock");
		await tell(bench, "claim");
	}
	expect(await tell(bench, "override", { reason: "r" })).toMatchObject({
		ok: true,
	});
	await bench.engine.inspect((board) => {
		expect(board.context("1").notes).toHaveLength(NOTE_LIMITS.perTask + 1);
		expect(board.context("1").notes.at(-1)).toMatchObject({ kind: "handoff" });
		expect(board.task("1")?.checks?.reason).toBe("r");
	});
}, 30_000);

test("the places kept for hand-offs are not endless", async () => {
	const bench = await full();
	for (let n = 0; n < NOTE_LIMITS.handoffs; n++) {
		await tell(bench, "handoff", { to: "alice", note: "yours" });
		await tell(bench, "claim");
	}
	expect(
		await tell(bench, "handoff", { to: "alice", note: "yours" }),
	).toMatchObject({
		code: "QUOTA_EXCEEDED",
		data: { limit: NOTE_LIMITS.perTask + NOTE_LIMITS.handoffs },
	});
}, 30_000);
