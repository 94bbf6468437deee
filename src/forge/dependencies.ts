import {
	type Answer,
	type Call,
	NOT_FOUND,
	ok,
	type Params,
	refusal,
	route,
} from "./call.ts";
import { dependencyObstacle } from "./dependency-rules.ts";
import {
	dependenciesOf,
	dependencyRow,
	dependencyTable,
} from "./dependency-table.ts";
import { forReaders, forTriage } from "./guard.ts";
import { tellOfDependency } from "./link-events.ts";
import {
	idIn,
	issueAt,
	issueList,
	issueWithId,
	knownActor,
	shownIssue,
} from "./linked-issue.ts";
import type { World } from "./world.ts";

const DEPENDENCIES = "/repos/:owner/:repo/issues/:number/dependencies";

/** Issues that wait for others. The side that waits is the one that can be written. */
export const dependencyRoutes = [
	route(
		`GET ${DEPENDENCIES}/blocked_by`,
		forReaders("issues", listOf("blocked_by")),
	),
	route(
		`GET ${DEPENDENCIES}/blocking`,
		forReaders("issues", listOf("blocking")),
	),
	route(`POST ${DEPENDENCIES}/blocked_by`, forTriage(add)),
	route(`DELETE ${DEPENDENCIES}/blocked_by/:issue_id`, forTriage(remove)),
];

function listOf(side: "blocked_by" | "blocking") {
	return async (call: Call, params: Params, world: World) => {
		const found = issueAt(world, call, params);
		return found === undefined
			? NOT_FOUND
			: issueList(world, call, dependenciesOf(world, found.issue.id, side));
	};
}

async function add(call: Call, params: Params, world: World): Promise<Answer> {
	const blocked = issueAt(world, call, params);
	if (blocked === undefined) return NOT_FOUND;
	const wanted = idIn(call, "issue_id");
	if ("refused" in wanted) return wanted.refused;
	const blocking = issueWithId(world, call, wanted.id);
	if (blocking === undefined) return NOT_FOUND;
	const obstacle = dependencyObstacle(world, blocked.issue, blocking.issue);
	if (obstacle !== undefined)
		return refusal(
			422,
			`An error occurred while adding the blocking issue to the issue. Validation failed: ${obstacle}`,
		);
	const actor = knownActor(world, call);
	dependencyTable(world.db).insert({
		blocked_id: blocked.issue.id,
		blocking_id: blocking.issue.id,
	});
	await tellOfDependency(world, "added", { blocked, blocking, actor });
	return { status: 201, body: await shownIssue(world, blocked) };
}

/** What is gone already is no error. */
async function remove(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const blocked = issueAt(world, call, params);
	const blocking = issueWithId(world, call, Number(params.issue_id));
	if (blocked === undefined || blocking === undefined) return NOT_FOUND;
	const row = dependencyRow(world.db, blocked.issue.id, blocking.issue.id);
	if (row !== undefined) {
		const actor = knownActor(world, call);
		dependencyTable(world.db).delete(row.id);
		await tellOfDependency(world, "removed", { blocked, blocking, actor });
	}
	return ok(await shownIssue(world, blocked));
}
