import { bytesOf } from "../../core/plan/lookup.ts";
import { type Plan, stepsOf } from "../../core/plan/plan.ts";
import { countTokens } from "../count-tokens.ts";
import type { PageMatch } from "./fit-page.ts";
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

/** A page for a step, how it is handed over, and why each. */
export interface PageChoice extends PageMatch {
	readonly delivery: PageDelivery;
	readonly why: string;
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
	const givenBy = new Map<string, string>();
	for (const earlier of steps.slice(0, at))
		if (earlier.status === "complete")
			for (const { page } of match(earlier).matches)
				givenBy.set(page.name, earlier.id);
	const count = options.countTokens ?? countTokens;
	let room = maxTokens;
	return matches.map((found): PageChoice => {
		const reason =
			notInlined(found.page, givenBy.get(found.page.name)) ??
			crowdedOut(found.page, room, count);
		if (reason !== undefined)
			return { ...found, delivery: "reference", why: reason };
		const tokens = count(found.page.text);
		room -= tokens;
		return { ...found, delivery: "inline", why: `${tokens} tokens` };
	});
}

function notInlined(
	{ delivery, text }: PackPage,
	givenBy: string | undefined,
): string | undefined {
	if (givenBy !== undefined) return `step ${givenBy} had it`;
	if (delivery === "reference") return "the page asks for it";
	const bytes = bytesOf(text);
	return delivery === undefined && bytes > SMALL_BYTES
		? `it has ${bytes} bytes, more than ${SMALL_BYTES}`
		: undefined;
}

function crowdedOut(
	{ text }: PackPage,
	room: number,
	count: (text: string) => number,
): string | undefined {
	const tokens = count(text);
	return tokens > room
		? `${tokens} tokens, and the budget has ${Math.max(0, room)} left`
		: undefined;
}
