import { type Refusal, refuse } from "../errors.ts";
import { type Applied, bridged } from "./amend-step.ts";
import type { PlanChange } from "./change.ts";
import { freshPhaseId } from "./ids.ts";
import { proofKept } from "./kept-proof.ts";
import { findPhase } from "./lookup.ts";
import { currentPhase, hasBegun, standingOf } from "./phase.ts";
import { newStep, type Phase, type Plan, type StepDraft } from "./plan.ts";

type PhaseChange = Extract<PlanChange, { readonly kind: `${string}_phase` }>;

/**
 * Adds, edits, removes or moves one phase. Phases that have begun keep their place and are never left unproven, and
 * finished ones stay as they are.
 */
export function changePhase(
	plan: Plan,
	change: PhaseChange,
): Applied | Refusal {
	if (change.kind === "add_phase") return addPhase(plan, change);
	const found = findPhase(plan, change.phase);
	if (!found.ok) return found;
	const { phase } = found;
	if (change.kind === "edit_phase") return editPhase(plan, phase, change);
	if (hasBegun(plan, phase))
		return refuse(
			"INVALID_TRANSITION",
			`Phase ${phase.id} (${phase.name}) has begun; it stays where it is.`,
			"Skip its open steps if they are not needed.",
			{ phase: phase.id },
		);
	return change.kind === "remove_phase"
		? removePhase(plan, phase)
		: movePhase(plan, phase, change.after);
}

function addPhase(
	plan: Plan,
	change: Extract<PlanChange, { readonly kind: "add_phase" }>,
): Applied | Refusal {
	const id = freshPhaseId(plan);
	const phase: Phase = {
		id,
		name: change.name,
		steps: change.steps.map((draft, index) =>
			newStep(`${id}.${index + 1}`, withOwnIds(draft, id)),
		),
		...(change.gate === undefined ? {} : { gate: change.gate }),
		...(change.approval === undefined ? {} : { approval: change.approval }),
	};
	const isStarted = plan.execution.status !== "planned";
	const here = isStarted ? currentPhase(plan) : undefined;
	const after = change.after ?? (here ?? plan.phases.at(-1))?.id;
	return insert(plan, {
		phase,
		after: after ?? 0,
		line: `added phase ${id} (${phase.name})`,
	});
}

/** `+1` stands for the first step of a phase that has no id yet. */
function withOwnIds(draft: StepDraft, id: number): StepDraft {
	return draft.depends_on === undefined
		? draft
		: {
				...draft,
				depends_on: draft.depends_on.map((other) =>
					/^\+[1-9][0-9]{0,5}$/.test(other) ? `${id}.${other.slice(1)}` : other,
				),
			};
}

function editPhase(
	plan: Plan,
	phase: Phase,
	change: Extract<PlanChange, { readonly kind: "edit_phase" }>,
): Applied | Refusal {
	const standing = standingOf(plan, phase);
	const refusal = (why: string) =>
		refuse(
			"INVALID_TRANSITION",
			`Phase ${phase.id} (${phase.name}) ${why}.`,
			"Add a phase for what is still to be done.",
			{ phase: phase.id, standing },
		);
	if (standing === "passed") return refusal("is finished");
	if (change.gate !== undefined && standing === "approval")
		return refusal("has its gate behind it");
	const kept = proofKept(plan, phase, change);
	if (kept !== undefined) return kept;
	const { gate: oldGate, approval: oldApproval, ...rest } = phase;
	const gate = change.gate === undefined ? oldGate : change.gate;
	const approval =
		change.approval === undefined ? oldApproval : change.approval;
	const next: Phase = {
		...rest,
		...(change.name === undefined ? {} : { name: change.name }),
		...(gate === undefined || gate === null ? {} : { gate }),
		...(approval === undefined || approval === null ? {} : { approval }),
	};
	const edited = (["name", "gate", "approval"] as const).filter(
		(field) => change[field] !== undefined,
	);
	return {
		ok: true,
		plan: {
			...plan,
			phases: plan.phases.map((one) => (one.id === phase.id ? next : one)),
		},
		line: `edited ${edited.join(", ")} of phase ${phase.id}`,
	};
}

function removePhase(plan: Plan, phase: Phase): Applied {
	const { retired } = plan.execution;
	const rest: Plan = {
		...plan,
		phases: plan.phases.filter(({ id }) => id !== phase.id),
		execution: {
			...plan.execution,
			retired: {
				phases: [...retired.phases, phase.id],
				steps: [...retired.steps, ...phase.steps.map(({ id }) => id)],
			},
		},
	};
	// From the last step back, so that what a step hands on is not one of those already gone.
	const ids = new Set(phase.steps.map(({ id }) => id));
	const outer = resolved(phase, ids);
	const next = phase.steps.reduce(
		(so, step) =>
			bridged(so, { ...step, depends_on: outer.get(step.id) ?? [] }),
		rest,
	);
	return {
		ok: true,
		plan: next,
		line: `removed phase ${phase.id} (${phase.name})`,
	};
}

/** For each step of a phase the steps outside that it waits for, through others of the phase as well. */
function resolved(
	phase: Phase,
	ids: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
	const byId = new Map(phase.steps.map((step) => [step.id, step]));
	return new Map(
		phase.steps.map(({ id }) => {
			const seen = new Set([id]);
			for (const at of seen)
				for (const other of byId.get(at)?.depends_on ?? []) seen.add(other);
			return [id, [...seen].filter((other) => !ids.has(other))];
		}),
	);
}

function movePhase(plan: Plan, phase: Phase, after: number): Applied | Refusal {
	const phases = plan.phases.filter(({ id }) => id !== phase.id);
	return insert(
		{ ...plan, phases },
		{
			phase,
			after,
			line: `moved phase ${phase.id} ${after === 0 ? "to the front" : `behind ${after}`}`,
		},
	);
}

function insert(
	plan: Plan,
	wish: {
		readonly phase: Phase;
		readonly after: number;
		readonly line: string;
	},
): Applied | Refusal {
	const { phase, after } = wish;
	if (after !== 0) {
		const found = findPhase(plan, after);
		if (!found.ok) return found;
	}
	const at = 1 + plan.phases.findIndex(({ id }) => id === after);
	const begun = plan.phases.findLastIndex((one) => hasBegun(plan, one));
	if (at <= begun) {
		const last = plan.phases[begun] as Phase;
		return refuse(
			"INVALID_TRANSITION",
			`Phase ${last.id} (${last.name}) has begun; no phase goes in front of it.`,
			`The earliest place is behind phase ${last.id}.`,
			{ after, earliest: last.id },
		);
	}
	const phases = [...plan.phases.slice(0, at), phase, ...plan.phases.slice(at)];
	return { ok: true, plan: { ...plan, phases }, line: wish.line };
}
