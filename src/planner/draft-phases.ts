import type { Complexity, Explanation, Mode, Risk } from "../core/plan/plan.ts";
import { castFor, type Ground, type Part } from "./cast.ts";
import type { WorkKind } from "./kind-words.ts";
import { type DraftPhase, type DraftStep, stepOf } from "./phase-draft.ts";
import { OUTCOMES, PHASE_NAMES, phaseKind } from "./phase-words.ts";
import { phasesBefore, phasesBehind } from "./phases-around.ts";
import { pathsIn } from "./places.ts";
import type { RiskClass } from "./risk-words.ts";
import { playedBy } from "./roles-given.ts";
import { baseOf, READERS } from "./roster.ts";
import type { Stack } from "./stacks.ts";
import type { SubTask, TaskText } from "./sub-tasks.ts";
import { workKindOf } from "./work-kind.ts";

/** Everything the phases follow from. */
export interface DraftGround {
	readonly summary: string;
	/** The whole text: what a single step's role is chosen by. */
	readonly text: string;
	readonly parts: TaskText;
	readonly kind: WorkKind;
	readonly complexity: Complexity;
	readonly mode: Mode;
	readonly risk: Risk;
	readonly stakes: readonly RiskClass[];
	readonly ground: Ground;
	/** The caller's roles; empty for any. */
	readonly roles: readonly string[];
}

/** Phases with their steps, the stacks they work on, and why. */
export interface Drafted {
	readonly phases: readonly DraftPhase[];
	readonly stacks: readonly Stack[];
	readonly explanation: readonly Explanation[];
}

/** The phases of a plan: those that the text names, else the work with what its risk and reach put around it. */
export function draftPhases(given: DraftGround): Drafted {
	const cast = castOf(given);
	const work =
		given.parts.phases.length > 0
			? namedPhases(given, cast)
			: [workPhase(given, cast)];
	const first = phasesBefore(given, work);
	return {
		phases: [...first.phases, ...work, ...phasesBehind(given, work)],
		stacks: cast.stacks(),
		explanation: [...cast.explanation(), ...first.explanation],
	};
}

/** Chooses roles and remembers on what grounds and for which stacks. */
function castOf({ ground, roles, parts: { items, phases } }: DraftGround) {
	const listed = [...items, ...phases.flatMap((phase) => phase.items)];
	const claimed = new Set(
		listed.flatMap(({ text }) => pathsIn(text, ground.paths)),
	);
	const unclaimed = ground.paths.filter((path) => !claimed.has(path));
	// What one item names says nothing about the others.
	const groundOf = (text: string): Ground => {
		const own = pathsIn(text, ground.paths);
		return { ...ground, paths: own.length > 0 ? own : unclaimed };
	};
	const stacks = new Map<string, Stack>();
	const explanation = new Map<string, Explanation>();
	return {
		parts(text: string, kind: WorkKind): readonly Part[] {
			const parts = castFor(text, kind, groundOf(text)).map((part) =>
				playedBy(roles, part),
			);
			for (const part of parts) {
				if (part.stack !== undefined)
					stacks.set(`${part.stack.path} ${part.stack.language}`, part.stack);
				explanation.set(part.explanation.evidence, part.explanation);
			}
			return parts;
		},
		stacks: (): readonly Stack[] => [...stacks.values()],
		explanation: (): readonly Explanation[] =>
			[...explanation.values()].slice(0, 20),
	};
}

type Cast = ReturnType<typeof castOf>;

function workPhase(given: DraftGround, cast: Cast): DraftPhase {
	const { parts, kind, summary, text } = given;
	const steps =
		parts.items.length > 1
			? itemSteps(parts.items, cast, inheritedKind(given))
			: partSteps(cast.parts(text, kind), kind, summary);
	return phaseOf(PHASE_NAMES[kind], steps);
}

function namedPhases(given: DraftGround, cast: Cast): readonly DraftPhase[] {
	return given.parts.phases.map(({ name, items }) =>
		phaseOf(
			name,
			itemSteps(items, cast, phaseKind(name) ?? inheritedKind(given)),
		),
	);
}

function phaseOf(name: string, steps: readonly DraftStep[]): DraftPhase {
	return {
		name,
		steps,
		changes: steps.some(({ role }) => !READERS.has(baseOf(role))),
	};
}

/** One step for each item, done by whoever it takes; an item without a word of its own is of its phase's kind, or the list's. */
function itemSteps(
	items: readonly SubTask[],
	cast: Cast,
	inherited: WorkKind,
): readonly DraftStep[] {
	return items.map(({ text, after }) => {
		const kind = saidKind(text) ?? inherited;
		const [part] = cast.parts(text, kind);
		return stepOf(part?.role ?? "backend-engineer", {
			task: text,
			outcome: OUTCOMES[kind],
			after,
		});
	});
}

/** The kind of whatever says nothing by itself: that of the words before the list. A first item that looks or writes is no word about the others. */
function inheritedKind({ parts, kind }: DraftGround): WorkKind {
	const isOwn = ["investigation", "review", "docs", "test"].includes(kind);
	return saidKind(parts.lead) ?? (isOwn ? "feature" : kind);
}

function saidKind(text: string): WorkKind | undefined {
	const found = workKindOf(text);
	return found.evidence === "no word says otherwise" ? undefined : found.kind;
}

/** The work itself: one step, or the server's before the client's, each in its own folder where they have one. */
function partSteps(
	parts: readonly Part[],
	kind: WorkKind,
	summary: string,
): readonly DraftStep[] {
	const isSplit =
		parts.length > 1 &&
		new Set(parts.map(({ stack }) => stack?.path)).size === parts.length;
	const isOnce = new Set(parts.map(({ role }) => role)).size === parts.length;
	return parts.map(({ role, stack }, index) => ({
		...stepOf(role, {
			task:
				parts.length < 2
					? summary
					: `${summary} (the part ${isOnce ? `of ${role}` : `in ${stack?.path ?? "."}`})`,
			outcome: OUTCOMES[kind],
			after: index === 0 ? [] : [index - 1],
		}),
		...(isSplit && stack !== undefined && stack.path !== "."
			? { allowed_paths: [`${stack.path}/**`] }
			: {}),
	}));
}
