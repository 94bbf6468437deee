import type { Task, Tokens } from "./task.ts";

/** The most that one command may say was used: far beyond any model, and exact in every sum below. */
export const SPENT_LIMITS = {
	tokens: 1_000_000_000_000,
	costUsd: 1_000_000_000,
} as const;

/** Sums go no further than what a document can hold exactly; money is kept in millionths. */
const MAX_TOKENS = Number.MAX_SAFE_INTEGER;
const MAX_MICRO_USD = Number.MAX_SAFE_INTEGER;
const MICRO_PER_USD = 1_000_000;

/** Two amounts together. Money is added in whole millionths of a dollar, so that the order of adding makes no difference. */
export function addTokens(a: Tokens | undefined, b: Tokens): Tokens {
	const cost_usd = addCosts(a?.cost_usd, b.cost_usd);
	return {
		input: Math.min((a?.input ?? 0) + b.input, MAX_TOKENS),
		output: Math.min((a?.output ?? 0) + b.output, MAX_TOKENS),
		...(cost_usd === undefined ? {} : { cost_usd }),
	};
}

/** True for an amount that adds nothing. */
export function isNothing({ input, output, cost_usd }: Tokens): boolean {
	return input === 0 && output === 0 && microUsd(cost_usd) === 0;
}

/** The task with what was used for it added to what was used before. */
export function withTokens(task: Task, spent: Tokens): Task {
	return { ...task, tokens: addTokens(task.tokens, spent) };
}

function addCosts(
	a: number | undefined,
	b: number | undefined,
): number | undefined {
	if (a === undefined && b === undefined) return undefined;
	const micro = Math.min(microUsd(a) + microUsd(b), MAX_MICRO_USD);
	return micro / MICRO_PER_USD;
}

function microUsd(usd: number | undefined): number {
	return Math.min(Math.round((usd ?? 0) * MICRO_PER_USD), MAX_MICRO_USD);
}
