import type { Gate, Phase, Plan, Step } from "../core/plan/plan.ts";
import type { Planned } from "./make-plan.ts";
import { oneLine } from "./words.ts";

/** Characters of a step's task in the list. */
const TASK_CHARACTERS = 100;

/** A plan as people read it in a terminal. With `explain` every decision has its own line, rule and evidence. */
export function printPlan(
	{ id, plan }: Planned,
	{ explain = false }: { readonly explain?: boolean } = {},
): string {
	const header = [
		`Task: ${oneLine(plan.task_summary, 300)}`,
		`Task ID: ${oneLine(id, 100)}`,
		`Risk: ${plan.risk} | Budget: ${plan.budget} | Mode: ${plan.mode}`,
	];
	const lines = [
		...header,
		"",
		...plan.phases.flatMap((phase) => [...phaseLines(phase), ""]),
		`Explanation: ${shortly(plan)}`,
	];
	if (explain)
		lines.push(
			...plan.explanation.map(
				({ rule, evidence }) =>
					`  ${oneLine(rule, 40)}: ${oneLine(evidence, 400)}`,
			),
		);
	return lines.join("\n");
}

function phaseLines({
	id,
	name,
	steps,
	gate,
	approval,
}: Phase): readonly string[] {
	return [
		`Phase ${id} — ${oneLine(name, 100)}`,
		...steps.map(stepLine),
		...(gate === undefined ? [] : [`  Gate: ${gateText(gate)}`]),
		...(approval === undefined
			? []
			: [`  Approval: ${oneLine(approval.reason, 300)}`]),
	];
}

function stepLine({ id, role, model, task, depends_on }: Step): string {
	const waits =
		depends_on.length === 0 ? "" : ` (after ${depends_on.join(", ")})`;
	return `  ${id} ${role}${model === undefined ? "" : ` [${oneLine(model, 60)}]`} ${oneLine(task, TASK_CHARACTERS)}${waits}`;
}

/** What a gate looks at, in one line. */
export function gateText({ command, checks, name }: Gate): string {
	if (command !== undefined) return oneLine(command, 300);
	const listed = (checks ?? [])
		.map((check) => `${check.name} (${check.app})`)
		.join(", ");
	return oneLine(listed === "" ? name : `checks ${listed}`, 300);
}

/** Why the plan is as it is, in a few sentences. */
function shortly({
	risk,
	type,
	complexity,
	phases,
	explanation,
}: Plan): string {
	const gated = phases.findIndex(({ gate }) => gate !== undefined);
	const next = phases[gated + 1];
	const approvals = phases
		.filter(({ approval }) => approval !== undefined)
		.map(({ id }) => id);
	const warnings = explanation.filter(({ rule }) => rule === "warning");
	return [
		`${risk}-risk ${type} task of ${complexity} complexity.`,
		gated < 0
			? "No phase has a gate: see --explain."
			: `The gate after phase ${phases[gated]?.id} catches what broke${next === undefined ? "" : ` before ${oneLine(next.name, 60)}`}.`,
		...(approvals.length === 0
			? []
			: [`Somebody has to agree behind phase ${approvals.join(" and ")}.`]),
		...warnings.map(({ evidence }) => `Warning: ${oneLine(evidence, 300)}.`),
	].join(" ");
}
