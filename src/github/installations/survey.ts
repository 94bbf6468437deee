import type { ProbotOctokit } from "probot";
import type { InstalledRepository } from "../installation.ts";
import { type RepositoryState, whyLetBe } from "./why-let-be.ts";

/** A repository as the list of an installation shows it. */
export interface ListedRepository extends InstalledRepository {
	readonly isPrivate: boolean;
	/** Why nothing can be done there now, in words that follow the repository's name; absent where something can. */
	readonly letBe?: string | undefined;
	/** What is odd about it and stays so until a person changes it; sentences without the repository's name. */
	readonly oddities: readonly string[];
}

/** Where the App is installed. */
export interface Survey {
	readonly repositories: readonly ListedRepository[];
	readonly suspended: ReadonlySet<number>;
	/** Installations that could not be looked at: nothing is known of what they reach. */
	readonly unknown: ReadonlySet<number>;
}

type Auth = (installationId?: number) => Promise<ProbotOctokit>;

/**
 * Asks GitHub where the App is installed, and what is there now: the only truth about names, owners and suspensions, for
 * webhooks of these may be late, out of order or lost. An installation that cannot be looked at is told to `onError` and must
 * not hide the others. Throws when the installations cannot be listed.
 */
export async function surveyInstallations(
	auth: Auth,
	onError: (error: unknown, what: string) => void,
): Promise<Survey> {
	const app = await auth();
	const repositories: ListedRepository[] = [];
	const suspended = new Set<number>();
	const unknown = new Set<number>();
	for (const { id, suspended_at } of await app.paginate(
		app.rest.apps.listInstallations,
		{ per_page: 100 },
	)) {
		if (suspended_at) {
			suspended.add(id);
			continue;
		}
		try {
			repositories.push(...(await repositoriesOf(await auth(id), id)));
		} catch (error) {
			unknown.add(id);
			onError(error, `listing the repositories of installation ${id}`);
		}
	}
	return { repositories, suspended, unknown };
}

async function repositoriesOf(
	octokit: ProbotOctokit,
	installationId: number,
): Promise<readonly ListedRepository[]> {
	const repositories = await octokit.paginate(
		octokit.rest.apps.listReposAccessibleToInstallation,
		{ per_page: 100 },
	);
	return repositories.map((repository) => ({
		id: repository.id,
		owner: repository.owner.login,
		repo: repository.name,
		installationId,
		isPrivate: repository.private,
		letBe: whyLetBe(repository),
		oddities: odditiesOf(repository),
	}));
}

/** Told of once by each process, when the repository's door is opened. */
function odditiesOf({ default_branch }: RepositoryState): readonly string[] {
	return default_branch.startsWith("baton/")
		? [
				`its default branch is ${default_branch}, as happens to the first branch of an empty repository: push your code and choose its branch as the default one`,
			]
		: [];
}
