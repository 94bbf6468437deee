import type { Plan } from "../../core/plan/plan.ts";
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
