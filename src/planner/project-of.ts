import type { Explanation } from "../core/plan/plan.ts";
import { manifestsOf } from "./manifests-wanted.ts";
import type { PlanRequest } from "./request.ts";
import { type Stack, stacksOf } from "./stacks.ts";
import { type Survey, surveyOf } from "./survey.ts";
import { pathsNamed } from "./words.ts";

/** What is known of the repository before anything is decided. */
export interface Project {
	readonly survey: Survey;
	/** The texts of the manifests that could be had. */
	readonly texts: ReadonlyMap<string, string>;
	readonly stacks: readonly Stack[];
	readonly explanation: readonly Explanation[];
}

/** Looks at every path of the request once and reads the manifests among them. */
export function projectOf({ task, files, read }: PlanRequest): Project {
	const survey = surveyOf(files, pathsNamed(task));
	const texts = new Map<string, string>();
	for (const path of manifestsOf(survey)) {
		const text = read(path);
		if (text !== undefined) texts.set(path, text.slice(0, 500_000));
	}
	const stacks = stacksOf(survey, texts);
	return { survey, texts, stacks, explanation: stackLines(stacks) };
}

function stackLines(stacks: readonly Stack[]): readonly Explanation[] {
	if (stacks.length === 0)
		return [
			{
				rule: "stack",
				evidence: "none: no marker file and no source file was found",
			},
		];
	const lines = stacks.slice(0, 10).map(
		({ path, language, frameworks, markers }): Explanation => ({
			rule: "stack",
			evidence: `${language}${frameworks.length > 0 ? ` (${frameworks.join(", ")})` : ""} at ${path}: ${markers.slice(0, 3).join(", ")}`,
		}),
	);
	return stacks.length > 10
		? [...lines, { rule: "stack", evidence: `and ${stacks.length - 10} more` }]
		: lines;
}
