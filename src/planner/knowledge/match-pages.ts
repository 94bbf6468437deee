import type { StackEntry } from "../../core/plan/plan.ts";
import { termsIn, wordsOf } from "../words.ts";
import {
	fitOf,
	inOrder,
	type KnowingStep,
	type PageMatch,
} from "./fit-page.ts";
import {
	KNOWLEDGE_FOLDER,
	PAGES_FOR_A_STEP,
	type PackPage,
	packOf,
} from "./page.ts";
import { pathMatcher } from "./path-matcher.ts";

/** The pages for a step, the most wanted first. */
export interface MatchedPages {
	readonly matches: readonly PageMatch[];
	/** How many more match than a step is given. */
	readonly left: number;
	/** Names of the step's `knowledge` that no page and no pack has. */
	readonly unknown: readonly string[];
}

/**
 * Matches pages with steps of a plan: those that the step names, in the order in which it names them, then by priority, path,
 * tag, and name. The same pages and steps give the same answer.
 */
export function pageMatcher(
	stack: readonly StackEntry[],
	pages: readonly PackPage[],
): (step: KnowingStep) => MatchedPages {
	const stackWords = new Set(
		stack.flatMap(({ language, frameworks }) => [language, ...frameworks]),
	);
	const stackTags = pages.map(({ tags }) =>
		tags.find((tag) => stackWords.has(tag)),
	);
	const matchPaths = pathMatcher(pages);
	const names = new Set(pages.flatMap((page) => [page.name, packOf(page)]));
	return (step) => {
		const named = step.knowledge.map(plainName);
		const { whole, parts } = wordsOf(step.task);
		const paths = matchPaths(step);
		const fits = pages.flatMap((page, at) =>
			fitOf(step, {
				...{ page, named, path: paths[at], stackTag: stackTags[at] },
				tag: termsIn(whole + parts, page.tags)[0],
			}),
		);
		fits.sort(inOrder);
		return {
			matches: fits
				.slice(0, PAGES_FOR_A_STEP)
				.map(({ page, because }) => ({ page, because })),
			left: Math.max(0, fits.length - PAGES_FOR_A_STEP),
			unknown: step.knowledge.filter((_, at) => !names.has(named[at] ?? "")),
		};
	};
}

/** A name as people write it: `pack`, `pack/page`, or the path of either. */
function plainName(name: string): string {
	const trimmed = name.trim().replace(/^\.\//, "");
	const inside = trimmed.startsWith(`${KNOWLEDGE_FOLDER}/`)
		? trimmed.slice(KNOWLEDGE_FOLDER.length + 1)
		: trimmed;
	return inside.replace(/\.md$|\/$/, "");
}
