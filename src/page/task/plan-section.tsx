import { cardOf } from "../board/card-of.ts";
import { board } from "../state/board.ts";
import { lengthOfTime } from "../ui/relative-time.ts";
import { Unanswered } from "../ui/unanswered.tsx";
import { When } from "../ui/when.tsx";
import type { Asked } from "./asked.ts";
import type { TraceTold } from "./attempts.ts";
import { NextAction } from "./next-action.tsx";
import { PhaseView } from "./phase-view.tsx";
import type { PlanTold } from "./told.ts";
import { useTold } from "./use-told.ts";

/** The plan of a task and how its run stands. */
export function PlanSection(asked: Asked) {
	const card = cardOf(asked.taskKey);
	const hasNone = card !== undefined && card.plan === undefined;
	return (
		<section class="panel stack task-late" aria-labelledby="plan">
			<h2 id="plan">Plan</h2>
			{board.value === undefined ? (
				<Unanswered why={undefined} />
			) : hasNone ? (
				<NoPlan />
			) : (
				<PlanAsked {...asked} />
			)}
		</section>
	);
}

function PlanAsked({ place, taskKey, revisions }: Asked) {
	const fields = { task: taskKey };
	const revision = revisions.of.plan;
	const { data, refused } = useTold<PlanTold>(
		{ place, verb: "status", fields },
		revision,
	);
	const trace = useTold<TraceTold>({ place, verb: "trace", fields }, revision);
	const isWaiting = trace.data === undefined && trace.refused === undefined;
	if (data !== undefined && !isWaiting)
		return <Plan plan={data} trace={trace.data} />;
	return refused?.code === "NOT_FOUND" ? (
		<NoPlan />
	) : (
		<Unanswered why={refused} />
	);
}

function NoPlan() {
	return (
		<p class="quiet">This task has no plan: it is worked on as a whole.</p>
	);
}

function Plan({
	plan,
	trace,
}: {
	plan: PlanTold;
	trace: TraceTold | undefined;
}) {
	const { progress, next, run } = plan;
	const { steps, gates, tokens } = progress;
	const started = trace?.trace.started_at;
	return (
		<>
			<p class="row">
				<span class={`badge ${run === "running" ? "info" : ""}`}>{run}</span>
				<span>
					{steps.done} of {steps.total} steps
				</span>
				<progress
					value={steps.done}
					max={steps.total}
					aria-label="Steps done"
				/>
				<span class="quiet">
					{gates.total === 0
						? "no gates"
						: `${gates.passed} of ${gates.total} gates passed`}
					{progress.elapsedMs === 0
						? ""
						: ` · ${lengthOfTime(progress.elapsedMs)}`}
					{` · ${tokens.used.toLocaleString()} of ${tokens.cap.toLocaleString()} tokens`}
					{` · ${plan.risk.toLowerCase()} risk · ${plan.budget} · ${plan.mode}`}
				</span>
			</p>
			<NextAction next={next} />
			{plan.phases.map((phase) => (
				<PhaseView key={phase.id} phase={phase} plan={plan} trace={trace} />
			))}
			{started === undefined ? null : (
				<p class="quiet">
					Started <When at={started} />.
				</p>
			)}
		</>
	);
}
