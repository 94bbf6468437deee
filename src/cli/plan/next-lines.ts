import type { Action, StepOut } from "../../core/plan/action.ts";
import type { WayOut } from "../../core/plan/failure.ts";
import { type Plan, type Step, stepsOf } from "../../core/plan/plan.ts";

const EXECUTE = "baton execute";

/** What the lines depend on beside the action. */
export interface NextLines {
	readonly plan: Plan;
	/** Who asks; undefined where that is not known. */
	readonly self: string | undefined;
	/** What every command needs behind it to be about this task, as \`taskSuffix\` gives it. */
	readonly suffix: string;
}

/** What can be typed next, ready to be pasted; what would end or drop work is named without its command. */
export function nextLines(action: Action, about: NextLines): string {
	const commands = commandsFor(action, about);
	return commands.length === 0
		? ""
		: [
				"Next:",
				...commands.map((command) => `  ${withSuffix(command, about.suffix)}`),
			].join("\n");
}

/** One in brackets ends before the last of them. */
function withSuffix(command: string, suffix: string): string {
	return command.startsWith("(")
		? command.replace(/\)$/, `${suffix})`)
		: `${command}${suffix}`;
}

function commandsFor(action: Action, about: NextLines): readonly string[] {
	switch (action.action) {
		case "DISPATCH":
			return action.steps.flatMap(stepCommands);
		case "GATE":
			return action.gate.command === undefined
				? [onYourWord(action.phase)]
				: [
						`${EXECUTE} gate --phase-id ${action.phase} --run`,
						`(on your word, recorded as not proven: ${onYourWord(action.phase)})`,
					];
		case "APPROVAL":
			return [
				`${EXECUTE} approve --phase-id ${action.phase}`,
				...(action.about === "budget"
					? []
					: [
							`${EXECUTE} approve --phase-id ${action.phase} --feedback "what is to be done first"`,
						]),
			];
		case "WAIT":
			return action.why === "not-started"
				? [`${EXECUTE} start`]
				: [...outCommands(action.out, about), `${EXECUTE} status`];
		case "FAILED":
			return action.waysOut.flatMap((way) => wayCommand(way, about.plan) ?? []);
		default:
			return [`${EXECUTE} complete`];
	}
}

function stepCommands(step: Step): readonly string[] {
	const { id, role } = step;
	return [
		`${EXECUTE} dispatched --step-id ${id} --agent ${role}`,
		recordCommand(step),
	];
}

/** What ends a step. It can be pasted as it is once the work is committed. */
function recordCommand({ id, role, command }: Step): string {
	return command === undefined
		? `${EXECUTE} record --step-id ${id} --agent ${role} --status complete --outcome "what was done" --commit HEAD`
		: `${EXECUTE} record --step-id ${id} --run`;
}

/** Whoever has a step may be the one who asks, on another screen; what another worker took is recorded as that one. */
function outCommands(
	out: readonly StepOut[],
	{ plan, self }: NextLines,
): readonly string[] {
	return stepsOf(plan).flatMap((step) => {
		const agent = out.find((one) => one.step === step.id)?.agent;
		if (agent === undefined) return [];
		const as = agent === self ? "" : ` --agent-as ${agent}`;
		return [`${recordCommand(step)}${as}`];
	});
}

function onYourWord(phase: number): string {
	return `${EXECUTE} gate --phase-id ${phase} --result pass`;
}

function wayCommand(way: WayOut, plan: Plan): string | undefined {
	switch (way.verb) {
		case "retry":
			return `${EXECUTE} retry --step-id ${way.step}`;
		case "skip":
			return `${EXECUTE} skip --step-id ${way.step} --reason "why"`;
		case "gate":
			return gateAgain(plan, way.phase ?? 0);
		case "approve":
			return `${EXECUTE} approve --phase-id ${way.phase}`;
		case "amend":
			return `${EXECUTE} amend --description "why" --add-phase "Name:role"`;
		case "reopen":
			return `${EXECUTE} reopen`;
		default:
			return undefined;
	}
}

function gateAgain({ phases }: Plan, phase: number): string {
	const gate = phases.find(({ id }) => id === phase)?.gate;
	return gate?.command === undefined
		? onYourWord(phase)
		: `${EXECUTE} gate --phase-id ${phase} --run`;
}
