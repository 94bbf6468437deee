import { roleOf } from "./access.ts";
import type { Role } from "./seed.ts";
import type { World } from "./world.ts";

/** Somebody who may see a repository, and what else he may do there. */
export interface Member {
	readonly login: string;
	readonly role: Role;
}

/** Whoever may see the repository (`owner/name`), bots left out, in the order they came. Throws for an unknown repository. */
export function membersOf(
	{ tables }: Pick<World, "tables">,
	fullName: string,
): readonly Member[] {
	const repo = tables.repos.findOneBy("full_name", fullName);
	if (repo === undefined) throw new Error(`there is no repository ${fullName}`);
	return tables.users.all().flatMap((user) => {
		const role = user.type === "User" ? roleOf(tables, repo, user) : undefined;
		return role === undefined ? [] : [{ login: user.login, role }];
	});
}
