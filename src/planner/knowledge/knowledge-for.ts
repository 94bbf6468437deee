import type { Explanation, Plan } from "../../core/plan/plan.ts";
import { oneLine } from "../words.ts";
import { choosePages, type KnowledgeOptions } from "./choose-pages.ts";
import type { KnowledgePage, PackPage } from "./page.ts";

/** The pages as `promptFor` takes them, for the same plan and step. */
export function knowledgeFor(
	plan: Plan,
	stepId: string,
	pages: readonly PackPage[],
	options: KnowledgeOptions = {},
): readonly KnowledgePage[] {
	return choosePages(plan, stepId, { ...options, pages }).map(
		({ page: { name, path, about, text }, delivery }) => ({
			...{ name, path, about },
			...(delivery === "inline" ? { text } : {}),
		}),
	);
}

/** A line for each of those pages: why it was chosen and why it is inlined or not. */
export function explainKnowledge(
	plan: Plan,
	stepId: string,
	pages: readonly PackPage[],
	options: KnowledgeOptions = {},
): readonly Explanation[] {
	return choosePages(plan, stepId, { ...options, pages }).map(
		({ page, because, delivery, why }) => ({
			rule: "knowledge",
			evidence: oneLine(
				`${page.name} for ${stepId}: ${because}; ${delivery === "inline" ? "inlined" : "referenced"}: ${why}`,
				500,
			),
		}),
	);
}
