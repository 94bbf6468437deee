import type { WorkKind } from "./kind-words.ts";
import { AREA_WORDS } from "./roster.ts";
import { isBackend, isFrontend } from "./stack-for.ts";
import type { Stack } from "./stacks.ts";
import { termsIn, wordsOf } from "./words.ts";

/** Whose work something is. */
export type Area = "frontend" | "backend" | "devops" | "data";

/** The areas of a piece of work, the server's first, each with what says so. */
export function areasOf(
	text: string,
	kind: WorkKind,
	{
		stacks,
		paths,
	}: { readonly stacks: readonly Stack[]; readonly paths: readonly string[] },
): readonly (readonly [Area, string])[] {
	const { parts, whole } = wordsOf(text);
	const said = (area: Area) => [
		...new Set([
			...termsIn(parts, AREA_WORDS[area]),
			...termsIn(whole, AREA_WORDS[area]),
		]),
	];
	const found = {
		frontend: said("frontend"),
		backend: said("backend"),
		devops: said("devops"),
		data: said("data"),
	};
	const byPath = areaOfPaths(paths);
	if (byPath !== undefined) return [byPath];
	if (kind === "migration" && found.data.length > 0)
		return [["data", `"${found.data[0]}"`]];
	if (
		found.devops.length > 0 &&
		(kind === "chore" ||
			found.devops.length > found.backend.length + found.frontend.length)
	)
		return [["devops", `"${found.devops[0]}"`]];
	if (
		stacks.length > 0 &&
		stacks.every(({ language }) => language === "terraform")
	)
		return [["devops", "the project is terraform"]];
	const canShow = stacks.length === 0 || stacks.some(isFrontend);
	const canServe = stacks.length === 0 || stacks.some(isBackend);
	if (canShow && canServe && isBoth(parts, found)) {
		return [
			["backend", `"${found.backend[0] ?? "backend"}"`],
			["frontend", `"${found.frontend[0] ?? "frontend"}"`],
		];
	}
	if (canShow && (found.frontend.length > found.backend.length || !canServe))
		return [
			[
				"frontend",
				found.frontend[0] === undefined
					? "the project is a frontend"
					: `"${found.frontend[0]}"`,
			],
		];
	return [
		[
			"backend",
			found.backend[0] === undefined
				? "nothing says otherwise"
				: `"${found.backend[0]}"`,
		],
	];
}

function isBoth(
	parts: string,
	{ frontend, backend }: Readonly<Record<Area, readonly string[]>>,
): boolean {
	const isSaid =
		/ (?:full stack|frontend and (?:the )?backend|backend and (?:the )?frontend) /.test(
			parts,
		);
	return (
		isSaid ||
		(frontend.length > 0 &&
			backend.length > 0 &&
			/ (?:and|plus|with) /.test(parts) &&
			/ (?:ui|frontend|page|form|component|screen) /.test(parts) &&
			/ (?:endpoint|endpoints|api|backend) /.test(parts))
	);
}

/** Whose work files are by their names; undefined where those say nothing. */
export function areaOfPaths(
	paths: readonly string[],
): readonly [Area, string] | undefined {
	for (const path of paths) {
		if (
			path.startsWith(".github/") ||
			/(?:^|\/)(?:Dockerfile|docker-compose\.ya?ml)$|\.tf$/.test(path)
		)
			return ["devops", path];
		if (/(?:^|\/)migrations?\/|\.sql$/.test(path)) return ["data", path];
		if (/\.(?:tsx|jsx|vue|svelte|s?css|html)$/.test(path))
			return ["frontend", path];
	}
	return undefined;
}
