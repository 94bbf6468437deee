import type { Instant } from "../../core/instant.ts";
import type { Phase, Plan, Step } from "../../core/plan/plan.ts";
import { progressLine, progressOf } from "../../core/plan/progress.ts";
import type { Task } from "../../core/task.ts";
import type { Style } from "../style.ts";
import type { Binding } from "../task-binding.ts";

/** How a run stands, as it is printed: the run, then each phase with its steps and gate. */
export function statusText(
	{ task, plan }: { readonly task: Task; readonly plan: Plan },
	{
		binding,
		now,
		style,
	}: {
		readonly binding: Binding;
		readonly now: Instant;
		readonly style: Style;
	},
): string {
	const progress = progressOf(plan, now);
	const at = progress.phases.findIndex(({ state }) => state !== "passed");
	const current = progress.phases[at];
	const { used, cap } = progress.tokens;
	return [
		`Task: ${style.bold(task.key)} — ${task.title}`,
		`Bound: ${binding.from}`,
		`Status: ${task.status}, run ${plan.execution.status}`,
		...(current === undefined
			? []
			: [`Phase: ${at + 1}/${plan.phases.length} ${current.name}`]),
		progressLine(progress),
		...(used > 0 ? [`Tokens: ${used}/${cap}`] : []),
		"",
		...plan.phases.flatMap((phase) => phaseLines(plan, phase, style)),
	].join("\n");
}

function phaseLines(plan: Plan, phase: Phase, style: Style): readonly string[] {
	const verdict = plan.execution.gates.findLast(
		(result) => result.phase === phase.id,
	);
	const said =
		verdict === undefined
			? "pending"
			: `${verdict.result}${verdict.proven ? "" : ", not proven"}`;
	return [
		style.bold(`Phase ${phase.id} — ${phase.name}`),
		...phase.steps.map((step) => stepLine(step, style)),
		...(phase.gate === undefined
			? []
			: [`  Gate: ${phase.gate.command ?? phase.gate.name} (${said})`]),
		...(phase.approval === undefined
			? []
			: [`  Approval: ${phase.approval.reason}`]),
	];
}

function stepLine(step: Step, style: Style): string {
	const { id, role, status, lease, attempts } = step;
	const colour =
		status === "complete"
			? style.green
			: status === "failed"
				? style.red
				: status === "dispatched"
					? style.yellow
					: style.dim;
	const who =
		lease === undefined ? "" : ` by ${lease.agent} until ${lease.expires_at}`;
	const tried = attempts.filter(({ result }) => result !== "skipped").length;
	const tries = tried > 1 ? ` (${tried} attempts)` : "";
	const isOff = status === "failed" || status === "skipped";
	const why = isOff ? attempts.at(-1)?.error : undefined;
	return `  ${id} ${role} ${colour(status)}${who}${tries}${why === undefined ? "" : `: ${why}`}`;
}
