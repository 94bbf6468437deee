import { fenced, inlineCode } from "../fence.ts";
import {
	KNOWLEDGE_TOKENS,
	type KnowledgePage,
	PAGES_FOR_A_STEP,
} from "./page.ts";

/** How a prompt counts and cuts, and the share of the usual room that it gives. */
export interface SectionRoom {
	readonly scale: number;
	readonly count: (text: string) => number;
	readonly clip: (text: string, maxTokens: number) => string;
}

/**
 * Pages as a prompt shows them. A text stands in a fence, whole or not at all: what does not fit is named by its path, since half
 * a page would be taken for all of it. Names and paths are code.
 */
export function knowledgeSection(
	pages: readonly KnowledgePage[],
	{ scale, count, clip }: SectionRoom,
): string {
	let room = Math.floor(KNOWLEDGE_TOKENS * scale);
	const shown = pages.slice(0, PAGES_FOR_A_STEP).map((page) => {
		const name = inlineCode(clip(page.name, 40));
		const path = inlineCode(clip(page.path, 160));
		// A text of so many characters has more tokens than fit; it need not be counted.
		const isShort =
			page.text !== undefined && page.text.length <= KNOWLEDGE_TOKENS * 16;
		const tokens = isShort ? count(page.text ?? "") : Number.POSITIVE_INFINITY;
		if (page.text !== undefined && tokens <= room) {
			room -= tokens;
			return `- ${name} (${path}):\n\n${fenced(page.text)}\n`;
		}
		return page.about === undefined
			? `- ${name}: read ${path}`
			: `- ${name}: read ${path}, about ${inlineCode(clip(page.about, 60))}`;
	});
	return shown.join("\n");
}
