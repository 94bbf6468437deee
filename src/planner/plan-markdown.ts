import type { Phase, Plan, Step, StepStatus } from "../core/plan/plan.ts";
import { inlineCode } from "./fence.ts";
import type { Planned } from "./make-plan.ts";
import { gateText } from "./print-plan.ts";
import { oneLine } from "./words.ts";

/** How a step's status looks in a list of things to do. */
const BOXES: Readonly<Record<StepStatus, string>> = {
	pending: "[ ]",
	dispatched: "[ ]",
	complete: "[x]",
	failed: "[ ]",
	skipped: "[x]",
};

/**
 * A plan as a markdown document, with a box to tick for every step. `inert` makes somebody's text safe for where it is shown;
 * the default folds it into one line without markup at its start.
 */
export function planMarkdown(
	{ id, plan }: Planned,
	inert: (text: string) => string = plainLine,
): string {
	const lines = [
		`# Plan: ${inert(plan.task_summary)}`,
		"",
		`- **Task ID:** ${inlineCode(id)}`,
		`- **Type:** ${plan.type}`,
		`- **Risk:** ${plan.risk}`,
		`- **Budget:** ${plan.budget}`,
		`- **Mode:** ${plan.mode}`,
		`- **Complexity:** ${plan.complexity}`,
		`- **Git strategy:** ${plan.git_strategy}`,
		`- **Stack:** ${stackText(plan)}`,
		...plan.phases.flatMap((phase) => phaseLines(phase, inert)),
		"",
		"## Why",
		"",
		...plan.explanation.map(
			({ rule, evidence }) => `- **${inert(rule)}:** ${inert(evidence)}`,
		),
	];
	return `${lines.join("\n")}\n`;
}

function stackText({ stack }: Plan): string {
	const known = stack.map(
		({ path, language, frameworks }) =>
			`${inlineCode(path)} ${[language, ...frameworks].join(", ")}`,
	);
	return known.length === 0 ? "unknown" : known.slice(0, 10).join("; ");
}

function phaseLines(
	{ id, name, steps, gate, approval }: Phase,
	inert: (text: string) => string,
): readonly string[] {
	return [
		"",
		`## Phase ${id} — ${inert(name)}`,
		"",
		...steps.flatMap((step) => stepLines(step, inert)),
		...(gate === undefined
			? []
			: [
					"",
					`**Gate:** ${inlineCode(gateText(gate))}, at most ${inert(gate.timeout)}`,
				]),
		...(approval === undefined
			? []
			: ["", `**Approval:** ${inert(approval.reason)}`]),
	];
}

function stepLines(
	step: Step,
	inert: (text: string) => string,
): readonly string[] {
	const listed = (label: string, entries: readonly string[]) =>
		entries.length === 0
			? []
			: [`  - ${label}: ${entries.map(inlineCode).join(", ")}`];
	const status = step.status === "pending" ? "" : ` (${step.status})`;
	return [
		`- ${BOXES[step.status]} **${step.id}** ${inlineCode(step.role)}${step.model === undefined ? "" : ` [${inert(step.model)}]`} ${inert(step.task)}${status}`,
		...(step.expected_outcome === undefined
			? []
			: [`  - Expected outcome: ${inert(step.expected_outcome)}`]),
		...listed("Depends on", step.depends_on),
		...listed("Deliverables", step.deliverables),
		...listed("Writes to", step.allowed_paths),
		...listed("Leaves alone", step.blocked_paths),
		...listed("Reads first", step.context_files),
		...listed("Knowledge", step.knowledge),
		...(step.command === undefined
			? []
			: [`  - Command: ${inlineCode(step.command)}`]),
	];
}

function plainLine(text: string): string {
	return oneLine(text, 1_000)
		.replace(/^([-+*>#=|~]|\d+[.)])/, "\\$1")
		.replace(/</g, "&lt;");
}
