import { Octokit } from "@octokit/rest";
import { budgetedOctokit } from "../github/budget/budgeted-octokit.ts";
import { GITHUB_LIMITS, NO_LIMITS } from "../github/budget/limits.ts";
import type { OpenRepositoryOptions } from "../github/open-repository.ts";
import type { ActionLog } from "./action-log.ts";

/** A client of GitHub's API, as the doors of GitHub take it. */
export type ActionsClient = OpenRepositoryOptions["octokit"];

/** What a job's client is made with. */
export interface ActionsClientOptions {
	readonly apiUrl: string;
	readonly token: string;
	readonly log: ActionLog;
	/** False for a server without rate limits, where waiting between requests has no use. */
	readonly throttle: boolean;
}

/** A client that speaks with a job's own token and keeps to the same limits as the App's. */
export function actionsClient({
	apiUrl,
	token,
	log,
	throttle,
}: ActionsClientOptions): ActionsClient {
	const Client = budgetedOctokit({
		// Both clients have the same requests, pages and GraphQL, which is all that is asked of either.
		base: Octokit as never,
		limits: throttle ? GITHUB_LIMITS : NO_LIMITS,
	});
	return new Client({
		...{ baseUrl: apiUrl, auth: token },
		// Each request is told of, also those that are refused as they are meant to be.
		log: {
			...{ debug() {}, info: log.debug, error: log.debug },
			warn: log.info,
		},
		userAgent: "baton-action",
	});
}
