import type { Action } from "../../core/plan/action.ts";
import { currentPhase, gateVerdict } from "../../core/plan/phase.ts";
import { type Plan, stepsOf } from "../../core/plan/plan.ts";
import { progressOf } from "../../core/plan/progress.ts";
import { text } from "../markdown.ts";
import { verdictText } from "../plans/verdict-text.ts";
import { prose } from "../prose.ts";
import type { ButtonName } from "./check-buttons.ts";
import { standingAction } from "./run-status.ts";

/** What a plan under way says at a head. Without a conclusion it is through, and what stands before the task's end decides. */
export interface RunAtHead {
	readonly conclusion?: "failure" | "action_required" | "waiting";
	readonly title: string;
	readonly summary: string;
	readonly buttons: readonly ButtonName[];
}

/** How a run shows in the check at a commit. A verdict counts as red only at the commit that it was made at. */
export function runAtHead(plan: Plan, sha: string): RunAtHead {
	const action = standingAction(plan);
	const phase = currentPhase(plan);
	const verdict = phase && gateVerdict(plan, phase);
	const isRed =
		verdict?.result === "fail" &&
		(verdict.sha === undefined || verdict.sha === sha);
	const at = phase === undefined ? 0 : plan.phases.indexOf(phase) + 1;
	const place = `Phase ${at} of ${plan.phases.length}`;
	return {
		...outcomeOf(action, {
			place,
			isRed,
			hasFailed: verdict?.result === "fail",
		}),
		summary: [
			prose(action.message),
			phase === undefined
				? `${stepsOf(plan).length} steps are finished.`
				: `${place}, ${text(phase.name)}: ${stepsDone(plan, phase.id)}`,
			...(verdict === undefined ? [] : [verdictText(verdict)]),
		].join("\n\n"),
	};
}

function outcomeOf(
	{ action }: Action,
	{
		place,
		isRed,
		hasFailed,
	}: {
		readonly place: string;
		readonly isRed: boolean;
		readonly hasFailed: boolean;
	},
): Omit<RunAtHead, "summary"> {
	const gate = {
		title: `${place} waits for its gate`,
		buttons: ["retry", "override"],
	} as const;
	switch (action) {
		case "COMPLETE":
			return { title: "The plan is through", buttons: [] };
		case "GATE":
			return { conclusion: "waiting", ...gate };
		case "APPROVAL":
			return {
				conclusion: "action_required",
				title: `${place} waits for approval`,
				buttons: ["approve"],
			};
		case "FAILED":
			if (isRed)
				return {
					conclusion: "failure",
					...gate,
					title: `The gate of ${place.toLowerCase()} is red`,
				};
			return hasFailed
				? { conclusion: "waiting", ...gate }
				: {
						conclusion: "action_required",
						title: `${place} cannot go on by itself`,
						buttons: [],
					};
		default:
			return {
				conclusion: "waiting",
				title: `${place} is being worked on`,
				buttons: [],
			};
	}
}

function stepsDone(plan: Plan, id: number): string {
	const phase = progressOf(plan, "1970-01-01T00:00:00.000Z").phases.find(
		(one) => one.id === id,
	);
	return `${phase?.stepsDone ?? 0} of ${phase?.stepsTotal ?? 0} steps finished.`;
}
