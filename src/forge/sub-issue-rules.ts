import type { LinkedIssue } from "./linked-issue.ts";
import { childrenOf, parentOf } from "./sub-issue-table.ts";
import type { World } from "./world.ts";

const MOST_SUB_ISSUES = 100;
/** Levels of sub-issues below the issue at the top. */
const MOST_LEVELS = 8;

/** Why an issue cannot be put below another, in GitHub's words where they are known; undefined when it can. */
export function subIssueObstacle(
	world: Pick<World, "db" | "tables">,
	{
		parent,
		child,
		replacesParent,
	}: { parent: LinkedIssue; child: LinkedIssue; replacesParent: boolean },
): string | undefined {
	if (parent.issue.is_pull_request) return "Parent may only be an issue";
	if (child.issue.is_pull_request) return "Sub issue may only be an issue";
	if (!hasSameOwner(parent, child))
		return "Sub issue must belong to the same repository owner as the parent issue";
	const current = parentOf(world, child.issue.id)?.id;
	if (current === parent.issue.id)
		return "Issue may not contain duplicate sub-issues and Sub issue may only have one parent";
	if (current !== undefined && !replacesParent)
		return "Sub issue may only have one parent";
	const above = lineUpFrom(world, parent.issue.id);
	if (above.includes(child.issue.id))
		return "Sub issue may not be above its own parent";
	if (childrenOf(world, parent.issue.id).length >= MOST_SUB_ISSUES)
		return `Parent cannot have more than ${MOST_SUB_ISSUES} sub-issues`;
	if (above.length + levelsBelow(world, child.issue.id) > MOST_LEVELS)
		return `Sub-issues cannot be nested more than ${MOST_LEVELS} levels deep`;
	return undefined;
}

function hasSameOwner(a: LinkedIssue, b: LinkedIssue): boolean {
	return (
		a.repo.owner_id === b.repo.owner_id &&
		a.repo.owner_type === b.repo.owner_type
	);
}

/** The id itself and those above it, nearest first. */
function lineUpFrom(
	world: Pick<World, "db" | "tables">,
	issueId: number,
): number[] {
	const line = [issueId];
	for (let level = 0; level <= MOST_LEVELS; level += 1) {
		const above = parentOf(world, line.at(-1) ?? issueId);
		if (above === undefined) break;
		line.push(above.id);
	}
	return line;
}

function levelsBelow(
	world: Pick<World, "db" | "tables">,
	issueId: number,
): number {
	let level = [issueId];
	for (let depth = 0; depth <= MOST_LEVELS; depth += 1) {
		level = level.flatMap((id) => childrenOf(world, id).map((row) => row.id));
		if (level.length === 0) return depth;
	}
	return MOST_LEVELS + 1;
}
