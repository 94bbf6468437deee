import { cardOf } from "../board/card-of.ts";
import type { Asked } from "./asked.ts";
import { BatonFields } from "./baton-fields.tsx";
import { BatonHistory } from "./baton-history.tsx";
import { BriefSection } from "./brief-section.tsx";
import { ContextSection } from "./context-section.tsx";
import { GatesPanel } from "./gates-panel.tsx";
import { Neighbours } from "./neighbours.tsx";
import { PlanSection } from "./plan-section.tsx";
import { TaskActions } from "./task-actions.tsx";
import { TaskFacts } from "./task-facts.tsx";
import { TaskHeader } from "./task-header.tsx";
import type { ShowTold } from "./told.ts";

/** A task as it is now. */
export function PresentTask({ shown, ...asked }: Asked & { shown: ShowTold }) {
	const { task, brief, baton } = shown;
	return (
		<>
			<TaskHeader task={task} />
			<TaskActions taskKey={asked.taskKey} />
			<div class="task-columns">
				<aside class="stack" aria-label="In short">
					<TaskFacts
						place={asked.place}
						task={task}
						card={cardOf(asked.taskKey)}
					/>
					<GatesPanel task={task} />
					<Neighbours place={asked.place} task={task} />
				</aside>
				<div class="stack">
					<BriefSection brief={brief} />
					<section class="panel stack" aria-labelledby="baton">
						<h2 id="baton">Baton</h2>
						<BatonFields baton={baton} />
						<BatonHistory {...asked} />
					</section>
					<PlanSection {...asked} />
					<ContextSection {...asked} task={task} />
				</div>
			</div>
		</>
	);
}
