import type { ProbotOctokit } from "probot";
import type { Actor } from "../core/actor.ts";
import type { RepositoryName } from "./api.ts";

/** A repository the app is installed on. */
export interface InstalledRepository extends RepositoryName {
	readonly id: number;
	readonly installationId: number;
}

/** True when both are called the same, and reached by the same installation. */
export function isSamePlace(
	a: InstalledRepository,
	b: InstalledRepository,
): boolean {
	return (
		a.owner === b.owner &&
		a.repo === b.repo &&
		a.installationId === b.installationId
	);
}

/** An installation token is renewed this long before it ends, so that no push starts with a dying one. */
const RENEW_BEFORE_MS = 5 * 60_000;

/**
 * The app's own account: the login is that of its bot, in whose name GitHub shows what the app does; the id is the App's own, not
 * the bot's, which only installations may ask for. A board knows its commits by both, so neither may hang on a second answer.
 */
export async function appAccount(octokit: ProbotOctokit): Promise<Actor> {
	const { data } = await octokit.rest.apps.getAuthenticated();
	if (data === null || data.slug === undefined)
		throw new Error(
			"GitHub did not tell which App these credentials belong to",
		);
	return { id: data.id, login: `${data.slug}[bot]` };
}

/** A token for pushing to one repository, minted anew shortly before the last one ends, or when it was turned away. */
export function pushToken(
	auth: () => Promise<ProbotOctokit>,
	repository: InstalledRepository,
	nowMs: () => number,
): (refused?: string) => Promise<string> {
	let current: { readonly token: string; readonly untilMs: number } | undefined;
	return async (refused) => {
		if (
			current !== undefined &&
			current.token !== refused &&
			nowMs() < current.untilMs
		)
			return current.token;
		const octokit = await auth();
		const { data } = await octokit.rest.apps.createInstallationAccessToken({
			installation_id: repository.installationId,
			repository_ids: [repository.id],
			permissions: { contents: "write" },
		});
		current = {
			token: data.token,
			untilMs: Date.parse(data.expires_at) - RENEW_BEFORE_MS,
		};
		return data.token;
	};
}
