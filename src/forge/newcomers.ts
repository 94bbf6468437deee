import { createHash } from "node:crypto";
import type { Tables, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

/** So many accounts are made on the spot at most. */
const MAX_NEWCOMERS = 50;
/** What GitHub lets an account be called. */
const LOGIN = /^[a-z0-9](?:-?[a-z0-9])*$/i;
const MAX_LOGIN_LENGTH = 39;
/** Far above the ids that are counted up. */
const FIRST_ID = 1_000_000_000_000;

/** An account as others know it. */
export interface Account {
	readonly id: number;
	readonly login: string;
}

/** The person of that login, who may write to the repository (`owner/name`) where he is new. */
export type Welcome = (login: string, fullName: string) => Account | undefined;

type Place = Pick<World, "db" | "tables">;

/**
 * Welcomes people by name. Whoever is new gets an account without a token, whose id follows from the name. Where there is no room
 * for one more, the newcomer who was not heard of for longest gives way, unless an issue or another role is his; when he comes back
 * he is who he was. Undefined for a name that no person can have, and where nobody can give way. Throws for an unknown repository.
 */
export function createWelcome(world: Place): Welcome {
	/** Newcomers by when they were last heard of. */
	const heardOf = new Set<string>();
	return (login, fullName) => {
		const known = world.tables.users.findOneBy("login", login);
		const user = known ?? admit(world, { login, fullName, heardOf });
		if (user?.type !== "User") return undefined;
		heardOf.delete(login);
		if (isNewcomer(user)) heardOf.add(login);
		return { id: user.id, login: user.login };
	};
}

function admit(
	world: Place,
	{
		login,
		fullName,
		heardOf,
	}: {
		readonly login: string;
		readonly fullName: string;
		readonly heardOf: Set<string>;
	},
): UserRow | undefined {
	const repo = world.tables.repos.findOneBy("full_name", fullName);
	if (repo === undefined) throw new Error(`there is no repository ${fullName}`);
	return isFree(world, login) && makeRoom(world, heardOf)
		? makeAccount(world, login, repo.id)
		: undefined;
}

function isFree({ tables }: Place, login: string): boolean {
	const isTaken =
		tables.orgs.findOneBy("login", login) !== undefined ||
		tables.users.get(idOf(login)) !== undefined;
	return !isTaken && LOGIN.test(login) && login.length <= MAX_LOGIN_LENGTH;
}

function isNewcomer({ id, login }: UserRow): boolean {
	return id === idOf(login);
}

/** The same for a name at all times: commits and leases tell accounts by their ids. */
function idOf(login: string): number {
	return (
		FIRST_ID + createHash("sha256").update(login).digest().readUIntBE(0, 5)
	);
}

/** False when nobody can give way. */
function makeRoom({ tables }: Place, heardOf: Set<string>): boolean {
	const { users, collaborators } = tables;
	const newcomers = users.all().filter(isNewcomer);
	if (newcomers.length < MAX_NEWCOMERS) return true;
	const kept = needed(tables);
	const order = [...heardOf];
	const [oldest] = newcomers
		.filter(({ id }) => !kept.has(id))
		.sort((a, b) => order.indexOf(a.login) - order.indexOf(b.login));
	if (oldest === undefined) return false;
	for (const { id } of collaborators.findBy("user_id", oldest.id))
		collaborators.delete(id);
	users.delete(oldest.id);
	heardOf.delete(oldest.login);
	return true;
}

/** Ids of those whose name stands at an issue, or who were given another role than newcomers have. */
function needed({ issues, collaborators }: Tables): ReadonlySet<number> {
	return new Set([
		...issues
			.all()
			.flatMap(({ user_id, assignee_ids }) => [user_id, ...assignee_ids]),
		...collaborators
			.all()
			.filter(({ permission }) => permission !== "push")
			.map(({ user_id }) => user_id),
	]);
}

function makeAccount({ db, tables }: Place, login: string, repoId: number) {
	const user = tables.users.insert({ id: idOf(login), ...columnsOf(login) });
	tables.users.update(user.id, {
		node_id: Buffer.from(`User${user.id}`).toString("base64url"),
	});
	tables.collaborators.insert({
		repo_id: repoId,
		user_id: user.id,
		permission: "push",
	});
	db.flush();
	return user;
}

function columnsOf(login: string) {
	const unknown = {
		...{ company: null, blog: "", location: null, bio: null },
		...{ hireable: null, twitter_username: null },
	};
	const counts = {
		...{ public_repos: 0, public_gists: 0, followers: 0, following: 0 },
	};
	return {
		...unknown,
		...counts,
		...{ login, node_id: "", gravatar_id: "", name: null },
		...{ type: "User" as const, site_admin: false },
		email: `${login}@users.noreply.github.com`,
	};
}
