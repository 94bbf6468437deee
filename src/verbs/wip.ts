import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Status } from "../core/status.ts";

/**
 * The refusal when one more task in `status` would be over the board's limit, if so. It binds what somebody chooses to do
 * (claim, start, move, reopen, requeue); giving work up, finishing it and what follows from others' ends go on.
 */
export function wipFull(draft: Draft, status: Status): Refusal | undefined {
	const limit = draft.board?.config.wip[status];
	const count = draft.count(status);
	if (limit === undefined || count < limit) return undefined;
	return refuse(
		"WIP_EXCEEDED",
		`${count} ${count === 1 ? "task is" : "tasks are"} ${status}; the limit is ${limit}.`,
		WAYS_TO_ROOM[status] ?? "Move one of them on first, then try again.",
		{
			status,
			limit,
			count,
		},
	);
}

const WAYS_TO_ROOM: { readonly [status in Status]?: string } = {
	in_progress: "Finish or release one first, then try again.",
	review: "One of them has to be approved or sent back first.",
};
