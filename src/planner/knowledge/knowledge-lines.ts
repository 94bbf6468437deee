import type { Explanation } from "../../core/plan/plan.ts";
import { oneLine } from "../words.ts";
import type { PageMatch } from "./fit-page.ts";
import type { MatchedPages } from "./match-pages.ts";
import { PAGES_FOR_A_STEP } from "./page.ts";

const MAX_LINES = 20;
const MAX_WARNINGS = 5;
/** Steps that one line names. */
const MAX_STEPS = 6;

/** What matched, by the id of the step. */
export type Found = ReadonlyMap<string, MatchedPages>;

/** A warning for each name that no page and no pack has. */
export function unknownLines(found: Found): readonly Explanation[] {
	const names = [...found.values()].flatMap(({ unknown }) => unknown);
	return [...new Set(names)]
		.slice(0, MAX_WARNINGS)
		.map((name) =>
			warning(
				`no knowledge pack or page is called ${JSON.stringify(oneLine(name, 80))}`,
			),
		);
}

/** A line for each page and reason, with the steps it holds for. */
export function matchLines(found: Found): readonly Explanation[] {
	const choices = new Map<string, PageMatch & { readonly ids: string[] }>();
	const crowded: string[] = [];
	for (const [id, { matches, left }] of found) {
		if (left > 0) crowded.push(id);
		for (const match of matches) {
			const key = `${match.page.name}\n${match.because}`;
			const choice = choices.get(key) ?? { ...match, ids: [] };
			choice.ids.push(id);
			choices.set(key, choice);
		}
	}
	const lines = [...choices.values()].map(
		({ page, because, ids }) => `${page.name} for ${listed(ids)}: ${because}`,
	);
	const more = lines.length - MAX_LINES;
	return [
		...lines.slice(0, MAX_LINES),
		...(more > 0 ? [`and ${more} more choices`] : []),
		...(crowded.length > 0
			? [
					`more pages match ${listed(crowded)} than the ${PAGES_FOR_A_STEP} that a step is given; the last ones are left out`,
				]
			: []),
	].map((evidence) => ({ rule: "knowledge", evidence }));
}

/** What could not be done as asked. */
export function warning(evidence: string): Explanation {
	return { rule: "warning", evidence };
}

function listed(ids: readonly string[]): string {
	const more = ids.length - MAX_STEPS;
	return `${ids.slice(0, MAX_STEPS).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
