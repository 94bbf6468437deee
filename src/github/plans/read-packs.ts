import {
	KNOWLEDGE_FOLDER,
	KNOWLEDGE_LIMITS,
	type Knowledge,
} from "../../planner/knowledge/page.ts";
import { pagesOf } from "../../planner/knowledge/pages-of.ts";
import type { SourceTree } from "../source-api.ts";
import type { SourceTexts } from "./source-texts.ts";

/** The pages of the knowledge packs on the default branch. What is too large, a link or too much is a warning and left out. */
export async function readPacks(
	{ files }: SourceTree,
	sources: SourceTexts,
): Promise<Knowledge> {
	const found = files.filter(
		({ path }) =>
			path.startsWith(`${KNOWLEDGE_FOLDER}/`) &&
			path.endsWith(".md") &&
			path.split("/").length === KNOWLEDGE_FOLDER.split("/").length + 2,
	);
	const looked = found.slice(0, KNOWLEDGE_LIMITS.pages);
	const { pageBytes } = KNOWLEDGE_LIMITS;
	const texts = await sources.textsOf(looked, pageBytes);
	const { pages, warnings } = pagesOf(
		[...texts].map(([path, text]) => ({ path, text })),
	);
	const unread = looked
		.filter(({ path }) => !texts.has(path))
		.map(({ path, isLink }) => ({
			path,
			reason: isLink
				? "is left out: it is a link"
				: `is left out: it has more than ${pageBytes} bytes, or is gone`,
		}));
	const surplus = found.length - looked.length;
	const many =
		surplus > 0
			? [
					{
						path: KNOWLEDGE_FOLDER,
						reason: `has ${found.length} pages; the first ${looked.length} are read`,
					},
				]
			: [];
	return { pages, warnings: [...unread, ...many, ...warnings] };
}
