import type { ProbotOctokit } from "probot";
import type { Oid } from "../../store/store.ts";
import type { RepositoryName } from "../api.ts";
import { STATUS_MARKER } from "./status-comment.ts";
import { commitOf } from "./written-from.ts";

/** Among so many comments the newest status comment is looked for; the more there was talk, the older it may be. */
const LOOKED_AT = 100;

/**
 * The commit that the newest of the app's own status comments was written from. Whoever may write can edit that comment, so
 * it is a witness against the branch and never one for it.
 */
export async function lastShown(
	octokit: ProbotOctokit,
	name: RepositoryName,
	appLogin: string,
): Promise<Oid | undefined> {
	const { data } = await octokit.rest.issues.listCommentsForRepo({
		...name,
		sort: "updated",
		direction: "desc",
		per_page: LOOKED_AT,
	});
	for (const { user, body } of data) {
		const isOurs =
			user?.login === appLogin && body?.startsWith(STATUS_MARKER) === true;
		const at = isOurs ? commitOf(body ?? "") : undefined;
		if (at !== undefined) return at;
	}
	return undefined;
}
