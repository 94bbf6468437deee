import { actorOf, may, type Need, visibleRepo } from "./access.ts";
import { announceLater } from "./announce.ts";
import {
	type Answer,
	type Call,
	fields,
	NO_ADMIN_RIGHTS,
	NOT_FOR_INTEGRATION,
	NOT_FOUND,
	type Params,
	refusal,
	route,
	UNAUTHORIZED,
} from "./call.ts";
import { formerNameTable } from "./former-names.ts";
import { organizationOf } from "./organization-fields.ts";
import { showRepository } from "./permissions.ts";
import { takeBack } from "./scope.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

/** Changing a repository: its name, whether it is archived, and what else the emulator keeps of it. */
export const repositoryRoutes = [route("PATCH /repos/:owner/:repo", change)];

const ADMIN: Need = {
	role: "admin",
	permission: "administration",
	level: "write",
};

/** What GitHub answers who would change something in an archived repository. */
const READ_ONLY = refusal(403, "Repository was archived so is read-only.");

/** The refusal of a write to what is archived; of the repository itself only the archiving can be undone. */
export function refusedAsArchived(
	world: World,
	call: Call,
): Answer | undefined {
	if (call.method === "GET") return undefined;
	const [, owner = "", repo = "", rest] =
		/^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(call.path) ?? [];
	const row = visibleRepo(world.tables, call.caller, { owner, repo });
	if (row?.archived !== true) return undefined;
	const isRestored = call.method === "PATCH" && fields(call).archived === false;
	const isItself = rest === undefined;
	return isItself && (isRestored || call.method === "DELETE")
		? undefined
		: READ_ONLY;
}

async function change(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const { tables } = world;
	const before = visibleRepo(tables, call.caller, params);
	if (before === undefined) return NOT_FOUND;
	if (actorOf(tables, call.caller) === undefined) return UNAUTHORIZED;
	if (!may(tables, call.caller, before, ADMIN))
		return call.caller?.kind === "installation"
			? NOT_FOR_INTEGRATION
			: NO_ADMIN_RIGHTS;
	const path = `/repos/${before.full_name}`;
	const answer = await world.emulate({ ...call, path });
	takeBack("repository");
	const after = tables.repos.get(before.id);
	if (answer.status !== 200 || after === undefined) return answer;
	noteName(world, before, after);
	await announceChanges(world, call, { before, after });
	const [owner = "", repo = ""] = after.full_name.split("/");
	const read = { ...call, method: "GET", path: `/repos/${after.full_name}` };
	return showRepository(read, { owner, repo }, world);
}

function noteName({ db }: World, before: RepoRow, after: RepoRow): void {
	const table = formerNameTable(db);
	const [was, is] = [before, after].map((row) => row.full_name.toLowerCase());
	for (const row of table.all()) {
		if (row.full_name === is || row.full_name === was) table.delete(row.id);
	}
	if (was !== is && was !== undefined)
		table.insert({ full_name: was, repo_id: after.id });
}

/** GitHub has a name of its own for each kind of change. */
async function announceChanges(
	world: World,
	call: Call,
	{ before, after }: { before: RepoRow; after: RepoRow },
): Promise<void> {
	const sender = actorOf(world.tables, call.caller);
	if (sender === undefined) return;
	const tell = (action: string, changes?: object) =>
		announceLater(world, after, {
			event: "repository",
			action,
			sender,
			fields: {
				...(changes === undefined ? {} : { changes }),
				...organizationOf(world, after),
			},
		});
	if (before.name !== after.name)
		await tell("renamed", { repository: { name: { from: before.name } } });
	if (before.archived !== after.archived)
		await tell(after.archived ? "archived" : "unarchived");
	if (before.private !== after.private)
		await tell(after.private ? "privatized" : "publicized");
	const edited = (["description", "homepage", "default_branch"] as const)
		.filter((name) => before[name] !== after[name])
		.map((name) => [name, { from: before[name] }]);
	if (edited.length > 0) await tell("edited", Object.fromEntries(edited));
}
