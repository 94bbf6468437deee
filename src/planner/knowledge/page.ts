/** Where the packs of a repository lie: `<folder>/<pack>/<page>.md`. */
export const KNOWLEDGE_FOLDER = ".baton/knowledge";

/** How much of a repository's packs is looked at. */
export const KNOWLEDGE_LIMITS = {
	packs: 50,
	pages: 200,
	pageBytes: 64 * 1024,
} as const;

/** Pages that a step is given. */
export const PAGES_FOR_A_STEP = 8;

/** Tokens of inlined pages in one prompt. */
export const KNOWLEDGE_TOKENS = 1_200;

export const PAGE_PRIORITIES = ["high", "normal", "low"] as const;
export type PagePriority = (typeof PAGE_PRIORITIES)[number];

export const PAGE_DELIVERIES = ["inline", "reference"] as const;
export type PageDelivery = (typeof PAGE_DELIVERIES)[number];

/** A page as its file tells it. All of it was written by others. */
export interface PackPage {
	/** `pack/page`: the names of its folder and of its file without `.md`. */
	readonly name: string;
	/** From the root of the repository, with `/`. */
	readonly path: string;
	/** What the page says it is about: its `name` and its `description`, on one line. */
	readonly about?: string | undefined;
	/** Lower case, one space between words. */
	readonly tags: readonly string[];
	/** Patterns as `matchesPath` reads them. */
	readonly paths: readonly string[];
	/** With a flavour or without. */
	readonly roles: readonly string[];
	readonly priority: PagePriority;
	/** How the page wants to be handed over; by its size where it does not say. */
	readonly delivery?: PageDelivery | undefined;
	/** The text behind the front matter. */
	readonly text: string;
}

/** What could not be read as it was meant: the file or folder, and a sentence about it. */
export interface KnowledgeWarning {
	readonly path: string;
	readonly reason: string;
}

/** The pages of a repository in the order of their paths, and what was wrong with some. */
export interface Knowledge {
	readonly pages: readonly PackPage[];
	readonly warnings: readonly KnowledgeWarning[];
}

/** A page as a prompt takes it: its text, or only where it lies. */
export interface KnowledgePage {
	readonly name: string;
	readonly path: string;
	readonly about?: string | undefined;
	readonly text?: string | undefined;
}

/** True for the name of a pack or a page: it can be typed, and printed on one line. */
export function isPackName(name: string): boolean {
	return /^[\p{L}\p{N}_][\p{L}\p{N}\p{M} ._-]{0,59}$/u.test(name);
}

/** The pack of a page's name. */
export function packOf({ name }: Pick<PackPage, "name">): string {
	return name.slice(0, name.indexOf("/"));
}
