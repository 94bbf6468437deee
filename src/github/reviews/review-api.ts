import type { ProbotOctokit } from "probot";
import type { Actor } from "../../core/actor.ts";
import { type RepositoryName, unlessMissing } from "../api.ts";

/** What a review came to, as GitHub says it. A review that was dismissed has lost what it said. */
export type ReviewState =
	| "APPROVED"
	| "CHANGES_REQUESTED"
	| "COMMENTED"
	| "DISMISSED"
	| "PENDING";

/** A person's review of a pull request. */
export interface ReviewRecord {
	readonly id: number;
	readonly state: ReviewState;
	/** Absent when the account is gone. */
	readonly author?: Actor & { readonly isBot: boolean };
	/** What was written about the whole; may be empty. */
	readonly body: string;
	/** Full name of the commit that was looked at; absent when it is gone. */
	readonly sha?: string;
	/** An ISO instant. */
	readonly submittedAt: string;
	readonly url: string;
}

/** Reviews of one repository's pull requests. */
export interface ReviewApi {
	/** All reviews of a pull request, oldest first; none of one that is gone. */
	reviews(pull: number): Promise<readonly ReviewRecord[]>;
}

const PER_PAGE = 100;

/** The same repository's reviews, spoken with an installation's token. */
export function reviewApi(
	octokit: ProbotOctokit,
	name: RepositoryName,
): ReviewApi {
	return {
		async reviews(pull) {
			const reviews = await unlessMissing(() =>
				octokit.paginate(octokit.rest.pulls.listReviews, {
					...name,
					pull_number: pull,
					per_page: PER_PAGE,
				}),
			);
			return (reviews ?? []).map(toReview).sort((a, b) => a.id - b.id);
		},
	};
}

interface RawReview {
	readonly id: number;
	readonly state: string;
	readonly user: {
		readonly id: number;
		readonly login: string;
		readonly type?: string;
	} | null;
	readonly body: string | null;
	readonly commit_id: string | null;
	readonly submitted_at?: string;
	readonly html_url: string;
}

function toReview(raw: RawReview): ReviewRecord {
	const { id, user, body, commit_id, submitted_at, html_url } = raw;
	return {
		id,
		state: raw.state as ReviewState,
		...(user === null
			? {}
			: {
					author: {
						id: user.id,
						login: user.login,
						isBot: user.type === "Bot",
					},
				}),
		body: body ?? "",
		...(commit_id === null ? {} : { sha: commit_id }),
		// Only a review that nobody has submitted yet has no time.
		submittedAt: new Date(submitted_at ?? 0).toISOString(),
		url: html_url,
	};
}
