import { describe, expect, test } from "vitest";
import { runStep } from "../../src/actions/run-step.ts";
import { refuse } from "../../src/core/errors.ts";
import type { Answer } from "../../src/engine/answer.ts";
import type { DoorSaying, DoorWait } from "../../src/engine/board-door.ts";

const DONE: Answer = { ok: true, verb: "note", opId: "k1", data: {} };

/** A board that fails so often before it answers, and notes what it was told. */
function board(
	failures = 0,
	answer: Answer | ReturnType<typeof refuse> = DONE,
) {
	const said: DoorSaying[] = [];
	const waited: DoorWait[] = [];
	return {
		...{ said, waited },
		async say(saying: DoorSaying) {
			said.push(saying);
			if (said.length <= failures) throw new Error("lost");
			return answer;
		},
		async wait(wish: DoorWait) {
			waited.push(wish);
			return DONE;
		},
		close: () => Promise.resolve(),
	};
}

const pauses: number[] = [];
const how = {
	context: {
		run: { id: "7", job: "test", step: "one", attempt: "1" },
		input: () => "",
	} as never,
	pause: async (ms: number) => void pauses.push(ms),
};
const NOTE: DoorSaying = { verb: "note", task: "42", input: { body: "x" } };

describe("a step's commands", () => {
	test("are said again under the same key when an answer was lost", async () => {
		const place = board(2);
		expect(await runStep([NOTE], place, how)).toEqual([DONE]);
		expect(new Set(place.said.map(({ key }) => key)).size).toBe(1);
		expect(pauses).toEqual([2_000, 4_000]);
	});

	test("fail when nobody answers three times", async () => {
		const place = board(9);
		const [answer] = await runStep([NOTE, NOTE], place, how);
		expect(answer).toMatchObject({ ok: false, code: "INTERNAL" });
		expect(place.said).toHaveLength(3);
	});

	test("have a key each", async () => {
		const place = board();
		await runStep([NOTE, NOTE], place, how);
		expect(new Set(place.said.map(({ key }) => key)).size).toBe(2);
	});

	test("end with the first refusal", async () => {
		const place = board(0, refuse("STALE", "old", "read again"));
		expect(await runStep([NOTE, NOTE], place, how)).toHaveLength(1);
		expect(place.said).toHaveLength(1);
	});

	test("wait within bounds, for what the verb knows", async () => {
		const place = board();
		const wait = (input: object) =>
			runStep(
				[{ verb: "wait", input: input as DoorSaying["input"] }],
				place,
				how,
			);
		expect(await wait({ timeout_sec: 1, labels: ["db"] })).toEqual([DONE]);
		await wait({});
		expect(place.waited).toEqual([
			{ labels: ["db"], timeoutMs: 1_000 },
			{ timeoutMs: 50_000 },
		]);
		for (const odd of [
			{ timeout_sec: 51 },
			{ timeout_sec: -1 },
			{ timeout_sec: "5" },
			{ labels: "db" },
			{ unknown: 1 },
		])
			expect(await wait(odd)).toMatchObject([
				{ ok: false, code: "VALIDATION" },
			]);
		expect(place.waited).toHaveLength(2);
	});
});
