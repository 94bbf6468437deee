import type { StackEntry } from "../core/plan/plan.ts";
import {
	FRAMEWORK_FILES,
	FRAMEWORK_PACKAGES,
	MARKER_ENDINGS,
	MARKER_NAMES,
	SIBLINGS,
} from "./stack-markers.ts";
import { type Survey, shallowFirst } from "./survey.ts";

/** Stacks a plan lists; a repository of more is known by its shallowest. */
const MAX_STACKS = 40;
/** Markers that are looked at, the shallowest first. */
const MAX_MARKERS = 500;

/** A stack with what made it one and how much there is of it. */
export interface Stack extends StackEntry {
	readonly markers: readonly string[];
	/** Source files of its language in its folder, without those of stacks within. */
	readonly sources: number;
}

/** The stacks of a repository by its marker files, the root's first. Without any marker the sources decide. */
export function stacksOf(
	survey: Survey,
	texts: ReadonlyMap<string, string>,
): readonly Stack[] {
	const marked = new Map<string, Map<string, string[]>>();
	for (const path of survey.markers.slice(0, MAX_MARKERS)) {
		const folder = folderOf(path);
		const languages = marked.get(folder) ?? new Map<string, string[]>();
		const language = languageOf(nameOf(path));
		languages.set(language, [...(languages.get(language) ?? []), path]);
		marked.set(folder, languages);
	}
	const counts = countsWithin(survey, marked);
	const names = namesByFolder(survey);
	const stacks = [...marked].flatMap(([path, languages]) =>
		stacksIn({
			path,
			languages,
			counts: counts.get(path) ?? new Map(),
			names: names.get(path) ?? [],
			texts,
		}),
	);
	const unmarked = counts.get("");
	if (!stacks.some(({ path }) => path === ".") && unmarked !== undefined) {
		const plain = unmarkedStack(unmarked);
		if (
			plain !== undefined &&
			!stacks.some(({ language }) => language === plain.language)
		)
			stacks.push(plain);
	}
	return stacks
		.sort(
			(a, b) =>
				shallowFirst(a.path, b.path) ||
				depthless(a) - depthless(b) ||
				b.sources - a.sources ||
				(a.language < b.language ? -1 : 1),
		)
		.slice(0, MAX_STACKS);
}

const depthless = ({ path }: Stack) => (path === "." ? 0 : 1);

function folderOf(path: string): string {
	const slash = path.lastIndexOf("/");
	return slash < 0 ? "." : path.slice(0, slash);
}

function nameOf(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}

function languageOf(name: string): string {
	return (
		MARKER_NAMES[name] ??
		MARKER_ENDINGS[name.slice(name.lastIndexOf(".") + 1)] ??
		"unknown"
	);
}

function namesByFolder({
	noted,
}: Survey): ReadonlyMap<string, readonly string[]> {
	const names = new Map<string, string[]>();
	for (const path of noted) {
		const folder = folderOf(path);
		const known = names.get(folder);
		if (known === undefined) names.set(folder, [nameOf(path)]);
		else known.push(nameOf(path));
	}
	return names;
}

/** The sources of every stack's folder; those of no stack are counted under the empty name. */
function countsWithin(
	survey: Survey,
	marked: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
	const counts = new Map<string, Map<string, number>>();
	for (const [folder, languages] of survey.sources) {
		const home = homeOf(folder, marked);
		const sum = counts.get(home) ?? new Map<string, number>();
		for (const [language, count] of languages)
			sum.set(language, (sum.get(language) ?? 0) + count);
		counts.set(home, sum);
	}
	return counts;
}

function homeOf(folder: string, marked: ReadonlyMap<string, unknown>): string {
	const parts = folder.split("/");
	for (let length = parts.length; length > 0; length--) {
		const path = parts.slice(0, length).join("/");
		if (marked.has(path)) return path;
	}
	return marked.has(".") ? "." : "";
}

interface Place {
	readonly path: string;
	readonly languages: ReadonlyMap<string, readonly string[]>;
	readonly counts: ReadonlyMap<string, number>;
	/** The noted files of the folder. */
	readonly names: readonly string[];
	readonly texts: ReadonlyMap<string, string>;
}

function stacksIn(place: Place): Stack[] {
	const { path, languages, counts } = place;
	const merged = new Map<string, string[]>();
	for (const [marker, files] of languages) {
		const language = bySources(marker, counts, languages);
		merged.set(language, [...(merged.get(language) ?? []), ...files]);
	}
	return [...merged].map(([language, markers]) => ({
		path,
		language,
		frameworks: frameworksOf(place, language),
		markers,
		sources: counts.get(language) ?? 0,
	}));
}

/** What a marker stands for where languages share it: the one with more sources. */
function bySources(
	marker: string,
	counts: ReadonlyMap<string, number>,
	languages: ReadonlyMap<string, unknown>,
): string {
	if (marker === "javascript" && languages.has("typescript"))
		return "typescript";
	const siblings = SIBLINGS[marker] ?? [marker];
	return siblings.reduce(
		(best, next) =>
			(counts.get(next) ?? 0) > (counts.get(best) ?? 0) ? next : best,
		marker,
	);
}

function frameworksOf(
	{ path, names, texts }: Place,
	language: string,
): readonly string[] {
	const found = new Set<string>();
	const family =
		language === "typescript"
			? "javascript"
			: language === "kotlin"
				? "java"
				: language;
	for (const name of names)
		for (const [pattern, languages, framework] of FRAMEWORK_FILES)
			if (languages.includes(language) && pattern.test(name))
				found.add(framework);
	for (const [file, text] of texts) {
		const folder = folderOf(file);
		if (
			folder !== path &&
			folder !== (path === "." ? "requirements" : `${path}/requirements`)
		)
			continue;
		for (const [name, framework] of FRAMEWORK_PACKAGES[family] ?? [])
			if (namesPackage(text, name, family === "javascript"))
				found.add(framework);
	}
	if (language === "csharp") found.add("dotnet");
	return [...found].sort();
}

function namesPackage(text: string, name: string, isJson: boolean): boolean {
	if (isJson)
		return text.includes(`"${name}":`) || text.includes(`"${name}" :`);
	const escaped = name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
	// What goes on with a dash or a letter is another package: django-stubs is no Django.
	const end =
		name.includes(".") || name.includes("-") || name.includes("/")
			? ""
			: "(?![\\w-])";
	return new RegExp(`(?<![\\w-])${escaped}${end}`, "i").test(
		text.slice(0, 200_000),
	);
}

/** A repository without any marker is written in what most of its sources are. */
function unmarkedStack(counts: ReadonlyMap<string, number>): Stack | undefined {
	const [most] = [...counts].sort(
		([a, x], [b, y]) => y - x || (a < b ? -1 : 1),
	);
	if (most === undefined) return undefined;
	const [language, sources] = most;
	return {
		path: ".",
		language,
		frameworks: language === "csharp" ? ["dotnet"] : [],
		markers: [`${sources} source files`],
		sources,
	};
}
