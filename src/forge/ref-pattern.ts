/** Which branches a ruleset is about, as its `conditions.ref_name` has it. */
export interface RefCondition {
	readonly include: readonly string[];
	readonly exclude: readonly string[];
}

/**
 * Whether a condition takes in a branch, there or not: `~ALL`, `~DEFAULT_BRANCH`, or patterns of full names in which `*` stands
 * for anything but a slash and `**` for anything.
 */
export function takesIn(
	{ include, exclude }: RefCondition,
	branch: string,
	defaultBranch: string,
): boolean {
	const fits = (pattern: string) => {
		if (pattern === "~ALL") return true;
		if (pattern === "~DEFAULT_BRANCH") return branch === defaultBranch;
		return expressionOf(pattern).test(`refs/heads/${branch}`);
	};
	return include.some(fits) && !exclude.some(fits);
}

function expressionOf(pattern: string): RegExp {
	const source = pattern.replace(/\*\*\/?|\*|\?|[.+^${}()|[\]\\]/g, (found) => {
		if (found === "**/") return "(?:.*/)?";
		if (found === "**") return ".*";
		if (found === "*") return "[^/]*";
		return found === "?" ? "[^/]" : `\\${found}`;
	});
	return new RegExp(`^${source}$`);
}
