import { PROOF_SCRIPT } from "./stack-markers.ts";
import { type Survey, shallowFirst, surveyOf } from "./survey.ts";

/** Files whose text decides something, by name or ending. */
const READ =
	/(?:^|\/)(?:pyproject\.toml|[\w-]*requirements[\w-]*\.txt|requirements\/[\w-]+\.txt|setup\.(?:py|cfg)|Pipfile|package\.json|deno\.jsonc?|go\.mod|Cargo\.toml|Gemfile|pom\.xml|build\.gradle(?:\.kts)?|composer\.json|mix\.exs|Package\.swift|CMakeLists\.txt|meson\.build|[\w.-]+\.csproj|(?:GNUm|M|m)akefile|[jJ]ustfile|Taskfile\.ya?ml|tox\.ini|Rakefile)$/;

const MAX_MANIFESTS = 56;
const MAX_SCRIPTS = 4;
const MAX_WORKFLOWS = 12;

/**
 * The files whose text the planner wants to see, at most 72: manifests and build files, shallow ones first, the workflows
 * that GitHub runs, and scripts that are called after tests or checks. The plan is made without any that cannot be had.
 */
export function manifestsWanted(files: readonly string[]): readonly string[] {
	return manifestsOf(surveyOf(files));
}

/** The same for a repository that was surveyed. */
export function manifestsOf({ noted, workflows }: Survey): readonly string[] {
	const manifests = [...noted]
		.filter((path) => READ.test(path))
		.sort(shallowFirst);
	const scripts = [...noted].filter(isProofScript).sort(shallowFirst);
	return [
		...manifests.slice(0, MAX_MANIFESTS),
		...workflows.slice(0, MAX_WORKFLOWS),
		...scripts.slice(0, MAX_SCRIPTS),
	];
}

/** True for a script of the repository that is called after what it proves. */
export function isProofScript(path: string): boolean {
	return PROOF_SCRIPT.test(path.slice(path.lastIndexOf("/") + 1));
}
