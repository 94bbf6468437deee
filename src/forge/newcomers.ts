import type { UserRow } from "./tables.ts";
import type { World } from "./world.ts";

/** So many accounts are made on the spot at most. */
const MAX_NEWCOMERS = 50;
/** What GitHub lets an account be called. */
const LOGIN = /^[a-z0-9](?:-?[a-z0-9])*$/i;
const MAX_LOGIN_LENGTH = 39;

/** An account as others know it. */
export interface Account {
	readonly id: number;
	readonly login: string;
}

/**
 * The person of that login. Whoever is new gets an account without a token and may write to the repository. Undefined for a
 * name that no person can have, and for a newcomer beyond the fiftieth. Throws for an unknown repository.
 */
export function welcomeAccount(
	world: Pick<World, "db" | "tables" | "identities">,
	login: string,
	fullName: string,
): Account | undefined {
	const { tables, db } = world;
	const known = tables.users.findOneBy("login", login);
	if (known !== undefined)
		return known.type === "User" ? accountOf(known) : undefined;
	const repo = tables.repos.findOneBy("full_name", fullName);
	if (repo === undefined) throw new Error(`there is no repository ${fullName}`);
	if (!isFree(world, login)) return undefined;
	const user = tables.users.insert(columnsOf(login));
	tables.users.update(user.id, {
		node_id: Buffer.from(`User${user.id}`).toString("base64url"),
	});
	tables.collaborators.insert({
		repo_id: repo.id,
		user_id: user.id,
		permission: "push",
	});
	db.flush();
	return accountOf(user);
}

function isFree(
	{ tables, identities }: Pick<World, "tables" | "identities">,
	login: string,
): boolean {
	const isTaken = tables.orgs.findOneBy("login", login) !== undefined;
	if (isTaken || !LOGIN.test(login) || login.length > MAX_LOGIN_LENGTH)
		return false;
	// Whoever was there from the start has a token.
	const newcomers = tables.users
		.all()
		.filter(
			(user) => user.type === "User" && !(user.login in identities.tokens),
		);
	return newcomers.length < MAX_NEWCOMERS;
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

function accountOf({ id, login }: UserRow): Account {
	return { id, login };
}
