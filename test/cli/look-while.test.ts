import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LookWhile } from "../../src/cli/look-while.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a branch is looked at five times a second while somebody waits or watches, and not otherwise", async () => {
	let looks = 0;
	const looking = new LookWhile(async () => {
		looks += 1;
	});
	await vi.advanceTimersByTimeAsync(10_000);
	expect(looks).toBe(0);
	let ends = 0;
	const end = looking.watch(() => {
		ends += 1;
	});
	let finish: (value: string) => void = () => undefined;
	const finished = new Promise<string>((done) => {
		finish = done;
	});
	const work = looking.during(() => finished);
	await vi.advanceTimersByTimeAsync(1_000);
	expect(looks).toBe(5);
	end();
	end();
	await vi.advanceTimersByTimeAsync(1_000);
	expect([looks, ends]).toEqual([10, 2]);
	finish("done");
	expect(await work).toBe("done");
	await vi.advanceTimersByTimeAsync(10_000);
	expect(looks).toBe(10);
	expect(vi.getTimerCount()).toBe(0);
});

test("one look waits for the one before it, and a look that fails is followed by another", async () => {
	let looks = 0;
	const looking = new LookWhile(async () => {
		looks += 1;
		if (looks === 1) throw new Error("not now");
		await new Promise((done) => setTimeout(done, 1_000));
	});
	looking.watch(() => undefined);
	await vi.advanceTimersByTimeAsync(1_500);
	expect(looks).toBe(2);
	await vi.advanceTimersByTimeAsync(200);
	expect(looks).toBe(3);
	looking.stop();
	await vi.advanceTimersByTimeAsync(10_000);
	expect(looks).toBe(3);
});
