import type { Command } from "../core/command.ts";
import type { Refusal } from "../core/errors.ts";
import { waitFilters } from "../verbs/wait.ts";
import type { WaitRequest } from "./wait.ts";

/** The question that a wait asks again and again, its filters in their plain form whichever door they came through; a refusal for what is no filter. */
export function waitCommand({
	actor,
	agent,
	role,
	...request
}: WaitRequest): Omit<Command, "now"> | Refusal {
	const { capabilities, roles, assignee, labels } = request;
	const input = waitFilters({
		...(capabilities === undefined ? {} : { capabilities }),
		...(roles === undefined ? {} : { roles }),
		...(assignee === undefined ? {} : { assignee }),
		...(labels === undefined ? {} : { labels }),
	});
	if ("ok" in input) return input;
	return { verb: "wait", input, actor, agent, role, opId: "wait" };
}
