import { roleCovers } from "../../core/actor.ts";
import type { Command } from "../../core/command.ts";
import type { BoardConfig, GateConfig } from "../../core/config.ts";
import { type Refusal, refuse } from "../../core/errors.ts";
import { type GateFacts, judgeChecks } from "../../core/gate.ts";
import {
	type ChecksProof,
	type GateRecorded,
	pendingGate,
	proveGate,
} from "../../core/plan/gates.ts";
import type { Gate, Plan } from "../../core/plan/plan.ts";

/**
 * The verdict of the checks behind a phase, as a door found them at the task's head; the refusal while nothing is decided, or
 * while what was found proves nothing.
 */
export function gateByChecks(
	plan: Plan,
	wish: {
		readonly phase: number;
		readonly facts: GateFacts | undefined;
		readonly command: Command;
		readonly config: BoardConfig;
	},
): GateRecorded | Refusal {
	const { command, config, facts } = wish;
	const pending = pendingGate(plan, wish.phase);
	if (!pending.ok) return pending;
	const { gate } = pending.phase;
	if ((gate?.checks ?? []).length === 0) return withoutChecks(wish.phase);
	const proof = proofOf(gate, { facts, command, config });
	if ("ok" in proof) return proof;
	const isRed = proof.checks.some(({ state }) => state === "red");
	// The app stands above every maintainer and is none: it cannot look at a change of what the checks rest on.
	const isMaintainer =
		command.role !== "app" && roleCovers(command.role, "maintain");
	const mayPass = isRed || facts?.guarded !== true || isMaintainer;
	return mayPass
		? proveGate(plan, { phase: wish.phase, proof, act: command })
		: refuse(
				"GATE_FAILED",
				`The gate behind phase ${wish.phase} does not hold: the head changes workflows or the board's config, on which the checks themselves rest.`,
				"A maintainer has to look at it and say `/gate` or `/override`.",
				{ phase: wish.phase, sha: proof.sha },
			);
}

/** The refusal for a gate that only a run of its command proves, which no door but the local one makes. */
function withoutChecks(phase: number): Refusal {
	return refuse(
		"GATE_FAILED",
		`The gate behind phase ${phase} names no checks that could be looked at; only its command proves it, where that can be run.`,
		"A maintainer can `/override` it with a reason, and `/amend` gives it checks.",
		{ phase },
	);
}

/** How the checks of a gate stand at the head that was found; an app's own command judges a head like anybody else's. */
function proofOf(
	gate: Gate | undefined,
	{
		facts,
		command,
		config,
	}: {
		readonly facts: GateFacts | undefined;
		readonly command: Command;
		readonly config: BoardConfig;
	},
): ChecksProof | Refusal {
	const head = facts?.head;
	if (facts === undefined || head === undefined)
		return refuse(
			"GATE_FAILED",
			"There is no head whose checks could be looked at.",
			"Push a branch `task/<number>-…`, open a pull request that closes the issue, or link one with `/artifact pr`.",
		);
	if (facts.merged_before === true)
		return refuse(
			"GATE_FAILED",
			"The head is a commit of the default branch, which proves nothing about this task.",
			"Link the pull request or branch that holds the work.",
			{ sha: head.sha },
		);
	const verdicts = judgeChecks(wantedBy(gate, config), gate?.name ?? "", {
		sha: head.sha,
		checks: facts.checks,
		now: command.now,
	});
	return {
		sha: head.sha,
		checks: verdicts.map(({ name, app, state, conclusion }) => ({
			name,
			app,
			state,
			...(conclusion === undefined ? {} : { conclusion }),
		})),
	};
}

/** The gate's own checks; which conclusions count is said by the config's gate of that name, if there is one. */
function wantedBy(gate: Gate | undefined, { gates }: BoardConfig): GateConfig {
	const named =
		gate !== undefined && Object.hasOwn(gates, gate.name)
			? gates[gate.name]
			: undefined;
	return {
		accept: named?.accept ?? ["success"],
		timeout: gate?.timeout ?? "1h",
		checks: gate?.checks ?? [],
	};
}
