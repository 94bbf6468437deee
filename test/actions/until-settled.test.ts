import { describe, expect, test } from "vitest";
import { DueTimers } from "../../src/actions/due-timers.ts";
import { untilSettled } from "../../src/actions/until-settled.ts";

/** A clock that goes on only while somebody waits. */
function clock() {
	let nowMs = 1_000;
	const timers = new DueTimers(
		() => nowMs,
		async (ms) => {
			nowMs += ms;
		},
	);
	return { timers, nowMs: () => nowMs };
}

const PATIENCE = { eachMs: 100, inAllMs: 250 };
const settled = async () => undefined;

describe("the end of a run", () => {
	test("comes at once where nothing waits", async () => {
		const { timers, nowMs } = clock();
		expect(
			await untilSettled({ settled }, timers, { ...PATIENCE, nowMs }),
		).toBe(true);
		expect(nowMs()).toBe(1_000);
	});

	test("comes after everything that is due soon, in its order", async () => {
		const { timers, nowMs } = clock();
		const done: string[] = [];
		timers.later(90, () => done.push("second"));
		timers.later(50, () => {
			done.push("first");
			timers.later(100, () => done.push("third"));
		});
		const cancel = timers.later(60, () => done.push("never"));
		cancel();
		expect(
			await untilSettled({ settled }, timers, { ...PATIENCE, nowMs }),
		).toBe(true);
		expect(done).toEqual(["first", "second", "third"]);
		expect(nowMs()).toBe(1_150);
	});

	test("leaves to the next run what takes longer, and says so", async () => {
		const { timers, nowMs } = clock();
		timers.later(101, () => undefined);
		expect(
			await untilSettled({ settled }, timers, { ...PATIENCE, nowMs }),
		).toBe(false);
		expect(nowMs()).toBe(1_000);
	});

	test("is not put off for ever by what asks again and again", async () => {
		const { timers, nowMs } = clock();
		const again = () => void timers.later(80, again);
		again();
		expect(
			await untilSettled({ settled }, timers, { ...PATIENCE, nowMs }),
		).toBe(false);
		expect(nowMs()).toBe(1_240);
	});
});
