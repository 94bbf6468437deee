import type { ProbotOctokit } from "probot";
import type { Actor } from "../../core/actor.ts";
import { type RepositoryName, unlessMissing } from "../api.ts";
import { CONFIG_PATH } from "../config-file.ts";
import { type ConfigCheckApi, configCheckApi } from "./config-check-api.ts";

/** The config file as one commit has it. `oid` names what it holds; there is no text of a file that GitHub does not show. */
export interface ConfigBlob {
	readonly oid: string;
	readonly text?: string | undefined;
}

/** A change of a branch, by the account that pushed or merged: its commits may name whom they like. */
export interface BranchPush {
	/** Commits; forty zeros where there was no branch. */
	readonly before: string;
	readonly after: string;
	readonly actor: Actor;
}

/** What following the config file needs of GitHub. Whatever cannot be found out throws. */
export interface ConfigPushApi extends ConfigCheckApi {
	/** The config file at a commit, by default on the default branch as it is now. */
	configAt(commit?: string): Promise<ConfigBlob | undefined>;
	/** The commit that the default branch is at; undefined in an empty repository. */
	tip(): Promise<{ readonly branch: string; readonly sha: string } | undefined>;
	/** True for a commit that GitHub still has, whether a branch holds it or not. */
	isCommit(sha: string): Promise<boolean>;
	/** The newest commit of the default branch that touched the config file. */
	configCommit(): Promise<string | undefined>;
	/** The newest changes of a branch, newest first; none where GitHub does not list them. */
	pushes(branch: string): Promise<readonly BranchPush[]>;
}

const PUSHES = 100;

/** The same for one repository, spoken with an installation's token. `appLogin` is the app's own account. */
export function configPushApi(
	octokit: ProbotOctokit,
	name: RepositoryName,
	appLogin: string,
): ConfigPushApi {
	const { rest } = octokit;
	return {
		...configCheckApi(octokit, name, appLogin),
		configAt: (commit) =>
			unlessMissing(async () => {
				const { data } = await rest.repos.getContent({
					...name,
					path: CONFIG_PATH,
					...(commit === undefined ? {} : { ref: commit }),
				});
				if (Array.isArray(data)) return undefined;
				// Of a large file GitHub tells the name and no text.
				const isShown = "content" in data && data.encoding === "base64";
				return {
					oid: data.sha,
					...(isShown
						? { text: Buffer.from(data.content, "base64").toString("utf8") }
						: {}),
				};
			}),
		async tip() {
			const { data } = await rest.repos.get({ ...name });
			const branch = data.default_branch;
			return unlessEmpty(async () => {
				const ref = `heads/${branch}`;
				const { data } = await rest.git.getRef({ ...name, ref });
				return { branch, sha: data.object.sha };
			});
		},
		isCommit: async (sha) => {
			const found = await unlessMissing(() =>
				rest.repos.getCommit({ ...name, ref: sha, per_page: 1 }),
			);
			return found !== undefined;
		},
		configCommit: () =>
			unlessEmpty(async () => {
				const { data } = await rest.repos.listCommits({
					...name,
					path: CONFIG_PATH,
					per_page: 1,
				});
				return data[0]?.sha;
			}),
		async pushes(branch) {
			// Not every server has the list.
			const listed = await unlessMissing(() =>
				rest.repos.listActivities({
					...name,
					ref: `refs/heads/${branch}`,
					per_page: PUSHES,
				}),
			);
			return (listed?.data ?? []).flatMap(({ before, after, actor }) =>
				actor === null
					? []
					: [{ before, after, actor: { id: actor.id, login: actor.login } }],
			);
		},
	};
}

/** A repository without a commit is a conflict, one without that branch knows no such name. */
async function unlessEmpty<T>(read: () => Promise<T>): Promise<T | undefined> {
	try {
		return await unlessMissing(read);
	} catch (error) {
		if ((error as { status?: number }).status === 409) return undefined;
		throw error;
	}
}
