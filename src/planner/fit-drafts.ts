import { type Explanation, PLAN_LIMITS } from "../core/plan/plan.ts";
import type { DraftPhase, DraftStep } from "./phase-draft.ts";
import { withoutHidden } from "./plain-text.ts";

/** The same phases within the limits of a plan: what is too much goes into the last step that fits, and nothing is lost silently. */
export function fitDrafts(
	drafts: readonly DraftPhase[],
	maxSteps: number,
): {
	readonly phases: readonly DraftPhase[];
	readonly explanation: readonly Explanation[];
} {
	const explanation: Explanation[] = [];
	const count = drafts.reduce((sum, { steps }) => sum + steps.length, 0);
	let over = Math.max(0, count - Math.max(maxSteps, drafts.length));
	if (over > 0)
		explanation.push({
			rule: "warning",
			evidence: `${count} steps are more than the ${maxSteps} that fit; the last ones of the longest phases are joined`,
		});
	const longest = [...drafts].sort((a, b) => b.steps.length - a.steps.length);
	const room = new Map<DraftPhase, number>();
	for (const draft of longest) {
		const less = Math.min(over, draft.steps.length - 1);
		room.set(draft, draft.steps.length - less);
		over -= less;
	}
	const phases = drafts.slice(0, PLAN_LIMITS.phases).map((draft) => ({
		...draft,
		name: textWithin(draft.name, PLAN_LIMITS.nameBytes),
		steps: joined(draft.steps, room.get(draft) ?? draft.steps.length).map(
			(step) => ({
				...step,
				task: textWithin(step.task, PLAN_LIMITS.textBytes),
			}),
		),
	}));
	return { phases, explanation };
}

function joined(
	steps: readonly DraftStep[],
	room: number,
): readonly DraftStep[] {
	const last = steps[room - 1];
	if (steps.length <= room || last === undefined) return steps;
	const rest = steps.slice(room - 1).map(({ task }) => task);
	return [...steps.slice(0, room - 1), { ...last, task: rest.join("\n") }];
}

/** A text without hidden characters, cut to so many bytes of UTF-8 with an ellipsis. */
function textWithin(text: string, maxBytes: number): string {
	const plain = withoutHidden(text).trim() || "…";
	let bytes = 0;
	let kept = "";
	for (const character of plain) {
		const code = character.codePointAt(0) ?? 0;
		const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		if (bytes + size > maxBytes - 3) break;
		bytes += size;
		kept += character;
	}
	return kept.length === plain.length ? plain : `${kept.trimEnd()}…`;
}
