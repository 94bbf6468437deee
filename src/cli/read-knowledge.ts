import { constants } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import {
	KNOWLEDGE_FOLDER,
	KNOWLEDGE_LIMITS,
	type Knowledge,
	type KnowledgeWarning,
} from "../planner/knowledge/page.ts";
import { type PackFile, pagesOf } from "../planner/knowledge/pages-of.ts";

type Warn = (path: string, reason: string) => void;

/**
 * Reads the knowledge packs of a checkout: at most 50 packs, 200 pages, and 64 kB of each. What cannot be read, is too large or
 * too much, or leads out of the checkout is a warning and left out. Without packs there are no pages; nothing is thrown.
 */
export async function readKnowledge(checkout: string): Promise<Knowledge> {
	const warnings: KnowledgeWarning[] = [];
	const warn: Warn = (path, reason) => warnings.push({ path, reason });
	const files: PackFile[] = [];
	for (const path of await pagePaths(checkout, warn)) {
		const read = await readPage(checkout, path);
		if ("text" in read) files.push({ path, text: read.text });
		else warn(path, `is left out: ${read.reason}`);
	}
	const known = pagesOf(files);
	return { pages: known.pages, warnings: [...warnings, ...known.warnings] };
}

/** The paths of all pages, from the top of the checkout, sorted and within the limits. */
async function pagePaths(
	checkout: string,
	warn: Warn,
): Promise<readonly string[]> {
	const { packs: maxPacks, pages: maxPages } = KNOWLEDGE_LIMITS;
	const packs = await namesIn(checkout, KNOWLEDGE_FOLDER, "packs", warn);
	if (packs.length > maxPacks)
		warn(
			KNOWLEDGE_FOLDER,
			`has ${packs.length} packs; the first ${maxPacks} are read`,
		);
	const paths: string[] = [];
	let found = 0;
	for (const pack of packs.slice(0, maxPacks)) {
		const folder = `${KNOWLEDGE_FOLDER}/${pack}`;
		const names = await namesIn(checkout, folder, "pages", warn);
		found += names.length;
		for (const name of names.slice(0, maxPages - paths.length))
			paths.push(`${folder}/${name}`);
	}
	if (found > maxPages)
		warn(
			KNOWLEDGE_FOLDER,
			`has ${found} pages; the first ${maxPages} are read`,
		);
	return paths;
}

/** The names of folders or of `.md` files in a folder, links among them, sorted; none where there is no such folder. */
async function namesIn(
	checkout: string,
	folder: string,
	wanted: "packs" | "pages",
	warn: Warn,
): Promise<readonly string[]> {
	try {
		const place = await placeOf(checkout, folder);
		if (place === undefined) {
			warn(folder, `is left out: ${OUTSIDE}`);
			return [];
		}
		const entries = await readdir(place, { withFileTypes: true });
		return entries
			.filter(({ name }) => !name.startsWith("."))
			.filter((entry) =>
				wanted === "pages"
					? entry.name.endsWith(".md")
					: entry.isDirectory() || entry.isSymbolicLink(),
			)
			.map(({ name }) => name)
			.sort();
	} catch (cause) {
		const code = codeOf(cause);
		if (folder !== KNOWLEDGE_FOLDER || code !== "ENOENT")
			warn(folder, `is left out: ${reasonFor(code)}`);
		return [];
	}
}

/** Where a path of the checkout really lies; undefined when links lead it out of the checkout or into git's own folder. */
async function placeOf(
	checkout: string,
	path: string,
): Promise<string | undefined> {
	const top = await realpath(checkout);
	const place = await realpath(join(top, path));
	const way = relative(top, place);
	const names = way.split(sep);
	const isInside = names[0] !== ".." && !isAbsolute(way);
	return isInside && !names.some((name) => name.toLowerCase() === ".git")
		? place
		: undefined;
}

/** The text of a page, or why there is none. Waits for no pipe. */
async function readPage(
	checkout: string,
	path: string,
): Promise<{ readonly text: string } | { readonly reason: string }> {
	try {
		const place = await placeOf(checkout, path);
		if (place === undefined) return { reason: OUTSIDE };
		// A link to something else, such as a file of secrets, is no page.
		if (!place.endsWith(".md")) return { reason: NO_PAGE };
		const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
		const file = await open(place, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
		try {
			if (!(await file.stat()).isFile()) return { reason: NO_PAGE };
			const { pageBytes } = KNOWLEDGE_LIMITS;
			const buffer = Buffer.alloc(pageBytes + 1);
			const { bytesRead } = await file.read({ buffer });
			if (bytesRead > pageBytes)
				return {
					reason: `it is larger than ${pageBytes / 1024} kB; make several pages of it`,
				};
			const utf8 = new TextDecoder("utf-8", { fatal: true });
			return { text: utf8.decode(buffer.subarray(0, bytesRead)) };
		} finally {
			await file.close();
		}
	} catch (cause) {
		return { reason: reasonFor(codeOf(cause)) };
	}
}

const OUTSIDE = "a link leads out of the checkout, or into git's own folder";
const NO_PAGE = "it is no .md file, nor a link to one";

const REASONS: Readonly<Record<string, string>> = {
	ENOENT: "its link leads nowhere",
	ENOTDIR: "it is no folder",
	ELOOP: "its link leads in a circle",
	EACCES: "its permissions do not let it be read",
	ERR_ENCODING_INVALID_ENCODED_DATA: "it is no UTF-8 text",
};

function codeOf(cause: unknown): string {
	return String((cause as { readonly code?: unknown }).code);
}

function reasonFor(code: string): string {
	return REASONS[code] ?? `it cannot be read (${code})`;
}
