import {
	FOREIGN_FOLDERS,
	FRAMEWORK_FILES,
	MARKER_ENDINGS,
	MARKER_NAMES,
	NOTED_NAMES,
	PROOF_SCRIPT,
	SOURCE_ENDINGS,
} from "./stack-markers.ts";

/** Folders this deep below the root are looked at for markers. */
const MAX_DEPTH = 4;
/** Files that are looked at; a repository of more is known by its first ones. */
const MAX_FILES = 200_000;

/** What one pass over the paths of a repository found. Every list is sorted: shallow before deep, then by name. */
export interface Survey {
	/** Marker files and what else decides something, outside folders of others. */
	readonly noted: ReadonlySet<string>;
	readonly markers: readonly string[];
	readonly workflows: readonly string[];
	/** Source files by folder and language. */
	readonly sources: ReadonlyMap<string, ReadonlyMap<string, number>>;
	/** Folders that hold test files, with one of them. */
	readonly tests: ReadonlyMap<string, string>;
	/** Files that the text names, at most 20. */
	readonly named: readonly string[];
	/** Folders that the text names, at most 20, without a slash at the end. */
	readonly namedFolders: readonly string[];
}

const TEST_FILE =
	/^(?:test_.*\.py|.*_test\.(?:py|go|rb|exs|cc|cpp|c)|.*\.(?:test|spec)\.[cm]?[jt]sx?|.*_spec\.rb|.*Tests?\.(?:java|kt|cs|php|swift))$/;

/** Looks at every path once. `wanted` are the names a text holds that may be paths. */
export function surveyOf(
	files: readonly string[],
	wanted: readonly string[] = [],
): Survey {
	const noted: string[] = [];
	const markers: string[] = [];
	const workflows: string[] = [];
	const sources = new Map<string, Map<string, number>>();
	const tests = new Map<string, string>();
	const isForeign = foreignFolders();
	const names = namesIn(wanted);
	const count = Math.min(files.length, MAX_FILES);
	for (let at = 0; at < count; at++) {
		const path = files[at] ?? "";
		const slash = path.lastIndexOf("/");
		const folder = slash < 0 ? "." : path.slice(0, slash);
		const name = path.slice(slash + 1);
		names.see(path, folder, name);
		if (folder === ".github/workflows" && /\.ya?ml$/.test(name))
			workflows.push(path);
		if (isForeign(folder)) continue;
		const ending = name.slice(name.lastIndexOf(".") + 1);
		const isMarker = isMarkerName(name, ending);
		if ((isMarker || isNotedName(name)) && depthOf(folder) <= MAX_DEPTH) {
			noted.push(path);
			if (isMarker) markers.push(path);
		}
		const language = Object.hasOwn(SOURCE_ENDINGS, ending)
			? SOURCE_ENDINGS[ending]
			: undefined;
		if (language !== undefined) countSource(sources, folder, language);
		if (TEST_FILE.test(name) && before(path, tests.get(folder)))
			tests.set(folder, path);
	}
	return {
		noted: new Set(noted),
		markers: markers.sort(shallowFirst),
		workflows: workflows.sort(shallowFirst),
		sources,
		tests,
		...names.found(),
	};
}

function isMarkerName(name: string, ending: string): boolean {
	return (
		Object.hasOwn(MARKER_NAMES, name) ||
		(name.includes(".") && Object.hasOwn(MARKER_ENDINGS, ending))
	);
}

function isNotedName(name: string): boolean {
	return (
		NOTED_NAMES.has(name) ||
		PROOF_SCRIPT.test(name) ||
		FRAMEWORK_FILES.some(([pattern]) => pattern.test(name))
	);
}

function before(path: string, known: string | undefined): boolean {
	return known === undefined || path < known;
}

function countSource(
	sources: Map<string, Map<string, number>>,
	folder: string,
	language: string,
): void {
	const counts = sources.get(folder) ?? new Map<string, number>();
	sources.set(folder, counts.set(language, (counts.get(language) ?? 0) + 1));
}

function depthOf(folder: string): number {
	return folder === "." ? 0 : folder.split("/").length;
}

/** Compares paths: shallow before deep, then by name. */
export function shallowFirst(a: string, b: string): number {
	return (
		a.split("/").length - b.split("/").length || (a < b ? -1 : a > b ? 1 : 0)
	);
}

/** Asked once for each folder: most files lie beside one that was just asked about. */
function foreignFolders(): (folder: string) => boolean {
	const known = new Map<string, boolean>();
	return (folder) => {
		const answer =
			known.get(folder) ??
			folder
				.split("/")
				.some(
					(part) =>
						FOREIGN_FOLDERS.has(part) || (part.startsWith(".") && part !== "."),
				);
		known.set(folder, answer);
		return answer;
	};
}

/** Finds the files and folders that a text names by a path or by the end of one. */
function namesIn(wanted: readonly string[]) {
	const byName = new Map<string, string[]>();
	const folders = new Set<string>();
	for (const path of wanted) {
		const plain = path.replace(/\/$/, "");
		const name = plain.slice(plain.lastIndexOf("/") + 1);
		byName.set(name, [...(byName.get(name) ?? []), plain]);
		if (plain.includes("/") || path.endsWith("/")) folders.add(plain);
	}
	const named: string[] = [];
	const namedFolders = new Set<string>();
	return {
		see(path: string, folder: string, name: string): void {
			const matches = byName
				.get(name)
				?.some((end) => path === end || path.endsWith(`/${end}`));
			if (matches === true) named.push(path);
			if (folders.size === 0) return;
			for (const wantedFolder of folders)
				if (folder === wantedFolder || folder.startsWith(`${wantedFolder}/`))
					namedFolders.add(wantedFolder);
		},
		found: () => ({
			named: named.sort(shallowFirst).slice(0, 20),
			namedFolders: [...namedFolders].sort(shallowFirst).slice(0, 20),
		}),
	};
}
