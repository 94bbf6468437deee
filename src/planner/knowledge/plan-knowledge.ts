import type { Explanation, Phase, StackEntry } from "../../core/plan/plan.ts";
import type { PlanRequest } from "../request.ts";
import { matchLines, unknownLines, warning } from "./knowledge-lines.ts";
import { type MatchedPages, pageMatcher } from "./match-pages.ts";

const MAX_WARNINGS = 5;

type PackGround = Pick<PlanRequest, "knowledge" | "knowledgeWarnings">;

/**
 * Writes into every step the names of the pages that match it, the most wanted first. A name that nothing has stays, since another
 * checkout may have it, and is a warning. Where nobody looked for packs, what a step names stays as it is.
 */
export function planKnowledge(
	phases: readonly Phase[],
	stack: readonly StackEntry[],
	{ knowledge, knowledgeWarnings = [] }: PackGround,
): {
	readonly phases: readonly Phase[];
	readonly explanation: readonly Explanation[];
} {
	const troubles = knowledgeWarnings
		.slice(0, MAX_WARNINGS)
		.map(({ path, reason }) => warning(`${path} ${reason}`));
	if (knowledge === undefined) return { phases, explanation: troubles };
	const match = pageMatcher(stack, knowledge);
	const found = new Map<string, MatchedPages>();
	const filled = phases.map((phase) => ({
		...phase,
		steps: phase.steps.map((step) => {
			const matched = match(step);
			found.set(step.id, matched);
			const names = matched.matches.map(({ page }) => page.name);
			return { ...step, knowledge: [...names, ...matched.unknown] };
		}),
	}));
	return {
		phases: filled,
		explanation: [...matchLines(found), ...unknownLines(found), ...troubles],
	};
}
