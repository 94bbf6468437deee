import { actorOf, isAtLeast, roleOf } from "./access.ts";
import {
	type Answer,
	type Call,
	NO_ADMIN_RIGHTS,
	NOT_FOUND,
	type Params,
	refusal,
	route,
	UNAUTHORIZED,
} from "./call.ts";
import { installationRow } from "./callers.ts";
import { announceInstallation } from "./installation-event.ts";
import { shortRepo } from "./installations.ts";
import type { World } from "./world.ts";

const PATH = "/user/installations/:installation_id/repositories/:repository_id";

/** A repository's admin lets an App in and out of it. */
export const installationRepositoryRoutes = [
	route(`PUT ${PATH}`, change),
	route(`DELETE ${PATH}`, change),
];

function change(call: Call, params: Params, world: World): Answer {
	const { tables } = world;
	const sender = actorOf(tables, call.caller);
	if (sender === undefined || call.caller?.kind !== "user") return UNAUTHORIZED;
	const row = installationRow(tables, Number(params.installation_id));
	const repo = tables.repos.get(Number(params.repository_id));
	const isOneOwner =
		row?.account_id === repo?.owner_id &&
		row?.account_type === repo?.owner_type;
	if (row === undefined || repo === undefined || !isOneOwner) return NOT_FOUND;
	if (!isAtLeast(roleOf(tables, repo, sender), "admin")) return NO_ADMIN_RIGHTS;
	if (row.repository_selection === "all")
		return refusal(403, "The App is installed on all repositories.");
	const isAdded = call.method === "PUT";
	if (row.repository_ids.includes(repo.id) === isAdded) return { status: 204 };
	const others = row.repository_ids.filter((id) => id !== repo.id);
	const repository_ids = isAdded ? [...others, repo.id] : others;
	const changed = tables.appInstallations.update(row.id, { repository_ids });
	const shown = [shortRepo(repo)];
	announceInstallation(world, {
		event: "installation_repositories",
		action: isAdded ? "added" : "removed",
		installation: changed ?? row,
		sender,
		fields: {
			repository_selection: row.repository_selection,
			repositories_added: isAdded ? shown : [],
			repositories_removed: isAdded ? [] : shown,
			requester: null,
		},
	});
	return { status: 204 };
}
