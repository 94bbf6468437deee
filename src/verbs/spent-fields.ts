import { z } from "zod";
import type { Tokens } from "../core/task.ts";
import { SPENT_LIMITS } from "../core/tokens.ts";

const count = z.int().nonnegative().max(SPENT_LIMITS.tokens);
const usd = z.number().nonnegative().max(SPENT_LIMITS.costUsd);

const amount = z.strictObject({
	input: count,
	output: count,
	cost_usd: usd.optional(),
});

const NO_TOKENS = `is no number of tokens: \`1200/300\` says 1200 in and 300 out, each from 0 to ${SPENT_LIMITS.tokens}`;
const NO_COST = `is no cost: \`0.02\` says 2 cents, from 0 to ${SPENT_LIMITS.costUsd} dollars`;

/** The fields of a verb by which a holder says what models used for the work since it last said so. */
export const spent = {
	tokens: z
		.union([amount, written(/^[0-9]{1,13}\/[0-9]{1,13}$/, tokensOf)], {
			error: NO_TOKENS,
		})
		.optional()
		.describe(
			"Tokens used since they were last told: `1200/300` (in/out), or input, output and cost_usd",
		),
	cost: z
		.union([usd, written(/^[0-9]{1,10}(\.[0-9]{1,12})?$/, costOf)], {
			error: NO_COST,
		})
		.optional()
		.describe(
			"Cost in US dollars since it was last told; counts before tokens.cost_usd",
		),
};

/** A value as people write it in a command; undefined from `read` is refused. */
function written<T>(pattern: RegExp, read: (text: string) => T | undefined) {
	return z
		.string()
		.refine((text) => pattern.test(text) && read(text) !== undefined)
		.transform((text) => read(text) as T);
}

function tokensOf(text: string): Tokens | undefined {
	const [input, output] = text.split("/").map(Number);
	const parsed = amount.safeParse({ input, output });
	return parsed.success ? parsed.data : undefined;
}

function costOf(text: string): number | undefined {
	const parsed = usd.safeParse(Number(text));
	return parsed.success ? parsed.data : undefined;
}
