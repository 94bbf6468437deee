import type { ProbotOctokit } from "probot";
import type { JsonObject } from "../../core/errors.ts";
import { fromMs } from "../../core/instant.ts";
import type { BudgetsFound } from "../../verbs/doctor/github-facts.ts";
import type { DoctorDoor } from "./doctor-door.ts";
import { ONCE } from "./look.ts";

/** How the budgets stand that Baton keeps itself. Whoever keeps them tells what he knows; the rest is left out. */
export type BudgetFacts = Omit<BudgetsFound, "pushes">;

/** What is left of GitHub's primary limit. Asking costs nothing of it. */
export async function primaryLimit(
	octokit: ProbotOctokit,
): Promise<NonNullable<BudgetsFound["primary"]>> {
	const { data } = await octokit.rest.rateLimit.get({ ...ONCE });
	const { limit, remaining, reset } = data.resources.core;
	return { limit, remaining, reset: fromMs(reset * 1_000) };
}

/** GitHub's limit, as far as it was told, and Baton's own. */
export function budgetsFound(
	{ budgets, pushWaitMs }: Pick<DoctorDoor, "budgets" | "pushWaitMs">,
	{
		primary,
		inForce,
	}: {
		readonly primary: BudgetsFound["primary"];
		readonly inForce: JsonObject | undefined;
	},
): BudgetsFound {
	const perMinute = inForce?.pushes_per_minute;
	return {
		...budgets?.(),
		...(primary === undefined ? {} : { primary }),
		...(typeof perMinute !== "number"
			? {}
			: {
					pushes: {
						per_minute: perMinute,
						next_in_ms: Math.ceil(pushWaitMs?.(perMinute) ?? 0),
					},
				}),
	};
}
