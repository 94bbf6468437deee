import { describe, expect, test } from "vitest";
import { PushPace } from "../../src/engine/push-pace.ts";

function makePace() {
	let nowMs = 1_000_000;
	const pace = new PushPace(
		() => nowMs,
		() => 0.5,
	);
	return {
		pace,
		advance: (ms: number) => {
			nowMs += ms;
		},
	};
}

describe("pushes", () => {
	test("come three at once, then as many a minute as the config allows", () => {
		const { pace, advance } = makePace();
		for (let push = 0; push < 3; push++) {
			expect(pace.waitMs(6)).toBe(0);
			pace.sent(6, 200);
		}
		expect(pace.waitMs(6)).toBe(10_000);
		advance(4_000);
		expect(pace.waitMs(6)).toBe(6_000);
		advance(6_000);
		expect(pace.waitMs(6)).toBe(0);
	});

	test("are as many in an hour as sixty minutes allow, and the burst", () => {
		const { pace, advance } = makePace();
		let sent = 0;
		for (let second = 0; second < 3_600; second++) {
			while (pace.waitMs(6) === 0) {
				pace.sent(6, 100);
				sent += 1;
			}
			advance(1_000);
		}
		expect(sent).toBeGreaterThanOrEqual(360);
		expect(sent).toBeLessThanOrEqual(363);
	});

	test("are not limited by 0", () => {
		const { pace } = makePace();
		for (let push = 0; push < 1_000; push++) pace.sent(0, 1);
		expect(pace.waitMs(0)).toBe(0);
	});

	test("leave another writer three round trips and a bit, for as long as it is busy", () => {
		const { pace, advance } = makePace();
		pace.sent(0, 100);
		expect(pace.waitMs(0)).toBe(0);
		pace.rivalSeen();
		expect(pace.waitMs(0)).toBe(350);
		advance(350);
		expect(pace.waitMs(0)).toBe(0);
		pace.sent(0, 100);
		expect(pace.waitMs(0)).toBe(350);
		advance(10_001);
		pace.sent(0, 100);
		expect(pace.waitMs(0)).toBe(0);
	});
});
