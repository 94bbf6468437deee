import type { JsonObject } from "../../core/errors.ts";
import type { Action } from "../../core/plan/action.ts";
import type { Gate, Plan, Step } from "../../core/plan/plan.ts";
import type { TaskKey } from "../../core/task.ts";
import { gateText } from "../../planner/print-plan.ts";
import { nextLines } from "./next-lines.ts";

/** What an action is printed with. */
export interface ActionText {
	readonly task: TaskKey;
	readonly plan: Plan;
	/** Who asks, as an agent. */
	readonly self: string | undefined;
	/** What a printed command needs behind it. */
	readonly suffix: string;
	/** The prompt of a step that is to be handed out. */
	readonly promptOf: (step: string) => string;
	/** One line for each step, without its prompt. */
	readonly isTerse?: boolean;
}

/** An action as it is printed: labels that stay the same, then what to type next. */
export function actionText(action: Action, about: ActionText): string {
	// Once the run was completed there is nothing left to type.
	const isEnded = about.plan.execution.status === "completed";
	const next = isEnded ? "" : nextLines(action, about);
	const parts = [labels(action, about), next];
	return parts.filter((part) => part !== "").join("\n\n");
}

function labels(action: Action, about: ActionText): string {
	switch (action.action) {
		case "DISPATCH":
			return action.steps.map((step) => dispatchText(step, about)).join("\n\n");
		case "GATE":
			return lines(
				"ACTION: GATE",
				`Phase: ${action.phase}`,
				...gateLines(action.gate),
				action.history.length > 0 &&
					`Before: ${action.history.map(({ result }) => result).join(", ")}`,
				`Message: ${action.message}`,
			);
		case "APPROVAL":
			return lines(
				"ACTION: APPROVAL",
				`Phase: ${action.phase}`,
				`Reason: ${action.reason}`,
				`Message: ${action.message}`,
			);
		case "WAIT":
			return lines(
				"ACTION: WAIT",
				...action.out.map(
					({ step, agent, until }) => `Out: ${step} ${agent} until ${until}`,
				),
				`Message: ${action.message}`,
			);
		case "FAILED":
			return lines(
				"ACTION: FAILED",
				action.phase !== undefined && `Phase: ${action.phase}`,
				action.steps.length > 0 && `Steps: ${action.steps.join(", ")}`,
				`Reason: ${action.reason}`,
				`Message: ${action.message}`,
			);
		default:
			return lines(
				"ACTION: COMPLETE",
				`Summary: Task ${about.task} completed successfully.`,
			);
	}
}

function dispatchText(step: Step, about: ActionText): string {
	if (about.isTerse === true)
		return lines("ACTION: DISPATCH", `Agent: ${step.role} | Step: ${step.id}`);
	if (step.command !== undefined)
		return lines(
			"ACTION: DISPATCH",
			`Step: ${step.id}`,
			`Command: ${step.command}`,
			`Message: Run the command of step ${step.id}.`,
		);
	return lines(
		"ACTION: DISPATCH",
		`Agent: ${step.role}`,
		step.model !== undefined && `Model: ${step.model}`,
		`Step: ${step.id}`,
		`Message: Dispatch agent '${step.role}' for step ${step.id}.`,
		step.expected_outcome !== undefined && `Expected: ${step.expected_outcome}`,
		"",
		"--- Delegation Prompt ---",
		about.promptOf(step.id).trimEnd(),
		"--- End Prompt ---",
	);
}

function gateLines(gate: Gate): readonly string[] {
	return [
		`Gate: ${gate.name}`,
		...(gate.command === undefined
			? [`Checks: ${gateText(gate)}`]
			: [`Command: ${gate.command}`]),
	];
}

/** The lines that there is something to say in. */
function lines(...texts: readonly (string | false)[]): string {
	return texts.filter((text) => text !== false).join("\n");
}

/** An action as JSON, each step of a dispatch with its prompt. */
export function actionJson(
	action: Action,
	{ task, promptOf, isTerse }: ActionText,
): JsonObject {
	if (action.action !== "DISPATCH")
		return { task, ...(action as unknown as JsonObject) };
	return {
		task,
		...(action as unknown as JsonObject),
		steps: action.steps.map((step) => ({
			...(step as unknown as JsonObject),
			...(isTerse === true || step.command !== undefined
				? {}
				: { prompt: promptOf(step.id) }),
		})),
	};
}
