import type { Complexity, Explanation, Mode, Risk } from "../core/plan/plan.ts";
import { complexityOf, modeOf } from "./complexity.ts";
import type { WorkKind } from "./kind-words.ts";
import type { PlanRequest } from "./request.ts";
import { riskOf } from "./risk.ts";
import type { RiskClass } from "./risk-words.ts";
import type { TaskText } from "./sub-tasks.ts";
import type { Survey } from "./survey.ts";
import { workKindOf } from "./work-kind.ts";

/** What the task is, each with its line of explanation. */
export interface Judgement {
	readonly kind: WorkKind;
	readonly complexity: Complexity;
	readonly mode: Mode;
	readonly risk: Risk;
	readonly stakes: readonly RiskClass[];
	readonly explanation: readonly Explanation[];
}

/** What kind of task it is, how far it reaches, how it is gone about and what can go wrong: by the rules, or the caller's word. */
export function judgeTask(
	{ task, options = {} }: PlanRequest,
	parts: TaskText,
	survey: Survey,
): Judgement {
	const found = kindOf(task, parts);
	const subTasks = parts.phases.reduce(
		(sum, { items }) => sum + items.length,
		parts.items.length,
	);
	const reach = complexityOf(task, found.kind, subTasks);
	const complexity = options.complexity ?? reach.complexity;
	const danger = riskOf(task, gentlestOf(found.kind, parts), [
		...survey.named,
		...survey.namedFolders.map((folder) => `${folder}/`),
	]);
	const risk = options.risk ?? danger.risk;
	const { mode, evidence } = modeOf(task, found.kind, {
		...{ complexity, subTasks, risk },
	});
	const said = (
		rule: string,
		value: string,
		given: string | undefined,
		why: string,
	): Explanation => ({
		rule,
		evidence:
			given === undefined
				? `${value}: ${why}`
				: `${value}: the caller's word (by the rules: ${why})`,
	});
	const explanation: Explanation[] = [
		...warnings(task),
		{ rule: "type", evidence: `${found.kind}: ${found.evidence}` },
		said("complexity", complexity, options.complexity, reach.evidence),
		{ rule: "mode", evidence: `${mode}: ${evidence}` },
		said("risk", risk, options.risk, danger.evidence),
		...(parts.evidence === undefined
			? []
			: [{ rule: "steps", evidence: parts.evidence }]),
	];
	return {
		kind: found.kind,
		complexity,
		mode,
		risk,
		stakes: danger.stakes,
		explanation,
	};
}

/** The kind of a list is that of what stands before it; without such words, that of its first item. */
function kindOf(task: string, { lead, items, phases }: TaskText) {
	const first = items[0]?.text ?? phases[0]?.items[0]?.text;
	if (first === undefined) return workKindOf(task);
	const found = workKindOf(lead);
	return lead === "" || found.evidence === "no word says otherwise"
		? workKindOf(first)
		: found;
}

/** The kind that the whole of a task has: where its parts differ and nothing stands before them, no part makes the others gentler. */
function gentlestOf(kind: WorkKind, { lead, items, phases }: TaskText) {
	const texts = [...items, ...phases.flatMap((phase) => phase.items)];
	const isSaid =
		lead !== "" && workKindOf(lead).evidence !== "no word says otherwise";
	return isSaid || texts.every(({ text }) => workKindOf(text).kind === kind)
		? kind
		: "feature";
}

function warnings(task: string): readonly Explanation[] {
	if (/[\p{L}\p{N}]/u.test(task)) return [];
	return [
		{
			rule: "warning",
			evidence:
				"the task says nothing in words; the plan is one small step, and what is wanted has to be told in the brief",
		},
	];
}
