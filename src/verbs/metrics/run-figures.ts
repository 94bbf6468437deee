import type { BoardReader } from "../../core/board.ts";
import type { BoardRun } from "../../core/dashboard.ts";
import { gateFigures } from "../../core/dashboard-gates.ts";
import { roleFigures } from "../../core/dashboard-roles.ts";
import type { JsonObject } from "../../core/errors.ts";
import type { Instant } from "../../core/instant.ts";

/** So many failures are told one by one, and so many roles. */
const MAX_FAILED = 20;
const MAX_ROLES = 100;

/** What the runs of plans come to: their gates, and their steps by role. */
export function runFigures(
	board: BoardReader,
	now: Instant,
): { readonly gates: JsonObject; readonly by_role: readonly JsonObject[] } {
	const runs = [...board.keys()].flatMap((key): readonly BoardRun[] => {
		const task = board.task(key);
		const plan = board.plan(key);
		return task === undefined || plan === undefined
			? []
			: [{ key, task, plan }];
	});
	const { failed, ...gates } = gateFigures(runs);
	const plans = runs.map(({ plan }) => plan);
	return {
		gates: { ...gates, failed: failed.slice(0, MAX_FAILED) },
		by_role: roleFigures(plans, now)
			.slice(0, MAX_ROLES)
			.map((role) => ({ ...role })),
	};
}
