import { expect, test } from "vitest";
import { HintQueue } from "../../src/github/hint-queue.ts";

const DAY_MS = 86_400_000;

function makeQueue() {
	const errors: string[] = [];
	const clock = { nowMs: 0 };
	const queue = new HintQueue<string>({
		nowMs: () => clock.nowMs,
		onError: (error, hint) =>
			errors.push(`${hint}: ${(error as Error).message}`),
	});
	return { queue, errors, clock };
}

test("a hint waits until it was dealt with, while that is under way too", async () => {
	const { queue } = makeQueue();
	queue.add("a", "1");
	queue.add("b", "2");
	const seen: (readonly string[])[] = [];
	await queue.hear({ again: false }, async () => {
		seen.push(queue.waiting);
	});
	expect(seen).toEqual([["a", "b"], ["b"]]);
	expect(queue.waiting).toEqual([]);
	expect([queue.hasNews, queue.waits]).toEqual([false, false]);
});

test("what comes while others are dealt with is dealt with in the next turn", async () => {
	const { queue } = makeQueue();
	queue.add("a", "1");
	await queue.hear({ again: true }, async () => {
		queue.add("b", "2");
	});
	expect(queue.waiting).toEqual(["b"]);
	expect(queue.hasNews).toBe(true);
	expect(queue.add("b", "2")).toBe(false);
});

test("what fails is left for the next sweep, for seven days, and then let go with a word", async () => {
	const { queue, errors, clock } = makeQueue();
	queue.add("a", "1");
	const fail = async () => {
		throw new Error("no answer");
	};
	await queue.hear({ again: false }, fail);
	await queue.hear({ again: false }, fail);
	expect(errors).toEqual(["a: no answer"]);
	expect(queue.waits).toBe(true);
	for (let tries = 2; tries <= 30; tries++)
		await queue.hear({ again: true }, fail);
	expect(queue.waiting).toEqual(["a"]);
	clock.nowMs = 7 * DAY_MS + 1;
	await queue.hear({ again: true }, fail);
	expect(queue.waiting).toEqual([]);
	expect(errors.at(-1)).toBe("a: it is let go after 31 tries");
});

test("what GitHub will refuse the next time too is let go sooner", async () => {
	const { queue, errors } = makeQueue();
	queue.add("a", "1");
	for (let tries = 1; tries <= 20; tries++)
		await queue.hear({ again: true }, async () => {
			throw Object.assign(new Error("gone"), { status: 410 });
		});
	expect(queue.waiting).toEqual([]);
	expect(errors.at(-1)).toBe("a: it is let go after 11 tries");
	expect(errors).toHaveLength(12);
});

test("when too many wait a new one is let go with a word, and those before it stay", () => {
	const { queue, errors } = makeQueue();
	for (let n = 0; n < 1_000; n++) queue.add(`${n}`, `${n}`);
	queue.postpone();
	expect(queue.hasNews).toBe(false);
	expect(queue.add("late", "late")).toBe(false);
	expect(errors).toEqual(["late: it is let go: 1000 wait already"]);
	expect(queue.waiting).toHaveLength(1_000);
	expect(queue.waiting[0]).toBe("0");
});
