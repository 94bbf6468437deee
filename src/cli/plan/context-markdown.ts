import { type Plan, stepsOf } from "../../core/plan/plan.ts";
import type { Brief, TaskKey } from "../../core/task.ts";
import { fenced, inlineCode, quoted } from "../../planner/fence.ts";
import { gateText } from "../../planner/print-plan.ts";

/** What every worker of a run shares, as the page that prompts point to. Texts of people are data in it. */
export function contextMarkdown(
	key: TaskKey,
	plan: Plan,
	{ title, description }: Brief,
): string {
	const roles = [...new Set(stepsOf(plan).map(({ role }) => role))];
	const stack = plan.stack.map(
		({ path, language, frameworks }) =>
			`- ${inlineCode(path)}: ${[language, ...frameworks].join(", ")}`,
	);
	const gates = plan.phases.flatMap(({ id, gate }) =>
		gate === undefined ? [] : [`- phase ${id}: ${inlineCode(gateText(gate))}`],
	);
	const sections = [
		"# Shared context",
		`Task ${inlineCode(key)}. Risk ${plan.risk}, budget ${plan.budget}, mode ${plan.mode}, git strategy ${plan.git_strategy}.`,
		`## Task\n\n${fenced(description === "" ? title : `${title}\n\n${description}`)}`,
		section("Stack", stack),
		section(
			"Who works on it",
			roles.map((role) => `- ${role}`),
		),
		section(
			"Phases",
			plan.phases.map(
				({ id, name, steps }) =>
					`- ${id} ${inlineCode(name)}: ${steps.map((step) => step.id).join(", ")}`,
			),
		),
		section("Gates", gates),
		section(
			"Steps",
			stepsOf(plan).map(
				({ id, role, task }) => `- ${id} ${role}\n${quoted(task)}`,
			),
		),
		"## Rules\n\n- Do your own step and nothing of the others.\n- Commit with the message `step <id>: <role> complete`.\n- What you were not told stays as it is.",
	];
	return `${sections.filter((part) => part !== "").join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[]): string {
	return lines.length === 0 ? "" : `## ${title}\n\n${lines.join("\n")}`;
}
