import fc from "fast-check";
import { expect, test } from "vitest";
import { type BlockedTurn, blockedTimes } from "../../src/core/blocked-time.ts";
import { fromMs } from "../../src/core/instant.ts";

const at = (ms: number) => fromMs(ms);
const turn = (task: string, ms: number, isBlocked: boolean): BlockedTurn => ({
	task,
	at: at(ms),
	isBlocked,
});
const between = { from: at(100), to: at(200) };
const times = (turns: readonly BlockedTurn[], now: readonly string[] = []) =>
	Object.fromEntries(blockedTimes(turns, now, between));

test("times add up over every turn, and end now for what is blocked still", () => {
	const turns = [
		turn("1", 110, true),
		turn("1", 120, false),
		turn("1", 150, true),
		turn("1", 155, false),
		turn("2", 160, true),
	];
	expect(times(turns, ["2"])).toEqual({ 1: 15, 2: 40 });
});

test("what was blocked before is counted from the first moment on, whether it has left since or not", () => {
	expect(times([turn("1", 130, false)], ["2"])).toEqual({ 1: 30, 2: 100 });
});

test("what ended before is not counted, and what began before is cut", () => {
	const turns = [
		turn("1", 10, true),
		turn("1", 50, false),
		turn("2", 60, true),
		turn("2", 130, false),
	];
	expect(times(turns)).toEqual({ 2: 30 });
});

test("it is what counting the milliseconds one by one comes to", () => {
	const history = fc.uniqueArray(fc.integer({ min: 0, max: 199 }), {
		maxLength: 12,
	});
	fc.assert(
		fc.property(history, fc.boolean(), (moments, isBlockedFirst) => {
			const turns = moments
				.sort((a, b) => a - b)
				.map((ms, index) =>
					turn("1", ms, (index % 2 === 0) !== isBlockedFirst),
				);
			const isBlockedAt = (ms: number) =>
				(turns.filter((one) => one.at <= at(ms)).length % 2 === 1) !==
				isBlockedFirst;
			const counted = Array.from({ length: 100 }, (_, i) => 100 + i).filter(
				isBlockedAt,
			).length;
			const now = isBlockedAt(199) ? ["1"] : [];
			expect(times(turns, now)["1"] ?? 0).toBe(counted);
		}),
	);
});
