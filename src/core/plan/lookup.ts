import type { Command } from "../command.ts";
import { type Refusal, refuse } from "../errors.ts";
import { currentPhase, standingOf } from "./phase.ts";
import { type Phase, type Plan, type Step, stepsOf } from "./plan.ts";

/** Who changes a plan and when; a command is one. */
export type Act = Pick<Command, "actor" | "agent" | "now" | "at">;

/** The plan after a change. `changed` is false when it was so already: then nothing needs to be written. */
export interface Changed {
	readonly ok: true;
	readonly plan: Plan;
	readonly changed: boolean;
}

/** A step and the phase it stands in. */
export interface FoundStep {
	readonly ok: true;
	readonly phase: Phase;
	readonly step: Step;
}

/** The step of that id, or the refusal that names those there are. */
export function findStep(plan: Plan, id: string): FoundStep | Refusal {
	for (const phase of plan.phases) {
		const step = phase.steps.find((one) => one.id === id);
		if (step !== undefined) return { ok: true, phase, step };
	}
	const ids = stepsOf(plan).map((step) => step.id);
	return refuse(
		"NOT_FOUND",
		`There is no step ${id} in this plan.`,
		`Its steps are ${listed(ids)}.`,
		{ step: id, steps: ids },
	);
}

/** The phase of that id, or the refusal that names those there are. */
export function findPhase(
	plan: Plan,
	id: number,
): { readonly ok: true; readonly phase: Phase } | Refusal {
	const phase = plan.phases.find((one) => one.id === id);
	if (phase !== undefined) return { ok: true, phase };
	const ids = plan.phases.map((one) => one.id);
	return refuse(
		"NOT_FOUND",
		`There is no phase ${id} in this plan.`,
		`Its phases are ${listed(ids.map(String))}.`,
		{ phase: id, phases: ids },
	);
}

/** At most 20 of the entries, and how many more there are. */
export function listed(entries: readonly string[]): string {
	const shown = entries.slice(0, 20).join(", ");
	const more = entries.length - 20;
	return more > 0 ? `${shown} and ${more} more` : shown;
}

/** The refusal of everything that needs a run under way, if it is not. What has ended stays so until it is reopened. */
export function notRunning({ execution }: Plan): Refusal | undefined {
	const { status } = execution;
	if (status === "running") return undefined;
	const [message, hint] = NOT_RUNNING[status];
	return refuse("INVALID_TRANSITION", message, hint, { run: status });
}

const NOT_RUNNING = {
	planned: ["The plan was not started yet.", "Start it first."],
	completed: [
		"The run is completed.",
		"Reopen the task to go on with its plan.",
	],
	cancelled: [
		"The run was cancelled.",
		"Reopen the task to go on with its plan.",
	],
} as const;

/** The refusal for work in a phase that is not the current one, if so. */
export function notItsTurn(plan: Plan, phase: Phase): Refusal | undefined {
	const current = currentPhase(plan);
	if (current?.id === phase.id) return undefined;
	if (current === undefined || standingOf(plan, phase) === "passed")
		return refuse(
			"INVALID_TRANSITION",
			`Phase ${phase.id} (${phase.name}) is finished; what was done in it stays.`,
			"Amend the plan with a further phase to do more.",
			{ phase: phase.id },
		);
	const standing = standingOf(plan, current);
	const data = { phase: phase.id, current: current.id, standing };
	if (standing === "gate")
		return refuse(
			"GATE_FAILED",
			`Phase ${phase.id} waits for the gate '${current.gate?.name}' behind phase ${current.id}.`,
			`Prove the gate of phase ${current.id} first.`,
			data,
		);
	return refuse(
		"INVALID_TRANSITION",
		`Phase ${phase.id} waits for phase ${current.id} (${current.name}), which ${standing === "approval" ? "needs a person's approval" : "has open steps"}.`,
		`Finish phase ${current.id} first.`,
		data,
	);
}

/** The plan with one step replaced. */
export function withStep(plan: Plan, step: Step): Plan {
	return {
		...plan,
		phases: plan.phases.map((phase) =>
			phase.steps.some(({ id }) => id === step.id)
				? {
						...phase,
						steps: phase.steps.map((one) => (one.id === step.id ? step : one)),
					}
				: phase,
		),
	};
}

/** The refusal for a text that says nothing or is too long, if so. `field` names it. */
export function textRefusal(
	field: string,
	text: string,
	maxBytes: number,
): Refusal | undefined {
	if (saysNothing(text))
		return refuse("VALIDATION", `${field} is empty.`, `Say the ${field}.`, {
			field,
		});
	const bytes = bytesOf(text);
	return bytes <= maxBytes
		? undefined
		: refuse(
				"VALIDATION",
				`${field} has ${bytes} bytes; at most ${maxBytes} fit.`,
				"Shorten it; what is longer belongs into a file of the work.",
				{ field, bytes, max: maxBytes },
			);
}

/** True for a text of nothing but blanks and what cannot be seen. A class of such characters is dear to build, and rarely needed. */
function saysNothing(text: string): boolean {
	return !/[!-~]/.test(text) && text.replace(/[\s\p{Cf}]/gu, "") === "";
}

const ENCODER = new TextEncoder();

/** The length of a text in UTF-8. */
export function bytesOf(text: string): number {
	return ENCODER.encode(text).length;
}

/** The end of a text, as much of it as fits whole into so many bytes. */
export function endOf(text: string, maxBytes: number): string {
	if (bytesOf(text) <= maxBytes) return text;
	const bytes = ENCODER.encode(text).slice(-maxBytes);
	// A character that was cut through decodes to a replacement at the very start.
	return new TextDecoder().decode(bytes).replace(/^\ufffd+/, "");
}
