import type { Learned } from "../core/learned.ts";
import {
	BUDGET_TOKENS,
	BUDGETS,
	type Budget,
	type Complexity,
	type Risk,
	type TaskType,
} from "../core/plan/plan.ts";

/** What a budget is measured by. */
export interface BudgetGround {
	readonly type: TaskType;
	readonly steps: number;
	readonly complexity: Complexity;
	readonly risk: Risk;
	readonly learned: Learned;
}

/** Completed runs of a type that have to have told their tokens before the median counts. */
export const RUNS_THAT_COUNT = 3;

/** The share of a budget under which the median of earlier runs has to stay, so that an ordinary run is not stopped for a word. */
const ROOM = 0.8;

/**
 * One step is lean, a wide task or more than eight steps full, everything else standard. The median of at least 3 completed
 * runs of the type raises it to the first budget of which it is less than four fifths, and never lowers it. `learned` says what
 * earlier runs had to do with it, where there were any.
 */
export function budgetFor({
	type,
	steps,
	complexity,
	risk,
	learned,
}: BudgetGround): {
	readonly budget: Budget;
	readonly evidence: string;
	readonly learned?: string;
} {
	const isFull = steps > 8 || complexity === "heavy" || risk === "CRITICAL";
	const byRule: Budget = isFull ? "full" : steps <= 1 ? "lean" : "standard";
	const evidence = `${steps} ${steps === 1 ? "step" : "steps"}, ${complexity} complexity, ${risk} risk`;
	const known = learned.tokens?.find((record) => record.type === type);
	if (known === undefined) return { budget: byRule, evidence };
	const { runs, median } = known;
	if (runs < RUNS_THAT_COUNT)
		return {
			...{ budget: byRule, evidence },
			learned: `the budget stays ${byRule}: of earlier ${type} runs ${runs} told tokens, and ${RUNS_THAT_COUNT} are needed before their median counts`,
		};
	const budget =
		BUDGETS.slice(BUDGETS.indexOf(byRule)).find(
			(tier) => median < BUDGET_TOKENS[tier] * ROOM,
		) ?? "full";
	const medianSaid = `the median of ${runs} completed ${type} runs is ${median} tokens`;
	return budget === byRule
		? {
				...{ budget, evidence },
				learned: `the budget stays ${byRule}: ${medianSaid}`,
			}
		: {
				budget,
				evidence: `${evidence}, and what earlier runs used`,
				learned: `the budget is ${budget} instead of ${byRule}: ${medianSaid}, which leaves too little room in ${BUDGET_TOKENS[byRule]}`,
			};
}
