import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tokens } from "../../src/core/task.ts";
import { addTokens, isNothing, SPENT_LIMITS } from "../../src/core/tokens.ts";

const amount: fc.Arbitrary<Tokens> = fc.record(
	{
		input: fc.nat(SPENT_LIMITS.tokens),
		output: fc.nat(SPENT_LIMITS.tokens),
		cost_usd: fc.double({ min: 0, max: 1_000, noNaN: true }),
	},
	{ requiredKeys: ["input", "output"] },
);

const sum = (all: readonly Tokens[]) =>
	all.reduce<Tokens | undefined>(addTokens, undefined);

describe("tokens and cost", () => {
	test("tenths of a dollar add up as people expect", () => {
		const tenth = { input: 1, output: 2, cost_usd: 0.1 };
		expect(sum([tenth, { ...tenth, cost_usd: 0.2 }, tenth])).toEqual({
			input: 3,
			output: 6,
			cost_usd: 0.4,
		});
	});

	test("the order of adding makes no difference", () => {
		fc.assert(
			fc.property(fc.array(amount, { minLength: 1, maxLength: 30 }), (all) => {
				expect(sum([...all].reverse())).toEqual(sum(all));
			}),
		);
	});

	test("a cost that was never told stays untold", () => {
		expect(sum([{ input: 1, output: 1 }])).toEqual({ input: 1, output: 1 });
	});

	test("a sum stops at what a document can hold exactly, and stays there", () => {
		const huge = {
			input: Number.MAX_SAFE_INTEGER,
			output: 0,
			cost_usd: SPENT_LIMITS.costUsd * 10,
		};
		const twice = sum([huge, huge]) as Tokens;
		expect(twice.input).toBe(Number.MAX_SAFE_INTEGER);
		expect(twice.cost_usd).toBeLessThan(
			Number.MAX_SAFE_INTEGER / 1_000_000 + 1,
		);
		expect(addTokens(twice, huge)).toEqual(twice);
	});

	test("less than a millionth of a dollar is nothing", () => {
		expect(isNothing({ input: 0, output: 0, cost_usd: 1e-7 })).toBe(true);
		expect(isNothing({ input: 0, output: 0, cost_usd: 1e-6 })).toBe(false);
	});
});
