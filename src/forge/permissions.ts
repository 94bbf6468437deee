import { actorOf, isAtLeast, may, roleOf, visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	NO_ADMIN_RIGHTS,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	route,
	UNAUTHORIZED,
} from "./call.ts";
import { simpleUser } from "./people.ts";
import type { Role } from "./seed.ts";
import type { RepoRow, Tables, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

/** Who may do what in a repository, and who can be assigned. */
export const permissionRoutes = [
	route("GET /repos/:owner/:repo", showRepository),
	route(
		"GET /repos/:owner/:repo/collaborators/:username/permission",
		permission,
	),
	route("GET /repos/:owner/:repo/collaborators", collaborators),
	route("GET /repos/:owner/:repo/assignees", assignees),
	route("GET /repos/:owner/:repo/assignees/:assignee", checkAssignee),
];

/** `permission` knows only the three roles that were there first; `role_name` tells the real one. */
const OLD_NAME: Readonly<Record<Role, string>> = {
	read: "read",
	triage: "read",
	write: "write",
	maintain: "write",
	admin: "admin",
};

function permission(
	call: Call,
	params: Params,
	{ tables, url }: World,
): Answer {
	const repo = visibleRepo(tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	if (call.caller === undefined) return UNAUTHORIZED;
	// GitHub lets everybody ask who can at least push, and an App that may read the metadata.
	if (
		!may(tables, call.caller, repo, {
			role: "write",
			permission: "metadata",
			level: "read",
		})
	)
		return NO_ADMIN_RIGHTS;
	const user = tables.users.findOneBy("login", params.username);
	if (user === undefined || user.type === "Bot") return NOT_FOUND;
	const role = roleOf(tables, repo, user);
	const name = role ?? "none";
	const shown = {
		...simpleUser(user, url),
		permissions: permissionsOf(role),
		role_name: name,
	};
	return ok({
		permission: role === undefined ? "none" : OLD_NAME[role],
		role_name: name,
		user: shown,
	});
}

/** A repository and what the caller may do in it, where the emulator tells everybody that they may do everything. */
export async function showRepository(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const answer = await world.emulate(call);
	const actor = actorOf(world.tables, call.caller);
	const role = actor === undefined ? "read" : roleOf(world.tables, repo, actor);
	const counts = { network_count: 0, subscribers_count: 0 };
	const permissions = permissionsOf(role);
	// What was never pushed to counts as pushed to when it was made.
	const pushed_at = repo.pushed_at ?? repo.created_at;
	return {
		...answer,
		body: { ...(answer.body as object), ...counts, permissions, pushed_at },
	};
}

function permissionsOf(role: Role | undefined): Record<string, boolean> {
	return {
		pull: isAtLeast(role, "read"),
		triage: isAtLeast(role, "triage"),
		push: isAtLeast(role, "write"),
		maintain: isAtLeast(role, "maintain"),
		admin: isAtLeast(role, "admin"),
	};
}

/** Those who were given a role, not everybody who may read because the repository is public. */
function collaborators(
	call: Call,
	params: Params,
	{ tables, url }: World,
): Answer {
	const repo = visibleRepo(tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	if (call.caller === undefined) return UNAUTHORIZED;
	const found = tables.users.all().flatMap((user) => {
		const role = roleOf(tables, { ...repo, private: true }, user);
		return role === undefined || user.type === "Bot" ? [] : [{ user, role }];
	});
	const { items, headers } = paged(call, found, url);
	const shown = items.map(({ user, role }) => {
		return {
			...simpleUser(user, url),
			permissions: permissionsOf(role),
			role_name: role,
		};
	});
	return ok(shown, headers);
}

/** People can be assigned who may at least triage; bots never. */
export function isAssignable(
	tables: Tables,
	repo: RepoRow,
	user: UserRow | undefined,
): boolean {
	return (
		user !== undefined &&
		user.type === "User" &&
		isAtLeast(roleOf(tables, repo, user), "triage")
	);
}

function assignees(call: Call, params: Params, { tables, url }: World): Answer {
	const repo = visibleRepo(tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const assignable = tables.users
		.all()
		.filter((user) => isAssignable(tables, repo, user));
	const { items, headers } = paged(call, assignable, url);
	return ok(
		items.map((user) => simpleUser(user, url)),
		headers,
	);
}

function checkAssignee(call: Call, params: Params, { tables }: World): Answer {
	const repo = visibleRepo(tables, call.caller, params);
	const user = tables.users.findOneBy("login", params.assignee);
	return repo !== undefined && isAssignable(tables, repo, user)
		? { status: 204 }
		: NOT_FOUND;
}
