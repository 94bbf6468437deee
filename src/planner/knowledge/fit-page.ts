import type { Step } from "../../core/plan/plan.ts";
import { baseOf } from "../roster.ts";
import { PAGE_PRIORITIES, type PackPage, packOf } from "./page.ts";
import type { PathFit } from "./path-matcher.ts";

/** What of a step decides which pages it is given. */
export type KnowingStep = Pick<
	Step,
	| "role"
	| "task"
	| "knowledge"
	| "allowed_paths"
	| "context_files"
	| "deliverables"
>;

/** A page for a step, and why, as the rest of a sentence about it. */
export interface PageMatch {
	readonly page: PackPage;
	readonly because: string;
}

/** What of a page was found in a step. */
export interface Findings {
	readonly page: PackPage;
	readonly named: readonly string[];
	readonly path: PathFit | undefined;
	readonly tag: string | undefined;
	readonly stackTag: string | undefined;
}

/** A match with its place in the order: number by number, smaller before larger. */
export interface Fit extends PageMatch {
	readonly order: readonly number[];
}

/** The match, or none when nothing was found. */
export function fitOf(
	{ role }: KnowingStep,
	{ page, named, path, tag, stackTag }: Findings,
): readonly Fit[] {
	const place = named.findIndex(
		(name) => name === page.name || name === packOf(page),
	);
	const isForRole = page.roles.some(
		(one) => one === role || one === baseOf(role),
	);
	const reasons = [
		...(place < 0 ? [] : [`the step names ${named[place]}`]),
		...(path === undefined ? [] : [path.evidence]),
		...(tag === undefined ? [] : [`the step's task has "${tag}"`]),
		...(stackTag === undefined ? [] : [`the stack has ${stackTag}`]),
		...(isForRole ? [`it is for ${role}`] : []),
	];
	if (reasons.length === 0) return [];
	const order = [
		place < 0 ? named.length : place,
		PAGE_PRIORITIES.indexOf(page.priority),
		path?.rank ?? 2,
		tag !== undefined ? 0 : stackTag !== undefined ? 1 : 2,
	];
	return [{ page, because: reasons.join(", "), order }];
}

/** Compares fits: the more wanted page first. */
export function inOrder(a: Fit, b: Fit): number {
	for (const [at, rank] of a.order.entries()) {
		const difference = rank - (b.order[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return a.page.name < b.page.name ? -1 : a.page.name > b.page.name ? 1 : 0;
}
