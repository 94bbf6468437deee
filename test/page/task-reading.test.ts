import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer } from "../../src/page/state/api.ts";
import { keepReading } from "../../src/page/task/keep-reading.ts";
import { withNewest, withOlder } from "../../src/page/task/page-of.ts";

const idOf = (text: string) => text;

describe("a long list", () => {
	test("keeps what was read below when its newest page is read again", () => {
		const known = { items: ["5", "4", "3", "2"], older: "2" };
		const newest = { items: ["6", "5", "4"], older: "4" };
		expect(withNewest(known, newest, idOf)).toEqual({
			items: ["6", "5", "4", "3", "2"],
			older: "2",
		});
	});

	test("starts anew where the newest page does not reach what was read", () => {
		const newest = { items: ["9", "8"], older: "8" };
		expect(withNewest({ items: ["5", "4"] }, newest, idOf)).toEqual(newest);
	});

	test("remembers that it was read to its end", () => {
		const whole = withOlder(
			{ items: ["3", "2"], older: "2" },
			{ items: ["2", "1"] },
			idOf,
		);
		expect(whole).toEqual({ items: ["3", "2", "1"] });
		const again = withNewest(whole, { items: ["4", "3"], older: "3" }, idOf);
		expect(again).toEqual({ items: ["4", "3", "2", "1"] });
	});

	test("is empty where the newest page is", () => {
		expect(withNewest({ items: ["1"] }, { items: [] }, idOf)).toEqual({
			items: [],
		});
	});
});

describe("a reader", () => {
	beforeEach(() => {
		vi.useFakeTimers();
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	const told = (data: number): Answer<number> => ({
		ok: true,
		verb: "show",
		data,
	});
	const lost: Answer<number> = {
		ok: false,
		code: "UNREACHABLE",
		message: "",
		retryable: true,
	};

	/** Answers in turn, each when it is let go. */
	function asked() {
		const waiting: ((answer: Answer<number>) => void)[] = [];
		const answers: Answer<number>[] = [];
		const reader = keepReading(
			() => new Promise<Answer<number>>((resolve) => waiting.push(resolve)),
			(answer) => answers.push(answer),
		);
		const answer = async (what: Answer<number>) => {
			waiting.shift()?.(what);
			await vi.advanceTimersByTimeAsync(0);
		};
		return { reader, waiting, answers, answer };
	}

	test("asks once more for all that was wanted during an answer", async () => {
		const { reader, waiting, answers, answer } = asked();
		reader.want();
		reader.want();
		reader.want();
		expect(waiting).toHaveLength(1);
		await answer(told(1));
		expect(waiting).toHaveLength(1);
		await answer(told(2));
		expect(waiting).toHaveLength(0);
		expect(answers).toEqual([told(1), told(2)]);
	});

	test("tries again after a while when no answer was to be had", async () => {
		const { reader, waiting, answers, answer } = asked();
		reader.want();
		await answer(lost);
		expect(waiting).toHaveLength(0);
		await vi.advanceTimersByTimeAsync(2_000);
		await answer(told(1));
		expect(answers).toEqual([lost, told(1)]);
	});

	test("tells nothing after its end", async () => {
		const { reader, waiting, answers, answer } = asked();
		reader.want();
		reader.end();
		await answer(told(1));
		reader.want();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(waiting).toHaveLength(0);
		expect(answers).toEqual([]);
	});
});
