import { matchesPath } from "../../core/plan/paths.ts";
import type { KnowingStep } from "./fit-page.ts";
import type { PackPage } from "./page.ts";

/** Files that every step is told to read say nothing about what one is about. */
const GUIDES: ReadonlySet<string> = new Set([
	"AGENTS.md",
	"CLAUDE.md",
	"CONTRIBUTING.md",
]);

/** How the paths of a page fit a step: 0 when they mean a path of it, 1 when they mean a part of where it may write. */
export interface PathFit {
	readonly rank: 0 | 1;
	readonly evidence: string;
}

/** For a step, how each of the pages fits by path. A path is held against the pages once, however many steps have it. */
export function pathMatcher(
	pages: readonly PackPage[],
): (step: KnowingStep) => readonly (PathFit | undefined)[] {
	const directly = remembered(pages, matchesPath);
	const within = remembered(
		pages,
		(pattern, area) => isPlace(area) && matchesPath(area, pattern),
	);
	return (step) => {
		const files = [
			...step.deliverables,
			...step.context_files.filter(
				(file) => !GUIDES.has(file) || step.task.includes(file),
			),
			...step.allowed_paths,
		];
		return pages.map((page, at) => {
			if (page.paths.length === 0) return undefined;
			for (const file of files) {
				const pattern = directly(file)[at];
				if (pattern !== undefined)
					return { rank: 0, evidence: `${pattern} matches ${file}` };
			}
			for (const area of step.allowed_paths) {
				const pattern = within(area)[at];
				if (pattern !== undefined)
					return { rank: 1, evidence: `${pattern} lies within ${area}` };
			}
			return undefined;
		});
	};
}

type FirstPatterns = readonly (string | undefined)[];

/** For a path, the first fitting pattern of each page. */
function remembered(
	pages: readonly PackPage[],
	fits: (pattern: string, path: string) => boolean,
): (path: string) => FirstPatterns {
	const known = new Map<string, FirstPatterns>();
	return (path) => {
		const answer =
			known.get(path) ??
			pages.map(({ paths }) => paths.find((pattern) => fits(pattern, path)));
		known.set(path, answer);
		return answer;
	};
}

/** False for a pattern that may mean anything: to lie within it says nothing. */
function isPlace(area: string): boolean {
	const [first = ""] = area.replace(/^(?:\.\/)+/, "").split("/");
	return first !== "" && first !== "." && !first.includes("*");
}
