import type { Area } from "./areas.ts";
import { FRONTEND_FRAMEWORKS, SERVER_FRAMEWORKS } from "./stack-markers.ts";
import type { Stack } from "./stacks.ts";
import { wordsOf } from "./words.ts";

/** True for a stack that shows something to people. */
export function isFrontend({ language, frameworks }: Stack): boolean {
	if (language !== "javascript" && language !== "typescript") return false;
	return (
		frameworks.some((name) => FRONTEND_FRAMEWORKS.has(name)) ||
		!frameworks.some((name) => SERVER_FRAMEWORKS.has(name))
	);
}

/** True for a stack that can hold what runs on a server. */
export function isBackend(stack: Stack): boolean {
	return (
		stack.language !== "terraform" &&
		!stack.frameworks.some(
			(name) =>
				["react", "vue", "angular", "svelte"].includes(name) &&
				!stack.frameworks.some((other) => SERVER_FRAMEWORKS.has(other)),
		)
	);
}

/** The stack a text is about: where its files are, what it names, what its area needs; of several the one with most sources. */
export function stackFor(
	text: string,
	area: Area | undefined,
	{
		stacks,
		paths,
	}: { readonly stacks: readonly Stack[]; readonly paths: readonly string[] },
): Stack | undefined {
	// A text named beside code is something to read.
	const code = paths.filter((path) => !/\.(?:md|rst|txt|adoc)$/.test(path));
	for (const path of [...code, ...paths]) {
		const home = nearest(path, stacks);
		if (home !== undefined) return home;
	}
	if (area === "devops" && paths.length > 0) return undefined;
	const { parts } = wordsOf(text);
	const named = stacks.filter((stack) =>
		[
			stack.language,
			...stack.frameworks,
			...(stack.path === "." ? [] : [stack.path.split("/").at(-1) ?? ""]),
		].some((name) => parts.includes(` ${name.toLowerCase()} `)),
	);
	const fits = (stack: Stack) =>
		area === "frontend"
			? isFrontend(stack)
			: area === "backend"
				? isBackend(stack)
				: area === "devops"
					? stack.language === "terraform"
					: true;
	const pools = [
		named.filter(fits),
		stacks.filter(
			(stack) =>
				fits(stack) && (area !== "frontend" || stack.frameworks.length > 0),
		),
		stacks.filter(fits),
	];
	const pool =
		pools.find((candidates) => candidates.length > 0) ??
		(area === "devops" ? [] : stacks);
	return pool.reduce<Stack | undefined>(
		(best, next) =>
			best === undefined || next.sources > best.sources ? next : best,
		undefined,
	);
}

/** The stack whose folder a path lies in, the deepest first. */
export function nearest(
	path: string,
	stacks: readonly Stack[],
): Stack | undefined {
	return stacks
		.filter(
			(stack) =>
				stack.path === "." ||
				path === stack.path ||
				path.startsWith(`${stack.path}/`),
		)
		.sort((a, b) => b.path.length - a.path.length || b.sources - a.sources)[0];
}
