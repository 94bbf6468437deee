import type { ProbotOctokit } from "probot";
import type { InstalledRepository } from "../installation.ts";
import { type Later, within } from "../within.ts";
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

/** What GitHub is asked with; without an installation as the App itself. */
export interface SurveyOptions {
	readonly auth: (installationId?: number) => Promise<ProbotOctokit>;
	readonly later: Later;
	readonly onError: (error: unknown, what: string) => void;
}

/** So many installations are looked at beside each other, and each page so long: one that GitHub wants left alone answers late. */
const AT_ONCE = 20;
const PAGE_WITHIN_MS = 30_000;
const MAX_PAGES = 1_000;

/**
 * Asks GitHub where the App is installed, and what is there now: the only truth about names, owners and suspensions, for
 * webhooks of these may be late, out of order or lost. An installation that cannot be looked at in time is told to
 * `onError` and must not hide or hold up the others. Throws when the installations cannot be listed in time.
 */
export async function surveyInstallations(
	options: SurveyOptions,
): Promise<Survey> {
	const app = await options.auth();
	const suspended = new Set<number>();
	const unknown = new Set<number>();
	const listed = await allInTime(
		app.paginate.iterator(app.rest.apps.listInstallations, { per_page: 100 }),
		options,
	);
	const waiting = listed.flatMap(({ id, suspended_at }) => {
		if (suspended_at) suspended.add(id);
		return suspended_at ? [] : [id];
	});
	const repositories: ListedRepository[] = [];
	const lookInTurn = async () => {
		for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
			const found = await lookAt(id, options);
			if (found === undefined) unknown.add(id);
			else repositories.push(...found);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, lookInTurn));
	return { repositories, suspended, unknown };
}

/** Undefined where it cannot be looked at now. */
async function lookAt(
	id: number,
	options: SurveyOptions,
): Promise<readonly ListedRepository[] | undefined> {
	try {
		return await repositoriesOf(id, options);
	} catch (error) {
		options.onError(error, `listing the repositories of installation ${id}`);
		return undefined;
	}
}

/** Everything on a list, however long; throws when one of its pages is late. */
async function allInTime<T>(
	pages: AsyncIterable<{ readonly data: readonly T[] }>,
	{ later }: SurveyOptions,
): Promise<readonly T[]> {
	const otherwise = `no answer within ${PAGE_WITHIN_MS / 1_000} s`;
	const iterator = pages[Symbol.asyncIterator]();
	const found: T[] = [];
	for (let page = 0; page < MAX_PAGES; page++) {
		const patience = { ms: PAGE_WITHIN_MS, later, otherwise };
		const next = await within(iterator.next(), patience);
		if (next.done === true) break;
		found.push(...next.value.data);
	}
	return found;
}

async function repositoriesOf(
	installationId: number,
	options: SurveyOptions,
): Promise<readonly ListedRepository[]> {
	const octokit = await options.auth(installationId);
	const repositories = await allInTime(
		octokit.paginate.iterator(
			octokit.rest.apps.listReposAccessibleToInstallation,
			{ per_page: 100 },
		),
		options,
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
