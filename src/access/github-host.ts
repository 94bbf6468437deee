/** Addresses of a GitHub that are not below its API. */
export interface GitHubHost {
	/** Where people sign in. */
	readonly webUrl: string;
	/** Who signs the identity tokens of its Actions. */
	readonly actionsIssuer: string;
}

/** They follow from where the API is: github.com has hosts of its own for them, a GitHub Enterprise Server its root. */
export function githubHost(apiUrl: string): GitHubHost {
	if (apiUrl === "https://api.github.com")
		return {
			webUrl: "https://github.com",
			actionsIssuer: "https://token.actions.githubusercontent.com",
		};
	const webUrl = apiUrl.replace(/\/api\/v3\/?$/, "");
	return { webUrl, actionsIssuer: `${webUrl}/_services/token` };
}
