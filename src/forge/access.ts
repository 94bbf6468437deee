import type { Caller } from "./callers.ts";
import { ROLES, type Role } from "./seed.ts";
import type { RepoRow, Tables, UserRow } from "./tables.ts";

/** The role of a collaborator's permission as the tables spell it. */
const ROLE_OF: Readonly<Record<string, Role>> = {
	pull: "read",
	read: "read",
	triage: "triage",
	push: "write",
	write: "write",
	maintain: "maintain",
	admin: "admin",
};

/** What a caller has to have: a person the role, an App's installation the permission. */
export interface Need {
	readonly role: Role;
	readonly permission: string;
	readonly level: "read" | "write";
}

/**
 * A person's role on a repository: owner, organization admin, collaborator, the organization's base permission for
 * members, and read for anybody where the repository is public. Undefined: none at all.
 */
export function roleOf(
	tables: Tables,
	repo: RepoRow,
	user: UserRow,
): Role | undefined {
	if (repo.owner_type === "User" && repo.owner_id === user.id) return "admin";
	const roles: Role[] = repo.private ? [] : ["read"];
	for (const collaborator of tables.collaborators.findBy("repo_id", repo.id)) {
		if (collaborator.user_id === user.id)
			roles.push(ROLE_OF[collaborator.permission] ?? "read");
	}
	if (repo.owner_type === "Organization")
		roles.push(...rolesAsMember(tables, repo.owner_id, user));
	return roles.reduce<Role | undefined>(
		(best, role) => (isAtLeast(best, role) ? best : role),
		undefined,
	);
}

function rolesAsMember(tables: Tables, orgId: number, user: UserRow): Role[] {
	const base = tables.orgs.get(orgId)?.default_repository_permission ?? "none";
	return tables.teamMembers.findBy("user_id", user.id).flatMap((membership) => {
		const team = tables.teams.get(membership.team_id);
		if (team?.org_id !== orgId) return [];
		if (team.slug === "members" && membership.role === "maintainer")
			return ["admin" as const];
		return ROLE_OF[base] ?? [];
	});
}

/** True when a role reaches another; no role reaches nothing. */
export function isAtLeast(role: Role | undefined, wanted: Role): boolean {
	return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

/** Whether a caller may do something in a repository. */
export function may(
	tables: Tables,
	caller: Caller | undefined,
	repo: RepoRow,
	need: Need,
): boolean {
	if (caller === undefined)
		return !repo.private && need.role === "read" && need.level === "read";
	if (caller.kind === "app")
		return !repo.private && need.level === "read" && need.role === "read";
	if (caller.kind === "installation") {
		if (!covers(caller.grant, repo))
			return !repo.private && need.level === "read";
		// Every installation may read the metadata of its repositories.
		if (need.permission === "metadata" && need.level === "read") return true;
		const granted = caller.grant.permissions[need.permission];
		return granted === "write" || (granted === "read" && need.level === "read");
	}
	const user = tables.users.findOneBy("login", caller.login);
	return user !== undefined && isAtLeast(roleOf(tables, repo, user), need.role);
}

/** Whether an installation's token reaches a repository. */
export function covers(
	grant: Extract<Caller, { kind: "installation" }>["grant"],
	repo: RepoRow,
): boolean {
	if (
		grant.accountId !== repo.owner_id ||
		grant.accountType !== repo.owner_type
	)
		return false;
	return (
		grant.repositorySelection === "all" || grant.repositoryIds.includes(repo.id)
	);
}

/** The repository a path names, if this caller may know that it exists. Names are matched without regard to case. */
export function visibleRepo(
	tables: Tables,
	caller: Caller | undefined,
	{ owner, repo }: Readonly<Record<string, string>>,
): RepoRow | undefined {
	const wanted = `${owner}/${repo}`;
	const found =
		tables.repos.findOneBy("full_name", wanted) ??
		tables.repos
			.all()
			.find(
				(candidate) =>
					candidate.full_name.toLowerCase() === wanted.toLowerCase(),
			);
	const canRead =
		found !== undefined &&
		may(tables, caller, found, {
			role: "read",
			permission: "metadata",
			level: "read",
		});
	return canRead ? found : undefined;
}

/** The user row behind a caller; an App's bot for an installation. */
export function actorOf(
	tables: Tables,
	caller: Caller | undefined,
): UserRow | undefined {
	if (caller === undefined || caller.kind === "app") return undefined;
	return tables.users.findOneBy("login", caller.login);
}
