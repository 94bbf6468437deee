import type { ProbotOctokit } from "probot";
import type { RepositoryName } from "./api.ts";
import { linkedPages } from "./linked-pages.ts";

/** One word on a commit: a commit status, the older sibling of a check run. */
export interface StatusRecord {
	readonly id: number;
	readonly context: string;
	readonly state: string;
	/** Number of the account that said it; absent when the account is gone. */
	readonly creatorId?: number;
	readonly url?: string;
	/** An ISO instant. */
	readonly createdAt: string;
}

/** Statuses of one repository's commits. */
export interface StatusApi {
	/** Statuses of a commit, the newest first; of very many only the newest. */
	statuses(sha: string): Promise<readonly StatusRecord[]>;
}

const PER_PAGE = 100;
/** GitHub keeps at most 1,000 statuses of one context at a commit. */
const MAX_PAGES = 10;

/** The same repository's commit statuses, spoken with an installation's token. */
export function statusApi(
	octokit: ProbotOctokit,
	name: RepositoryName,
): StatusApi {
	return {
		async statuses(sha) {
			const found: StatusRecord[] = [];
			const pages = linkedPages(
				(query) =>
					octokit.rest.repos.listCommitStatusesForRef({
						...name,
						ref: sha,
						per_page: PER_PAGE,
						...query,
					}),
				MAX_PAGES,
			);
			for await (const page of pages)
				for (const { id, context, state, creator, ...more } of page)
					found.push({
						...{ id, context, state },
						...(creator === null ? {} : { creatorId: creator.id }),
						...(more.target_url === null ? {} : { url: more.target_url }),
						createdAt: new Date(more.created_at).toISOString(),
					});
			return found;
		},
	};
}
