import { type Action, actionOf } from "../../core/plan/action.ts";
import { gateVerdict } from "../../core/plan/phase.ts";
import type { Phase, Plan } from "../../core/plan/plan.ts";
import { progressOf } from "../../core/plan/progress.ts";
import type { TaskKey } from "../../core/task.ts";
import { stepView } from "../../verbs/plan/step-view.ts";
import { text } from "../markdown.ts";
import { stepLine } from "../plans/step-words.ts";
import { verdictText } from "../plans/verdict-text.ts";
import { prose } from "../prose.ts";

/** Before every lease's end: what is shown may not change by itself. */
const ALWAYS = "1970-01-01T00:00:00.000Z";
/** Phases and steps that are shown; a longer plan is told of in figures. */
const MAX_PHASES = 20;
const MAX_STEPS = 60;

/** What a run needs next, whatever the time: a step that is out counts as out. */
export function standingAction(plan: Plan): Action {
	return actionOf(plan, ALWAYS);
}

/** What is next in a run, with what can be said, in one line. */
export function runNow(plan: Plan): string {
	const action = standingAction(plan);
	const end = /[.!?]$/.test(action.message) ? "" : ".";
	return `${prose(action.message)}${end} ${prose(sayable(action))}`.trim();
}

function sayable(action: Action): string {
	switch (action.action) {
		case "DISPATCH":
			return `\`/claim ${action.steps[0]?.id}\` takes it.`;
		case "GATE":
			return action.gate.checks === undefined
				? "A maintainer passes it with `/override` and a reason."
				: `It goes on by itself once its checks are green; where the head changes workflows or the board's config, a maintainer has to say \`/gate ${action.phase}\`.`;
		case "APPROVAL":
			return action.about === "phase"
				? `\`/approve ${action.phase}\` agrees.`
				: "`/approve` goes on.";
		case "WAIT":
			return action.why === "not-started" ? "`/start` starts it." : "";
		case "FAILED":
			return "`/action` names the ways out.";
		case "COMPLETE":
			return "`/done` ends the task.";
	}
}

/** The run as a list to tick off: phases, steps with who holds them, gates with what proves them. Bounded in length. */
export function runStatus(key: TaskKey, plan: Plan): readonly string[] {
	const { steps, phases } = progressOf(plan, ALWAYS);
	const at = phases.findIndex(({ state }) => state !== "passed");
	const current = phases[at];
	const isShort = steps.total <= MAX_STEPS && plan.phases.length <= MAX_PHASES;
	const shown = isShort
		? plan.phases
		: plan.phases.filter(({ id }) => id === current?.id);
	return [
		`**Plan** ${plan.execution.status}, risk ${plan.risk}: ${steps.done} of ${steps.total} steps${current === undefined || plan.execution.status !== "running" ? "" : `, in phase ${at + 1} of ${plan.phases.length}`}.`,
		...shown.map((phase) => phaseText(key, plan, phase)),
		...(isShort ? [] : [prose("`/status` shows the other phases.")]),
	];
}

function phaseText(key: TaskKey, plan: Plan, phase: Phase): string {
	const { id, name, steps, gate, approval } = phase;
	const left = steps.length - MAX_STEPS;
	const word = plan.execution.approvals.findLast(
		(one) => one.about === "phase" && one.phase === id,
	);
	return [
		`**Phase ${id}, ${text(name)}**`,
		"",
		...steps.slice(0, MAX_STEPS).map((step) => stepLine(stepView(key, step))),
		...(left > 0 ? [`- and ${left} more`] : []),
		...(gate === undefined ? [] : [`- Gate: ${gateNow(plan, phase)}`]),
		...(approval === undefined
			? []
			: [
					`- Approval: ${word === undefined ? "asked for" : `${word.result} by ${text(word.actor.login)}`}`,
				]),
	].join("\n");
}

/** The verdict that counts, else what the gate will look at. */
function gateNow(plan: Plan, phase: Phase): string {
	const verdict = gateVerdict(plan, phase);
	if (verdict !== undefined) return verdictText(verdict);
	const checks = (phase.gate?.checks ?? []).map(
		({ name, app }) => `${text(name)} (${text(app)})`,
	);
	return `⚪ ${text(phase.gate?.name ?? "")}${checks.length === 0 ? ", by hand" : `: ${checks.join(", ")}`}`;
}
