import {
	type Approval,
	type Explanation,
	newStep,
	type Phase,
	type Risk,
	type StepDraft,
} from "../core/plan/plan.ts";
import type { GateChoice } from "./gates/choose-gate.ts";
import type { DraftPhase } from "./phase-draft.ts";
import { isHigh } from "./risk.ts";

/** What every placed phase gets beside its steps. */
export interface Placing {
	readonly gate: GateChoice;
	readonly risk: Risk;
	/** What is the same for every step, or follows from its role. */
	readonly dress: (draft: Omit<StepDraft, "depends_on">) => StepDraft;
}

/** Phases with ids, gates and approvals. Steps of a phase wait for those they name; a phase waits for the one before by itself. */
export function placePhases(
	drafts: readonly DraftPhase[],
	{ gate, risk, dress }: Placing,
): {
	readonly phases: readonly Phase[];
	readonly explanation: readonly Explanation[];
} {
	const explanation: Explanation[] = [];
	const phases = drafts.map((draft, index): Phase => {
		const id = index + 1;
		const approval = approvalOf(draft, {
			gate,
			risk,
			isFirst: index === 0,
			isLast: index === drafts.length - 1,
		});
		if (approval !== undefined)
			explanation.push({
				rule: "approval",
				evidence: `phase ${id}: ${approval.reason}`,
			});
		return {
			id,
			name: draft.name,
			steps: draft.steps.map(({ after, ...step }, at) => ({
				...newStep(`${id}.${at + 1}`, {
					...dress(step),
					depends_on: after
						.filter((other) => other < at)
						.map((other) => `${id}.${other + 1}`),
				}),
			})),
			...(draft.changes && gate.gate !== undefined ? { gate: gate.gate } : {}),
			...(approval === undefined ? {} : { approval }),
		};
	});
	return { phases, explanation };
}

interface Standing {
	readonly gate: GateChoice;
	readonly risk: Risk;
	readonly isFirst: boolean;
	readonly isLast: boolean;
}

/** A person agrees behind the first phase of a HIGH plan, which changes nothing yet, and behind the last of a CRITICAL one as well. */
function approvalOf(
	draft: DraftPhase,
	{ gate, risk, isFirst, isLast }: Standing,
): Approval | undefined {
	const reasons = [
		...(isHigh(risk) && isFirst
			? [`the risk is ${risk}: what ${draft.name} came to has to be agreed to`]
			: []),
		...(risk === "CRITICAL" && isLast && !isFirst
			? ["the risk is CRITICAL: the result has to be agreed to"]
			: []),
		...(draft.changes && gate.byHand !== undefined
			? [
					`no check reports \`${gate.byHand}\`: somebody has to run it and say that it passed`,
				]
			: []),
	];
	return reasons.length === 0 ? undefined : { reason: reasons.join("; ") };
}
