import { expect, test } from "vitest";
import { ExchangeRate } from "../../src/access/exchange-rate.ts";

const LIMITS = { perName: 120, inAll: 600 };

const times = (count: number, act: (at: number) => unknown) =>
	Array.from({ length: count }, (_, at) => act(at));

test("a name that asks too often does not take the others' share", () => {
	const rate = new ExchangeRate(() => 0, LIMITS);
	times(121, () => rate.admit("a"));
	expect(rate.admit("a")).toBe(60);
	expect(rate.admit("b")).toBeUndefined();
});

test("all together have a bound as well", () => {
	const rate = new ExchangeRate(() => 0, LIMITS);
	times(600, (at) => rate.admit(`${at}`));
	expect(rate.admit("another")).toBe(60);
});

test("a minute later everybody may ask again", () => {
	let nowMs = 0;
	const rate = new ExchangeRate(() => nowMs, LIMITS);
	times(121, () => rate.admit("a"));
	nowMs = 59_001;
	expect(rate.admit("a")).toBe(1);
	nowMs = 60_000;
	expect(rate.admit("a")).toBeUndefined();
});

test("a clock that was set back locks nobody out", () => {
	let nowMs = 10 * 60_000;
	const rate = new ExchangeRate(() => nowMs, LIMITS);
	times(121, () => rate.admit("a"));
	nowMs = 0;
	expect(rate.admit("a")).toBeUndefined();
});
