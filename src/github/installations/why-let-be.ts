/** A repository as far as it matters whether anything can be done there. */
export interface RepositoryState {
	readonly archived: boolean;
	/** True where GitHub itself has closed it. */
	readonly disabled: boolean;
	readonly has_issues: boolean;
	readonly default_branch: string;
}

/** Why a repository is let be, read and written to by nobody until that changes; undefined where there is no reason. */
export function whyLetBe({
	archived,
	disabled,
	has_issues,
}: Omit<RepositoryState, "default_branch">): string | undefined {
	if (archived) return "is archived";
	if (disabled) return "was disabled by GitHub";
	// Whatever is said there is said on issues, and all of them answer 410 now.
	if (!has_issues) return "has its issues switched off";
	return undefined;
}
