import { type Area, areaOfPaths } from "./areas.ts";
import { AREA_WORDS } from "./roster.ts";
import { isFrontend, nearest } from "./stack-for.ts";
import { MARKER_NAMES, SOURCE_ENDINGS } from "./stack-markers.ts";
import type { Stack } from "./stacks.ts";
import { pathsNamed, termsIn, wordsOf } from "./words.ts";

/** A stack that a piece of work touches, whose work that is, and what says so. */
export interface Place {
	readonly stack: Stack;
	readonly area: Area;
	readonly evidence: string;
}

/** A step for each place; the smaller ones beyond that are left to the others. */
const MAX_PLACES = 6;

const WHOLE =
	/ (?:(?:whole|entire) (?:project|repo|repository|codebase|code base|monorepo)|(?:all|each)(?: of)?(?: the)? (?:packages|apps|projects|workspaces|services|modules)|every (?:package|app|project|workspace|service|module)) /;

/** The stacks a text is about where they are several: those whose code it names, else all when it says so. Servers before clients; empty for one. */
export function placesOf(
	text: string,
	{
		stacks,
		paths,
	}: { readonly stacks: readonly Stack[]; readonly paths: readonly string[] },
): readonly Place[] {
	const found =
		paths.length > 0 ? placesNamed(paths, stacks) : wholePlaces(text, stacks);
	return found.length < 2
		? []
		: [
				...found.filter(({ area }) => area !== "frontend"),
				...found.filter(({ area }) => area === "frontend"),
			];
}

function placesNamed(
	paths: readonly string[],
	stacks: readonly Stack[],
): readonly Place[] {
	const byStack = new Map<Stack, string[]>();
	for (const path of paths.filter(isCode)) {
		const stack = nearest(path, stacks);
		if (stack !== undefined)
			byStack.set(stack, [...(byStack.get(stack) ?? []), path]);
	}
	return [...byStack].slice(0, MAX_PLACES).map(([stack, own]) => ({
		stack,
		area: areaOfPaths(own)?.[0] ?? areaOfStack(stack),
		evidence: own.slice(0, 3).join(", "),
	}));
}

function wholePlaces(text: string, stacks: readonly Stack[]): readonly Place[] {
	const { parts } = wordsOf(text);
	const said =
		WHOLE.exec(parts)?.[0].trim() ??
		(hasNoArea(parts)
			? / (everything|everywhere) /.exec(parts)?.[1]
			: undefined);
	if (said === undefined) return [];
	const filled = stacks.filter(({ sources }) => sources > 0);
	return [...filled]
		.sort((a, b) => b.sources - a.sources)
		.slice(0, MAX_PLACES)
		.map((stack) => ({
			stack,
			area: areaOfStack(stack),
			evidence: `"${said}"${filled.length > MAX_PLACES ? `, of which the ${MAX_PLACES} largest of ${filled.length} have a step` : ""}`,
		}));
}

/** True where no word says whose work it is: then everything is everybody's. */
function hasNoArea(parts: string): boolean {
	return Object.values(AREA_WORDS).every(
		(terms) => termsIn(parts, terms).length === 0,
	);
}

function areaOfStack(stack: Stack): Area {
	if (stack.language === "terraform") return "devops";
	return stack.frameworks.length > 0 && isFrontend(stack)
		? "frontend"
		: "backend";
}

/** Texts that are named beside code are no place of their own. */
function isCode(path: string): boolean {
	const name = path.slice(path.lastIndexOf("/") + 1);
	return (
		path.endsWith("/") ||
		areaOfPaths([path]) !== undefined ||
		Object.hasOwn(MARKER_NAMES, name) ||
		Object.hasOwn(SOURCE_ENDINGS, name.slice(name.lastIndexOf(".") + 1))
	);
}

/** Those of some paths that a text names, wholly or by their end. */
export function pathsIn(
	text: string,
	paths: readonly string[],
): readonly string[] {
	const names = pathsNamed(text).map((name) => name.replace(/\/$/, ""));
	return paths.filter((path) => {
		const plain = path.replace(/\/$/, "");
		return names.some((name) => plain === name || plain.endsWith(`/${name}`));
	});
}
