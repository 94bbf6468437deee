import {
	type Answer,
	type Call,
	fields,
	NOT_FOUND,
	ok,
	type Params,
	refusal,
	route,
} from "./call.ts";
import { forReaders, forTriage } from "./guard.ts";
import { tellOfSubIssue } from "./link-events.ts";
import {
	idIn,
	issueAt,
	issueList,
	issueWithId,
	knownActor,
	type LinkedIssue,
	shownIssue,
} from "./linked-issue.ts";
import { prioritize } from "./sub-issue-order.ts";
import { subIssueObstacle } from "./sub-issue-rules.ts";
import {
	addChild,
	childrenOf,
	parentOf,
	removeChild,
} from "./sub-issue-table.ts";
import type { World } from "./world.ts";

const ISSUE = "/repos/:owner/:repo/issues/:number";
const NO_SUB_ISSUE = refusal(404, "The provided sub-issue does not exist");
const NO_PARENT = refusal(404, "No parent issue found");

/** Issues below issues: at most 100 each, eight levels deep, one parent, never in a circle. */
export const subIssueRoutes = [
	route(`GET ${ISSUE}/sub_issues`, forReaders("issues", list)),
	route(`POST ${ISSUE}/sub_issues`, forTriage(add)),
	route(`DELETE ${ISSUE}/sub_issue`, forTriage(remove)),
	route(`PATCH ${ISSUE}/sub_issues/priority`, forTriage(prioritize)),
	route(`GET ${ISSUE}/parent`, forReaders("issues", showParent)),
];

async function list(call: Call, params: Params, world: World): Promise<Answer> {
	const found = issueAt(world, call, params);
	return found === undefined
		? NOT_FOUND
		: issueList(world, call, childrenOf(world, found.issue.id));
}

async function showParent(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const found = issueAt(world, call, params);
	if (found === undefined) return NOT_FOUND;
	const id = parentOf(world, found.issue.id)?.id ?? 0;
	const parent = issueWithId(world, call, id);
	return parent === undefined ? NO_PARENT : ok(await shownIssue(world, parent));
}

async function add(call: Call, params: Params, world: World): Promise<Answer> {
	const ends = endsOf(call, params, world);
	if ("refused" in ends) return ends.refused;
	const { parent, child } = ends;
	const replacesParent = fields(call).replace_parent === true;
	const obstacle = subIssueObstacle(world, { parent, child, replacesParent });
	if (obstacle !== undefined)
		return refusal(
			422,
			`An error occurred while adding the sub-issue to the parent issue. ${obstacle}`,
		);
	const actor = knownActor(world, call);
	const before = parentOf(world, child.issue.id);
	const repo = world.tables.repos.get(before?.repo_id ?? 0);
	removeChild(world.db, child.issue.id);
	if (before !== undefined && repo !== undefined)
		await tellOfSubIssue(world, "removed", {
			parent: { repo, issue: before },
			child,
			actor,
		});
	addChild(world.db, parent.issue.id, child.issue.id);
	await tellOfSubIssue(world, "added", { parent, child, actor });
	return { status: 201, body: await shownIssue(world, parent) };
}

async function remove(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const ends = endsOf(call, params, world);
	if ("refused" in ends) return ends.refused;
	const { parent, child } = ends;
	if (parentOf(world, child.issue.id)?.id !== parent.issue.id)
		return NO_SUB_ISSUE;
	const actor = knownActor(world, call);
	removeChild(world.db, child.issue.id);
	await tellOfSubIssue(world, "removed", { parent, child, actor });
	return ok(await shownIssue(world, parent));
}

/** The issue that the path names and the one that the body names. */
function endsOf(
	call: Call,
	params: Params,
	world: World,
): { parent: LinkedIssue; child: LinkedIssue } | { refused: Answer } {
	const parent = issueAt(world, call, params);
	if (parent === undefined) return { refused: NOT_FOUND };
	const wanted = idIn(call, "sub_issue_id");
	if ("refused" in wanted) return wanted;
	const child = issueWithId(world, call, wanted.id);
	return child === undefined ? { refused: NO_SUB_ISSUE } : { parent, child };
}
