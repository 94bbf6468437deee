import type { Actor } from "../../core/actor.ts";
import {
	type CheckFact,
	type GateFacts,
	judgeChecks,
} from "../../core/gate.ts";
import { isCounted } from "../../core/gate-source.ts";
import type { Instant } from "../../core/instant.ts";
import { gateByChecks } from "../../verbs/plan/gate-checks.ts";
import { gatherCheckFacts } from "../gates.ts";
import type { HeadApi } from "../head-api.ts";
import type { PendingGate } from "./pending-gates.ts";

/** What a look at a pending gate came to: its verdict at a commit, or nothing that could be said yet. */
export type GateLook =
	| { readonly kind: "undecided" }
	| {
			readonly kind: "pass" | "fail" | "guarded";
			readonly sha: string;
			readonly facts: GateFacts;
	  };

/** Asks GitHub how the checks of a pending gate stand at the task's head. Throws when it does not answer. */
export async function lookAtGate(
	pending: PendingGate,
	{
		heads,
		app,
		now,
	}: { readonly heads: HeadApi; readonly app: Actor; readonly now: Instant },
): Promise<GateLook> {
	const { task, plan, phase, gate, config } = pending;
	const named = gate.checks?.filter((check) => isCounted(config, check)) ?? [];
	const facts = await gatherCheckFacts(heads, named, task);
	const sha = facts.head?.sha;
	if (sha === undefined) return { kind: "undecided" };
	const judgedBy = (role: "write" | "maintain") =>
		gateByChecks(plan, {
			phase: phase.id,
			facts,
			config,
			command: {
				...{ verb: "gate", input: {}, actor: app, agent: "baton" },
				...{ role, opId: "look", now },
			},
		});
	// What only a maintainer may pass is not for the app to pass.
	const made = judgedBy("write");
	if (made.ok)
		return {
			kind: made.result.result === "fail" ? "fail" : "pass",
			sha,
			facts,
		};
	const needsMaintainer = facts.guarded === true && judgedBy("maintain").ok;
	return needsMaintainer
		? { kind: "guarded", sha, facts }
		: { kind: "undecided" };
}

/** The checks of a gate that are not green, with where their runs are. */
export function openChecks(
	{ gate, config }: PendingGate,
	{
		sha,
		checks,
		now,
	}: { sha: string; checks: readonly CheckFact[]; now: Instant },
) {
	const accept = Object.hasOwn(config.gates, gate.name)
		? (config.gates[gate.name]?.accept ?? ["success" as const])
		: (["success"] as const);
	return judgeChecks(
		{ checks: gate.checks ?? [], accept, timeout: gate.timeout },
		gate.name,
		{ sha, checks, now },
	).filter(({ state }) => state !== "green");
}
