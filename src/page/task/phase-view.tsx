import { ApprovalList } from "./approval-list.tsx";
import type { TraceTold } from "./attempts.ts";
import { StepView } from "./step-view.tsx";
import type { PhaseTold, PlanTold } from "./told.ts";
import { VerdictList } from "./verdict-list.tsx";

const STATES = {
	waiting: ["", "not its turn yet"],
	open: ["info", "at work"],
	gate: ["warn", "before its gate"],
	approval: ["warn", "before its approval"],
	passed: ["good", "✓ behind us"],
} as const;

/** A phase: its steps, the gate behind them and the word of a person. */
export function PhaseView({
	phase,
	plan,
	trace,
}: {
	phase: PhaseTold;
	plan: PlanTold;
	trace: TraceTold | undefined;
}) {
	const { id, name, steps, gate, approval } = phase;
	const standing = plan.progress.phases.find((one) => one.id === id);
	const [tone, words] = STATES[standing?.state ?? "waiting"];
	const verdicts = plan.gates.filter((one) => one.phase === id);
	const said = plan.approvals.filter((one) => one.phase === id);
	return (
		<section class="task-phase" aria-label={`Phase ${id}: ${name}`}>
			<h3>
				<span class="quiet">Phase {id}</span> {name}
				<span class={`badge ${tone}`}>
					{plan.run === "planned" ? "planned" : words}
				</span>
			</h3>
			<ol class="plain task-steps">
				{steps.map((step) => (
					<StepView key={step.id} step={step} trace={trace} />
				))}
			</ol>
			{gate === undefined && verdicts.length === 0 ? null : (
				<VerdictList
					gate={gate}
					verdicts={verdicts}
					standing={standing?.gate ?? "pending"}
				/>
			)}
			{approval === undefined && said.length === 0 ? null : (
				<ApprovalList
					reason={approval?.reason}
					said={said}
					isPending={standing?.state === "approval"}
				/>
			)}
		</section>
	);
}
