import {
	type Answer,
	type Call,
	fields,
	NOT_FOUND,
	ok,
	type Params,
	refusal,
} from "./call.ts";
import { idIn, issueAt, shownIssue } from "./linked-issue.ts";
import { subIssueRows, subIssueTable } from "./sub-issue-table.ts";
import type { World } from "./world.ts";

/** Moves a sub-issue behind or before another one of the same parent. */
export async function prioritize(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const parent = issueAt(world, call, params);
	if (parent === undefined) return NOT_FOUND;
	const { after_id, before_id } = fields(call);
	if ((after_id === undefined) === (before_id === undefined))
		return refusal(422, "Either after_id or before_id should be specified");
	const isAfter = after_id !== undefined;
	const moved = idIn(call, "sub_issue_id");
	const anchor = idIn(call, isAfter ? "after_id" : "before_id");
	if ("refused" in moved) return moved.refused;
	if ("refused" in anchor) return anchor.refused;
	const rows = subIssueRows(world.db, parent.issue.id);
	const row = rows.find(({ child_id }) => child_id === moved.id);
	const others = rows.filter((other) => other !== row);
	const place = others.findIndex(({ child_id }) => child_id === anchor.id);
	if (row === undefined || place === -1)
		return refusal(404, "The provided sub-issue does not exist");
	others.splice(isAfter ? place + 1 : place, 0, row);
	for (const [position, { id }] of others.entries())
		subIssueTable(world.db).update(id, { position });
	return ok(await shownIssue(world, parent));
}
