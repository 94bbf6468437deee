import type { Learned } from "../../core/learned.ts";
import type { WorkKind } from "../kind-words.ts";
import type { Stack } from "../stacks.ts";
import { type Candidate, PROOFS } from "./candidate.ts";
import { commandStanding } from "./gate-record.ts";

/** What decides between commands beside what they prove. */
export interface Preference {
	readonly kind: WorkKind;
	readonly learned: Learned;
	/** True when the root's own commands go before those of the packages below it. */
	readonly prefersRoot: boolean;
}

/** The best command for each stack, else the best of all; at most four. */
export function gatesFor(
	stacks: readonly Stack[],
	all: readonly Candidate[],
	preference: Preference,
): readonly Candidate[] {
	const chosen = new Map<string, Candidate>();
	for (const stack of stacks) {
		const candidate = bestFor(stack, all, preference);
		if (candidate !== undefined) chosen.set(candidate.command, candidate);
	}
	if (chosen.size === 0) {
		const [other] = ranked(
			all.filter(({ proof }) => proof !== "docs"),
			preference,
		);
		if (other !== undefined) chosen.set(other.command, other);
	}
	return [...chosen.values()].slice(0, 4);
}

/** The best command for a stack: its own folder's and its language's before the whole project's. */
function bestFor(
	stack: Stack,
	all: readonly Candidate[],
	preference: Preference,
): Candidate | undefined {
	const fitting = all.filter(
		({ path, languages }) =>
			(path === stack.path || path === ".") &&
			(languages?.includes(stack.language) ?? true),
	);
	return ranked(fitting, preference).sort(
		(a, b) => distance(a, stack, preference) - distance(b, stack, preference),
	)[0];
}

/** Proof counts most, then that it did not prove unfit here, then the stack's own folder, or the root of a workspace. */
function distance(
	{ proof, path, command }: Candidate,
	stack: Stack,
	{ kind, learned, prefersRoot }: Preference,
): number {
	const isNode = /^(?:java|type)script$/.test(stack.language);
	const home = prefersRoot && isNode ? "." : stack.path;
	const isUnfit = commandStanding(command, learned) === "unfit";
	return (
		proofOrder(proof, kind) * 4 + (isUnfit ? 2 : 0) + (path === home ? 0 : 1)
	);
}

function proofOrder(proof: Candidate["proof"], kind: WorkKind): number {
	if (proof === "docs") return kind === "docs" ? -1 : PROOFS.length;
	return PROOFS.indexOf(proof);
}

function ranked(
	candidates: readonly Candidate[],
	{ kind, learned }: Preference,
): Candidate[] {
	return [...candidates]
		.filter(({ proof }) => proof !== "docs" || kind === "docs")
		.sort(
			(a, b) =>
				proofOrder(a.proof, kind) - proofOrder(b.proof, kind) ||
				record(a.command, learned) - record(b.command, learned) ||
				a.rank - b.rank ||
				(a.command < b.command ? -1 : a.command > b.command ? 1 : 0),
		);
}

const ORDER = { fit: -1, unknown: 0, unfit: 1 } as const;

/** A command that passed here before goes first, one that proved unfit last. */
function record(command: string, learned: Learned): -1 | 0 | 1 {
	return ORDER[commandStanding(command, learned)];
}
