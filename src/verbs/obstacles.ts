import { Draft } from "../core/draft.ts";
import { durationMs } from "../core/duration.ts";
import { addMs } from "../core/instant.ts";
import { hasEnded, isHolder, isOverdue } from "../core/lease.ts";
import type { Status } from "../core/status.ts";
import type { Lease, Task } from "../core/task.ts";
import { type Ask, missing, onceFree } from "./eligibility.ts";
import { limits, type Obstacle } from "./limits.ts";
import { causes } from "./obstacle-causes.ts";
import { planFirst } from "./plan/plan-first.ts";

/** Everything that keeps the asker from claiming the task now; nothing when it can be claimed. */
export function obstacles(
	draft: Draft,
	task: Task,
	ask: Ask,
): readonly Obstacle[] {
	const { lease } = task;
	if (lease !== undefined && !isOverdue(lease, ask.config, ask.command.now))
		return [leased(task, lease, ask)];
	const free = onceFree(draft, task, ask);
	const after = new Draft(draft);
	if (free !== task) after.setTask(free);
	const lacking = missing(after, free, ask);
	return [
		...standing(after, free),
		...waiting(free, ask),
		...(lacking.length === 0
			? []
			: [
					{
						why: "capabilities" as const,
						message: `${ask.command.agent} does not offer ${lacking.join(", ")}`,
						missing: lacking,
					},
				]),
		...(isEnded(free.status) ? [] : limits(after, ask)),
	];
}

function leased(
	task: Task,
	lease: Lease,
	{ command, config }: Pick<Ask, "command" | "config">,
): Obstacle {
	const graceMs = durationMs(config.lease.grace);
	const free_at = addMs(lease.expires_at, graceMs);
	const whose = isHolder(lease, command)
		? `${lease.agent}, who asks,`
		: lease.agent;
	return {
		why: "leased",
		message: hasEnded(lease, command.now)
			? `the lease of ${whose} ended at ${lease.expires_at}; others may claim it from ${free_at}`
			: `${whose} holds it until ${lease.expires_at}`,
		holder: lease.agent,
		actor: lease.actor.login,
		until: lease.expires_at,
		free_at,
		fence: task.fence,
	};
}

/** What its status says, and what is behind that. */
function standing(draft: Draft, task: Task): readonly Obstacle[] {
	const planned = planFirst(draft, task);
	if (planned !== undefined && isWorkable(task.status))
		return [{ why: "plan", message: planned.message, ...planned.data }];
	if (task.status === "ready") return [];
	const behind = task.status === "blocked" ? causes(draft, task) : [];
	if (behind.length > 0) return behind;
	const advice = ADVICE[task.status];
	return [
		{
			why: "status",
			message: `it is ${task.status}${advice === undefined ? "" : `: ${advice}`}`,
			status: task.status,
			...(task.reason === undefined ? {} : { reason: task.reason }),
		},
	];
}

const ADVICE: { readonly [status in Status]?: string } = {
	backlog: "`/move ready` puts it up for work",
	blocked: "`/unblock` lets it go on",
	review: "`/approve` or `/changes` decides about it",
	done: "`/reopen` takes it up again",
	cancelled: "`/reopen` takes it up again",
	dead_letter: "its attempts are used up, `/requeue` gives it new ones",
};

function waiting(task: Task, { command }: Ask): readonly Obstacle[] {
	const { not_before: until, attempts } = task;
	return until === undefined || until <= command.now
		? []
		: [
				{
					why: "backoff",
					message: `it waits until ${until} after ${attempts} failed ${attempts === 1 ? "attempt" : "attempts"}`,
					until,
					attempts,
				},
			];
}

function isWorkable(status: Status): boolean {
	return status === "ready" || status === "in_progress";
}

function isEnded(status: Status): boolean {
	return status === "done" || status === "cancelled";
}
