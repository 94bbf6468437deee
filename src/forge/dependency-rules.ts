import { dependencyRow, dependencyTable } from "./dependency-table.ts";
import type { IssueRow } from "./tables.ts";
import type { World } from "./world.ts";

/** GitHub's limit for each side of an issue. */
const MOST_DEPENDENCIES = 50;

/**
 * Why an issue cannot wait for another, in GitHub's words; undefined when it can. A circle of two is refused, a longer one
 * is not: GitHub takes it, and whoever reads dependencies has to be ready for it.
 */
export function dependencyObstacle(
	{ db }: Pick<World, "db">,
	blocked: IssueRow,
	blocking: IssueRow,
): string | undefined {
	if (blocked.is_pull_request) return "Source issue may only be an issue";
	if (blocking.is_pull_request) return "Target issue may only be an issue";
	if (blocked.id === blocking.id)
		return "Target issue cannot be the same as the source issue";
	if (dependencyRow(db, blocked.id, blocking.id) !== undefined)
		return "Target issue has already been taken";
	if (dependencyRow(db, blocking.id, blocked.id) !== undefined)
		return "this dependency would create a cycle where the target is already blocked by the source";
	const rows = dependencyTable(db);
	if (rows.findBy("blocked_id", blocked.id).length >= MOST_DEPENDENCIES)
		return `Source issue cannot have more than ${MOST_DEPENDENCIES} blocked-by relations`;
	if (rows.findBy("blocking_id", blocking.id).length >= MOST_DEPENDENCIES)
		return `Target issue cannot have more than ${MOST_DEPENDENCIES} blocking relations`;
	return undefined;
}
