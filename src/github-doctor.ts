import { Probot } from "probot";
import { readAppCredentials } from "./app-credentials.ts";
import type { AskedAsApp } from "./cli/print-github-doctor.ts";
import {
	type RepositoryName,
	repositoryApi,
	unlessMissing,
} from "./github/api.ts";
import { gatherGitHubFacts } from "./github/doctor/gather-github-facts.ts";
import { installationFacts } from "./github/doctor/installation-facts.ts";
import { UnthrottledOctokit } from "./hosted.ts";
import { BOARD_NAME } from "./start-app.ts";
import type { GitHubFacts } from "./verbs/doctor/github-facts.ts";

/**
 * Looks at a repository's place on GitHub (`owner/name`) with the App's credentials from the environment. Writes nothing
 * anywhere; credentials that do not serve and a server that does not answer are told, not thrown.
 */
export async function askAsApp(
	repository: string,
	{
		env,
		nowMs,
	}: {
		readonly env: Readonly<Record<string, string | undefined>>;
		readonly nowMs: () => number;
	},
): Promise<AskedAsApp> {
	const credentials = readAppCredentials(env);
	if ("problem" in credentials)
		return { isUnavailable: false, problem: credentials.problem };
	const { apiUrl, ...secrets } = credentials;
	const { host } = new URL(apiUrl);
	const [owner = "", repo = ""] = repository.split("/");
	const probot = new Probot({
		...secrets,
		baseUrl: apiUrl,
		Octokit: UnthrottledOctokit,
		logLevel: "fatal",
	});
	try {
		return { host, facts: await factsOf(probot, { owner, repo }, nowMs) };
	} catch (error) {
		const { status } = error as { status?: number };
		if (status === 401)
			return {
				isUnavailable: false,
				problem: `${host} does not accept APP_ID and PRIVATE_KEY`,
			};
		return {
			isUnavailable: true,
			problem: `${host} cannot be asked: ${status ?? "it does not answer"}`,
		};
	}
}

/** Without an installation there is no token to look at anything but the App itself. */
async function factsOf(
	probot: Probot,
	name: RepositoryName,
	nowMs: () => number,
): Promise<GitHubFacts> {
	const app = await probot.auth();
	const retries = { request: { retries: 0 } };
	const installed = await unlessMissing(() =>
		app.rest.apps.getRepoInstallation({ ...name, ...retries }),
	);
	const octokit =
		installed === undefined ? app : await probot.auth(installed.data.id);
	const door = {
		...{ octokit, name, nowMs },
		app: async () => app,
		api: repositoryApi(octokit, name, ""),
		branch: `baton/${BOARD_NAME}`,
	};
	return installed === undefined
		? {
				installation: await installationFacts(door, { hasProject: false }),
				unknown: [],
			}
		: gatherGitHubFacts(door, {});
}
