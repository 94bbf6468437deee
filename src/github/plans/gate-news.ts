import { type JsonObject, refuse } from "../../core/errors.ts";
import type { Instant } from "../../core/instant.ts";
import type { Refused } from "../../engine/answer.ts";
import { repliesTo } from "../replies.ts";
import { type GateLook, openChecks } from "./gate-look.ts";
import type { PendingGate } from "./pending-gates.ts";

type Decided = Exclude<GateLook, { kind: "undecided" }>;

/** What is told on the issue of a gate that does not go on by itself: which check is red, or that a maintainer has to look. */
export function gateNews(
	pending: PendingGate,
	look: Decided,
	{ opId, now }: { readonly opId: string; readonly now: Instant },
): readonly string[] {
	const said =
		look.kind === "guarded" ? guarded(pending, look) : red(pending, look, now);
	return repliesTo([{ ...said, verb: "gate", opId }]);
}

function red(
	pending: PendingGate,
	{ sha, facts }: Decided,
	now: Instant,
): Omit<Refused, "verb" | "opId"> {
	const { phase, gate, task } = pending;
	const open = openChecks(pending, { sha, checks: facts.checks, now });
	const names = open
		.filter(({ state }) => state === "red")
		.map(
			({ name, app, conclusion }) =>
				`${name} (${app}) is red${conclusion === undefined ? "" : `, ${conclusion}`}`,
		);
	return refuse(
		"GATE_FAILED",
		`The gate '${gate.name}' behind phase ${phase.id} of task ${task.key} failed at ${sha.slice(0, 12)}: ${names.join("; ")}.`,
		`Push a fix: the gate is looked at again by itself. \`/action\` names the other ways out.`,
		{
			phase: phase.id,
			sha,
			checks: open as unknown as readonly JsonObject[],
		},
	);
}

function guarded(
	{ phase, gate, task }: PendingGate,
	{ sha }: Decided,
): Omit<Refused, "verb" | "opId"> {
	return refuse(
		"GATE_FAILED",
		`The checks of the gate '${gate.name}' behind phase ${phase.id} of task ${task.key} are green at ${sha.slice(0, 12)}, which changes workflows or the board's config, on which the checks themselves rest.`,
		`A maintainer has to look at it and say \`/gate ${phase.id}\`.`,
		{ phase: phase.id, sha },
	);
}
