import { visibleRepo } from "./access.ts";
import type { RefChange } from "./bare-repository.ts";
import {
	type Answer,
	type Call,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	route,
} from "./call.ts";
import type { Database } from "./database.ts";
import { forReaders } from "./guard.ts";
import { simpleUser } from "./people.ts";
import type { Row, Table } from "./table.ts";
import type { RepoRow, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

/** One change of a branch, and who made it: the account that pushed, whatever its commits say. */
interface ActivityRow extends Row {
	readonly repo_id: number;
	readonly ref: string;
	readonly before: string;
	readonly after: string;
	readonly activity_type: "push" | "branch_creation" | "branch_deletion";
	readonly actor_id: number;
}

const NO_OBJECT = "0".repeat(40);

/** What happened to the branches of a repository, newest first. */
export const activityRoutes = [
	route(
		"GET /repos/:owner/:repo/activity",
		forReaders("contents", listActivities),
	),
];

function activityTable(db: Database): Table<ActivityRow> {
	return db.collection<ActivityRow>("forge.activities", ["repo_id"]);
}

/** Takes note of a changed branch. Tags are not listed. */
export function noteActivity(
	{ db }: Pick<World, "db">,
	{
		repo,
		change: { ref, before, after },
		actor,
	}: { repo: RepoRow; change: RefChange; actor: UserRow },
): void {
	if (!ref.startsWith("refs/heads/")) return;
	activityTable(db).insert({
		...{ repo_id: repo.id, ref, actor_id: actor.id },
		before: before ?? NO_OBJECT,
		after: after ?? NO_OBJECT,
		activity_type:
			before === null
				? "branch_creation"
				: after === null
					? "branch_deletion"
					: "push",
	});
}

function listActivities(call: Call, params: Params, world: World): Answer {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const asked = call.query.get("ref");
	const ref = asked?.startsWith("refs/") ? asked : `refs/heads/${asked}`;
	const rows = activityTable(world.db)
		.findBy("repo_id", repo.id)
		.filter((row) => asked === null || row.ref === ref)
		.sort((a, b) => b.id - a.id);
	const { items, headers } = paged(call, rows, world.url);
	const listed = items.map((row) => {
		const actor = world.tables.users.get(row.actor_id);
		return {
			...{ id: row.id, before: row.before, after: row.after, ref: row.ref },
			node_id: Buffer.from(`Activity${row.id}`).toString("base64url"),
			timestamp: row.created_at,
			activity_type: row.activity_type,
			actor: actor === undefined ? null : simpleUser(actor, world.url),
		};
	});
	return ok(listed, headers);
}
