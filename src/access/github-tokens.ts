/** How every kind of GitHub's tokens begins. */
const PREFIXES = /^(gh[a-z]_|github_pat_)/i;

/** True for what looks like a token of GitHub's: it is none of ours, and neither sent anywhere nor written down. */
export function isGitHubToken(token: string): boolean {
	return PREFIXES.test(token);
}

/** True for what looks like a user's token of a GitHub App. */
export function isAppUserToken(token: string): boolean {
	return /^ghu_[A-Za-z0-9_]{20,255}$/.test(token);
}
