import { bytesOf } from "../../core/plan/lookup.ts";
import {
	isPackName,
	KNOWLEDGE_FOLDER,
	KNOWLEDGE_LIMITS,
	type Knowledge,
	type KnowledgeWarning,
	type PackPage,
	packOf,
} from "./page.ts";
import { pageOf } from "./page-of.ts";

/** A file of the packs folder: its path from the root of the repository, and what it holds. */
export interface PackFile {
	readonly path: string;
	readonly text: string;
}

/**
 * The pages of the files that lie in a pack; other files are passed over. Whatever is wrong with a front matter is a warning,
 * and the page is taken with what could be read.
 */
export function pagesOf(files: readonly PackFile[]): Knowledge {
	const pages: PackPage[] = [];
	const warnings: KnowledgeWarning[] = [];
	const packs = new Set<string>();
	const sorted = [...files].sort((a, b) => order(a.path, b.path));
	for (const file of sorted) {
		const name = pageName(file.path);
		if (name === undefined) continue;
		const warn = (reason: string) => warnings.push({ path: file.path, reason });
		const pack = packOf({ name });
		if (!isPackName(pack) || !isPackName(name.slice(pack.length + 1)))
			warn(
				"is left out: a pack and a page are called by letters, digits, spaces, dots and dashes, at most 60",
			);
		else if (pages.length >= KNOWLEDGE_LIMITS.pages)
			warn(`is left out: ${KNOWLEDGE_LIMITS.pages} pages are the most`);
		else if (!packs.has(pack) && packs.size >= KNOWLEDGE_LIMITS.packs)
			warn(`is left out: ${KNOWLEDGE_LIMITS.packs} packs are the most`);
		else if (bytesOf(file.text) > KNOWLEDGE_LIMITS.pageBytes)
			warn(
				`is left out: it is larger than ${KNOWLEDGE_LIMITS.pageBytes / 1024} kB`,
			);
		else {
			const page = pageOf(name, file, warn);
			if (page.text.trim() === "") warn("is left out: it has no text");
			else {
				pages.push(page);
				packs.add(pack);
			}
		}
	}
	return { pages, warnings };
}

/** `pack/page` for a path in the folder of packs, undefined for any other. */
function pageName(path: string): string | undefined {
	const [pack, file, ...deeper] = path.startsWith(`${KNOWLEDGE_FOLDER}/`)
		? path.slice(KNOWLEDGE_FOLDER.length + 1).split("/")
		: [];
	return file?.endsWith(".md") === true && deeper.length === 0
		? `${pack}/${file.slice(0, -3)}`
		: undefined;
}

function order(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
