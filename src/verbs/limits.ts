import { profileOf } from "../core/agent.ts";
import type { Draft } from "../core/draft.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Ask } from "./eligibility.ts";
import { liveLeases } from "./live-leases.ts";
import { wipFull } from "./wip.ts";

/** One thing that keeps an agent from claiming a task now: what kind of thing, in words, and the facts. */
export interface Obstacle extends JsonObject {
	readonly why:
		| "status"
		| "plan"
		| "blocked"
		| "held"
		| "parked"
		| "leased"
		| "backoff"
		| "capabilities"
		| "max_leases"
		| "wip";
	readonly message: string;
}

/** What keeps the asker from claiming anything at all: leases of its own, and the board's limits. */
export function limits(
	draft: Draft,
	{ command, config }: Pick<Ask, "command" | "config">,
): readonly Obstacle[] {
	const { agent, now } = command;
	const limit = profileOf(draft, agent).max_leases;
	const isFull = liveLeases(draft, { agent, now }, config) >= limit;
	const own: readonly Obstacle[] = isFull
		? [
				{
					why: "max_leases",
					message: `${agent} holds ${limit} tasks, as many as it may`,
					limit,
				},
			]
		: [];
	const full = (["review", "in_progress"] as const).flatMap((status) => {
		const refusal = wipFull(draft, status);
		return refusal === undefined
			? []
			: [
					{
						...refusal.data,
						why: "wip" as const,
						message: `as many tasks are ${status} as may be (${String(refusal.data?.limit)})`,
					},
				];
	});
	return [...own, ...full];
}
