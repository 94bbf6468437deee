import type { BoardConfig } from "../../core/config.ts";
import { type Refusal, refuse } from "../../core/errors.ts";
import { isCounted } from "../../core/gate-source.ts";
import type { GateCheck, Plan } from "../../core/plan/plan.ts";

/**
 * The refusal of a plan that looks at commit statuses which no gate of the config names: whose word counts is not for a plan to
 * say. What the plan `before` had already stays; it counts for as long as config names it.
 */
export function unnamedStatus(
	plan: Plan,
	config: BoardConfig,
	before?: Plan,
): Refusal | undefined {
	const known = before === undefined ? [] : checksIn(before);
	const strange = checksIn(plan).find(
		(check) =>
			!isCounted(config, check) &&
			!known.some(({ name, app }) => name === check.name && app === check.app),
	);
	return strange === undefined
		? undefined
		: refuse(
				"VALIDATION",
				`The check ${JSON.stringify(strange.name)} of ${JSON.stringify(strange.app)} is a commit status that no gate of the board's config names.`,
				"Name its context and creator under `statuses` of a gate in `.github/baton.yml`, or a check of an App here.",
				{ field: "checks" },
			);
}

function checksIn({ phases }: Plan): readonly GateCheck[] {
	return phases.flatMap(({ gate }) => gate?.checks ?? []);
}
