import type { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";

/** The refusal when one more task in `status` would be over the board's limit, if so. */
export function wipFull(
	draft: Draft,
	status: "in_progress" | "review",
): Refusal | undefined {
	const limit = draft.board?.config.wip[status] ?? 0;
	const count = draft.count(status);
	if (count < limit) return undefined;
	return refuse(
		"WIP_EXCEEDED",
		`${count} tasks are ${status}; the limit is ${limit}.`,
		"Finish or release one first, then try again.",
		{
			status,
			limit,
			count,
		},
	);
}
