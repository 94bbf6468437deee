import { profileOf } from "../core/agent.ts";
import type { Draft } from "../core/draft.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import type { Lease } from "../core/task.ts";
import type { Ask } from "./eligibility.ts";
import { liveLeases } from "./live-leases.ts";
import { wipFull } from "./wip.ts";

/** So many ends of leases are told. */
const MAX_ENDS = 10;

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
	const held = liveLeases(draft, { agent, now }, config);
	const own: readonly Obstacle[] =
		held.length >= limit
			? [
					{
						why: "max_leases",
						message: `${agent} holds ${limit} tasks, as many as it may`,
						limit,
						until: endsOf(held),
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

/** When the leases end, the next one first. */
function endsOf(leases: readonly Lease[]): readonly Instant[] {
	const ends = leases.map(({ expires_at }) => expires_at);
	return ends.toSorted().slice(0, MAX_ENDS);
}
