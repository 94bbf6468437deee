import { pathFlaw } from "../../core/plan/paths.ts";
import { oneLine, wordsOf } from "../words.ts";
import { type FrontMatter, frontMatterOf } from "./front-matter.ts";
import { entriesOf, oneOf, textOf, type Warn } from "./front-matter-fields.ts";
import { PAGE_DELIVERIES, PAGE_PRIORITIES, type PackPage } from "./page.ts";

const KEYS = [
	"name",
	"description",
	"tags",
	"paths",
	"roles",
	"priority",
	"delivery",
];
const ABOUT_CHARACTERS = 200;

/** The page that a file holds, with whatever of its front matter could be read. */
export function pageOf(
	name: string,
	{ path, text }: Pick<PackPage, "path" | "text">,
	warn: Warn,
): PackPage {
	const front = frontMatterOf(text);
	for (const flaw of front.flaws) warn(flaw);
	for (const key of [...front.fields.keys()].slice(0, 20))
		if (!KEYS.includes(key))
			warn(
				`has the key ${JSON.stringify(oneLine(key, 40))}, which says nothing here; known are ${KEYS.join(", ")}`,
			);
	const titled = [
		textOf(front, "name", warn),
		textOf(front, "description", warn),
	]
		.filter((part) => part !== "")
		.join(": ");
	const about = oneLine(titled, ABOUT_CHARACTERS);
	const delivery = oneOf(front, "delivery", PAGE_DELIVERIES, warn);
	return {
		name,
		path,
		...(about === "" ? {} : { about }),
		tags: tagsOf(front, warn),
		paths: entriesOf(front, "paths", warn).filter((pattern) => {
			const flaw = patternFlaw(pattern);
			if (flaw !== undefined)
				warn(
					`has the path ${JSON.stringify(oneLine(pattern, 80))}, which ${flaw}`,
				);
			return flaw === undefined;
		}),
		roles: entriesOf(front, "roles", warn).map((role) => role.toLowerCase()),
		priority: oneOf(front, "priority", PAGE_PRIORITIES, warn) ?? "normal",
		...(delivery === undefined ? {} : { delivery }),
		text: front.body.trim(),
	};
}

function tagsOf(front: FrontMatter, warn: Warn): readonly string[] {
	const tags = entriesOf(front, "tags", warn).map((tag) => {
		const words = wordsOf(tag).whole.trim();
		if (words === "")
			warn(`has the tag ${JSON.stringify(oneLine(tag, 80))}, which is no word`);
		return words;
	});
	return [...new Set(tags)].filter((tag) => tag !== "");
}

function patternFlaw(pattern: string): string | undefined {
	if (/[{}]|^!/.test(pattern))
		return "has braces or an exclamation mark; only * and ** stand for something";
	return pathFlaw(pattern);
}
