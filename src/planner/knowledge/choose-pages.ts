import { bytesOf } from "../../core/plan/lookup.ts";
import { type Plan, stepsOf } from "../../core/plan/plan.ts";
import { countTokens } from "../count-tokens.ts";
import { pageMatcher } from "./match-pages.ts";
import { KNOWLEDGE_TOKENS, type PackPage, type PageDelivery } from "./page.ts";

/** Bytes up to which a page is inlined without asking for it. */
const SMALL_BYTES = 2_048;

/** What a door may decide about the budget of a step's pages. */
export interface KnowledgeOptions {
	/** Tokens of inlined pages, 1,200 unless told otherwise; a prompt has no room for more. */
	readonly maxTokens?: number | undefined;
	/** A tokenizer; without one an estimate that is never too low. */
	readonly countTokens?: ((text: string) => number) | undefined;
}

/** A page for a step, and how it is handed over. */
export interface PageChoice {
	readonly page: PackPage;
	readonly delivery: PageDelivery;
}

/**
 * The pages for a step and how each is handed over: inlined while it is small, or asks for it, and fits into the budget; named by
 * its path otherwise, and when a step before this one had it. Empty for a step that the plan does not have.
 */
export function choosePages(
	plan: Plan,
	stepId: string,
	{
		pages,
		maxTokens = KNOWLEDGE_TOKENS,
		...options
	}: KnowledgeOptions & {
		readonly pages: readonly PackPage[];
	},
): readonly PageChoice[] {
	const steps = stepsOf(plan);
	const at = steps.findIndex(({ id }) => id === stepId);
	const step = steps[at];
	if (step === undefined) return [];
	const match = pageMatcher(plan.stack, pages);
	const { matches } = match(step);
	if (matches.length === 0) return [];
	const given = new Set<string>();
	for (const earlier of steps.slice(0, at))
		if (earlier.status === "complete")
			for (const { page } of match(earlier).matches) given.add(page.name);
	const count = options.countTokens ?? countTokens;
	let room = maxTokens;
	return matches.map(({ page }): PageChoice => {
		if (given.has(page.name) || !mayBeInlined(page))
			return { page, delivery: "reference" };
		const tokens = count(page.text);
		if (tokens > room) return { page, delivery: "reference" };
		room -= tokens;
		return { page, delivery: "inline" };
	});
}

function mayBeInlined({ delivery, text }: PackPage): boolean {
	return (
		delivery === "inline" ||
		(delivery === undefined && bytesOf(text) <= SMALL_BYTES)
	);
}
