import { matchesPath } from "../core/plan/paths.ts";
import type { Explanation } from "../core/plan/plan.ts";
import { type Area, areasOf } from "./areas.ts";
import type { WorkKind } from "./kind-words.ts";
import { placesOf } from "./places.ts";
import type { RosterRoute } from "./request.ts";
import {
	FRAMEWORK_FLAVOURS,
	LANGUAGE_FLAVOURS,
	specialistOf,
} from "./roster.ts";
import { nearest, stackFor } from "./stack-for.ts";
import type { Stack } from "./stacks.ts";

/** Who does a piece of work, on which stack, and why. */
export interface Part {
	readonly role: string;
	readonly stack?: Stack;
	readonly explanation: Explanation;
}

/** What the choice of roles rests on beside the text. */
export interface Ground {
	readonly stacks: readonly Stack[];
	/** Files and folders that the text names. */
	readonly paths: readonly string[];
	readonly routes: readonly RosterRoute[];
}

/** Kinds of work that one specialist does, whatever it is about. */
const BY_KIND: Readonly<Partial<Record<WorkKind, string>>> = {
	test: "test-engineer",
	docs: "documentation-writer",
	review: "code-reviewer",
	investigation: "debugger",
};

/** Who does a piece of work: a route of the config, the kind of work, else the area by words, files and stacks. Several for both ends, and for several stacks. */
export function castFor(
	text: string,
	kind: WorkKind,
	ground: Ground,
): readonly Part[] {
	const routed = routeFor(ground);
	if (routed !== undefined) return [routed];
	const fixed = BY_KIND[kind];
	const places =
		fixed === undefined || kind === "test" ? placesOf(text, ground) : [];
	if (places.length > 0)
		return places.map(({ area, stack: at, evidence }) => {
			const role = fixed ?? flavoured(engineerOf(area), at);
			return part(role, at, evidence);
		});
	const stack = stackFor(text, undefined, ground);
	if (fixed !== undefined) return [part(fixed, stack, `it is a ${kind} task`)];
	const areas = areasOf(text, kind, ground);
	return areas.map(([area, evidence]) => {
		const at = stackFor(text, area, ground);
		return part(flavoured(engineerOf(area), at), at, evidence);
	});
}

function engineerOf(area: Area): string {
	return `${area}-engineer`;
}

function part(role: string, stack: Stack | undefined, evidence: string): Part {
	return {
		role,
		...(stack === undefined ? {} : { stack }),
		explanation: {
			rule: "role",
			evidence: `${role}: ${evidence}${stack === undefined ? "" : `; ${stack.language} at ${stack.path}`}`,
		},
	};
}

function routeFor(ground: Ground): Part | undefined {
	for (const { paths, role } of ground.routes) {
		const path = ground.paths.find((named) => matchesPath(paths, named));
		if (path === undefined) continue;
		const stack = nearest(path, ground.stacks);
		return part(
			flavoured(role, stack),
			stack,
			`the route ${paths} matches ${path}`,
		);
	}
	return undefined;
}

/** A role with the flavour of a stack. Names that the roster does not have, and flavoured ones, stay as they are. */
export function flavoured(role: string, stack: Stack | undefined): string {
	const specialist = specialistOf(role);
	if (role.includes("--") || specialist === undefined || stack === undefined)
		return role;
	if (role === "devops-engineer")
		return stack.language === "terraform" ? `${role}--terraform` : role;
	const flavour =
		specialist.flavour === "language"
			? LANGUAGE_FLAVOURS[stack.language]
			: specialist.flavour === "framework"
				? FRAMEWORK_FLAVOURS.find(([framework]) =>
						stack.frameworks.includes(framework),
					)?.[1]
				: undefined;
	return flavour === undefined ? role : `${role}--${flavour}`;
}
