import type {
	Attempt,
	GateResult,
	Phase,
	Plan,
	Step,
} from "../core/plan/plan.ts";
import { isFinished, stepsOf } from "../core/plan/plan.ts";
import { withoutHidden } from "./plain-text.ts";
import { oneLine } from "./words.ts";

const MAX_STEPS = 12;
const MAX_FILES = 15;

/** What the steps before this one left behind: those it depends on, else those of its phase and of the one before. */
export function handoffs(plan: Plan, phase: Phase, step: Step): string {
	const at = plan.phases.indexOf(phase);
	const near = [...(plan.phases[at - 1]?.steps ?? []), ...phase.steps];
	const wanted =
		step.depends_on.length > 0
			? stepsOf(plan).filter(({ id }) => step.depends_on.includes(id))
			: near;
	return wanted
		.filter((other) => other.id !== step.id && isFinished(other))
		.slice(-MAX_STEPS)
		.map(handoffOf)
		.join("\n\n");
}

function handoffOf({ id, role, attempts }: Step): string {
	const last = attempts.at(-1);
	if (last === undefined) return `${id} ${role}`;
	return [
		`${id} ${role} — ${last.result}${statOf(last)}`,
		...linesOf(last),
	].join("\n");
}

function statOf({ commit, evidence, files }: Attempt): string {
	const { insertions, deletions } = evidence ?? {};
	const parts = [
		...(commit === undefined ? [] : [commit.slice(0, 12)]),
		...(files.length === 0
			? []
			: [`${files.length} ${files.length === 1 ? "file" : "files"}`]),
		...(insertions === undefined ? [] : [`+${insertions} −${deletions ?? 0}`]),
	];
	return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function linesOf({ outcome, error, files }: Attempt): readonly string[] {
	const shown = files.slice(0, MAX_FILES).map((file) => oneLine(file, 200));
	return [
		...(outcome === undefined ? [] : [withoutHidden(outcome).trim()]),
		...(error === undefined ? [] : [`Error: ${withoutHidden(error).trim()}`]),
		...(shown.length === 0
			? []
			: [
					`Files: ${shown.join(", ")}${files.length > MAX_FILES ? ` and ${files.length - MAX_FILES} more` : ""}`,
				]),
	];
}

/** How this step went before, and what its gate found since: the newest two of each. */
export function earlierAttempts(
	{ execution }: Plan,
	phase: Phase,
	step: Step,
): string {
	const failed = step.attempts
		.slice(-2)
		.map((attempt) =>
			[
				`Attempt ${step.attempts.indexOf(attempt) + 1} — ${attempt.result}`,
				...linesOf(attempt),
			].join("\n"),
		);
	const verdicts = execution.gates
		.filter(
			(verdict) => verdict.phase === phase.id && verdict.result === "fail",
		)
		.slice(-1)
		.map(verdictOf);
	return [...failed, ...verdicts].join("\n\n");
}

function verdictOf({
	gate,
	exit_code,
	output,
	reason,
	checks,
}: GateResult): string {
	const red = (checks ?? [])
		.filter(({ state }) => state !== "green")
		.map(({ name, state }) => `${name} is ${state}`);
	return [
		`The gate ${gate} failed${exit_code === undefined ? "" : ` with exit code ${exit_code}`}.`,
		...(red.length === 0 ? [] : [red.join(", ")]),
		...(reason === undefined ? [] : [withoutHidden(reason).trim()]),
		...(output === undefined
			? []
			: [withoutHidden(output).trim().slice(-1_500)]),
	].join("\n");
}
