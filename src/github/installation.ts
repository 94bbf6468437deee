import type { ProbotOctokit } from "probot";
import type { Actor } from "../core/actor.ts";
import type { RepositoryName } from "./api.ts";

/** A repository the app is installed on. */
export interface InstalledRepository extends RepositoryName {
	readonly id: number;
	readonly installationId: number;
}

/** An installation token is renewed this long before it ends, so that no push starts with a dying one. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** The app's own account: the slug's bot user, in whose name GitHub shows what the app does. */
export async function appAccount(octokit: ProbotOctokit): Promise<Actor> {
	const { data } = await octokit.rest.apps.getAuthenticated();
	if (data === null || data.slug === undefined)
		throw new Error(
			"GitHub did not tell which App these credentials belong to",
		);
	const login = `${data.slug}[bot]`;
	try {
		const { data: bot } = await octokit.rest.users.getByUsername({
			username: login,
		});
		return { id: bot.id, login };
	} catch {
		// Some servers have no user page for bots; the App's own id is as stable.
		return { id: data.id, login };
	}
}

/** Every repository the app is installed on and that it can write to. `auth` gives a client for the app or an installation. */
export async function* installedRepositories(
	auth: (installationId?: number) => Promise<ProbotOctokit>,
): AsyncIterable<InstalledRepository> {
	const app = await auth();
	for (const installation of await app.paginate(
		app.rest.apps.listInstallations,
		{ per_page: 100 },
	)) {
		if (installation.suspended_at) continue;
		const octokit = await auth(installation.id);
		const repositories = await octokit.paginate(
			octokit.rest.apps.listReposAccessibleToInstallation,
			{ per_page: 100 },
		);
		for (const { id, name, owner, archived } of repositories) {
			if (!archived)
				yield {
					id,
					owner: owner.login,
					repo: name,
					installationId: installation.id,
				};
		}
	}
}

/** A token for pushing to one repository, minted anew shortly before the last one ends. */
export function pushToken(
	auth: () => Promise<ProbotOctokit>,
	repository: InstalledRepository,
	nowMs: () => number,
): () => Promise<string> {
	let current: { readonly token: string; readonly untilMs: number } | undefined;
	return async () => {
		if (current !== undefined && nowMs() < current.untilMs)
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
