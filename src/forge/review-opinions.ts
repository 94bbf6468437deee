import { isAtLeast, roleOf } from "./access.ts";
import type { PullRow, RepoRow, ReviewRow, Tables } from "./tables.ts";

/**
 * What those with write access think of a pull request: the last approval or request for changes of each, unless it was
 * dismissed. Comments change nothing about it.
 */
export function opinionsOn(
	tables: Tables,
	repo: RepoRow,
	pull: PullRow,
): ReviewRow[] {
	const last = new Map<number, ReviewRow>();
	const rows = tables.reviews
		.findBy("pull_number", pull.number)
		.filter((row) => row.repo_id === repo.id)
		.filter(({ state }) => state !== "COMMENTED" && state !== "PENDING")
		.sort((a, b) => order(a).localeCompare(order(b)));
	for (const row of rows) last.set(row.user_id, row);
	return [...last.values()].filter((row) => {
		const user = tables.users.get(row.user_id);
		const role = user === undefined ? undefined : roleOf(tables, repo, user);
		return row.state !== "DISMISSED" && isAtLeast(role, "write");
	});
}

function order({ submitted_at, id }: ReviewRow): string {
	return `${submitted_at ?? ""} ${`${id}`.padStart(12, "0")}`;
}
