import { isStepId } from "../core/plan/ids.ts";
import { isTaskKey, type TaskKey } from "../core/task.ts";
import type { BoardPlace } from "../engine/board-door.ts";

/** A task, or a step of its plan. */
export interface TaskAddress {
	readonly task: TaskKey;
	readonly step?: string;
}

/** A lease, wherever it is: what a lease id says (protocol section 1). */
export interface LeaseAddress extends TaskAddress {
	readonly place: BoardPlace;
	readonly fence: number;
}

/** Reads `42`, `#42` or `42/1.1`; undefined for anything else. */
export function parseTaskId(text: string): TaskAddress | undefined {
	const [, task = "", step] =
		/^#?([^/]+)(?:\/([^/]+))?$/.exec(text.trim()) ?? [];
	if (!isTaskKey(task)) return undefined;
	if (step === undefined) return { task };
	return isStepId(step) ? { task, step } : undefined;
}

/** Reads `owner/repo`; undefined for anything else. */
export function parseProjectId(
	text: string,
): Pick<BoardPlace, "owner" | "repo"> | undefined {
	const [, owner, repo] =
		/^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(text.trim()) ?? [];
	return owner === undefined || repo === undefined
		? undefined
		: { owner, repo };
}

/** Reads `owner/repo/board:42@7` or `owner/repo/board:42/1.1@3`; undefined for anything else. */
export function parseLeaseId(text: string): LeaseAddress | undefined {
	const [, project = "", board, address = "", fence = ""] =
		/^([^/]+\/[^/]+)\/([^/:]+):([^@]+)@([1-9]\d{0,14})$/.exec(text.trim()) ??
		[];
	const where = parseProjectId(project);
	const about = parseTaskId(address);
	if (where === undefined || about === undefined || board === undefined)
		return undefined;
	return { place: { ...where, board }, ...about, fence: Number(fence) };
}

/** Writes a lease id. */
export function leaseIdOf({
	place: { owner, repo, board },
	task,
	step,
	fence,
}: LeaseAddress): string {
	const address = step === undefined ? task : `${task}/${step}`;
	return `${owner}/${repo}/${board}:${address}@${fence}`;
}
