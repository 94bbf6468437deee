import { isPastDue } from "../../core/due.ts";
import { slowNowMs } from "../ui/clock.ts";
import { StatusBadge } from "../ui/status-badge.tsx";
import { Countdown } from "../ui/when.tsx";
import type { PastTold } from "./told.ts";

/** The title of a task and what stands out about it. */
export function TaskHeader({
	task,
	isPast = false,
}: {
	task: PastTold["task"];
	isPast?: boolean;
}) {
	const now = new Date(slowNowMs.value).toISOString();
	const { lease, held } = task;
	return (
		<header class="task-header">
			<p class="quiet">Task {task.key}</p>
			<h1>{task.title}</h1>
			<div class="row">
				<StatusBadge status={task.status} />
				<span class={`badge ${isUrgent(task.priority) ? "warn" : ""}`}>
					{task.priority} priority
				</span>
				{lease === undefined ? null : (
					<span class="badge info">
						held by {lease.agent}
						{isPast ? null : (
							<>
								{", "}
								<Countdown to={lease.expires_at} />
							</>
						)}
					</span>
				)}
				{held === undefined ? null : <span class="badge warn">on hold</span>}
				{task.parked === true ? (
					<span class="badge">parked until its subtasks end</span>
				) : null}
				{!isPast && isPastDue(task, now) ? (
					<span class="badge bad">overdue</span>
				) : null}
			</div>
			{held === undefined ? null : <p class="task-said">On hold: {held}</p>}
			{task.reason === undefined ? null : (
				<p class="task-said">{task.reason}</p>
			)}
		</header>
	);
}

function isUrgent(priority: string): boolean {
	return priority === "urgent" || priority === "high";
}
