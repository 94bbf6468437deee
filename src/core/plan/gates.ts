import { type Refusal, refuse } from "../errors.ts";
import { saidAt } from "./lease.ts";
import {
	type Act,
	type Changed,
	endOf,
	findPhase,
	notRunning,
	textRefusal,
} from "./lookup.ts";
import { attemptsIn, currentPhase, standingOf } from "./phase.ts";
import {
	type GateCheckResult,
	type GateResult,
	type Phase,
	PLAN_LIMITS,
	type Plan,
} from "./plan.ts";

/** What running a gate's command came to; `duration` is in seconds, `output` the end of what was printed. */
export interface CommandProof {
	readonly command: string;
	readonly exit_code: number;
	readonly duration?: number | undefined;
	readonly output?: string | undefined;
	readonly tree?: string | undefined;
}

/** How the checks of a gate stood at a commit, judged already. */
export interface ChecksProof {
	readonly sha: string;
	readonly checks: readonly GateCheckResult[];
}

/** A verdict that is on record. */
export interface GateRecorded extends Changed {
	readonly result: GateResult;
}

/** The verdict that a proof makes on the pending gate. Checks that are still out make none. */
export function proveGate(
	plan: Plan,
	wish: {
		readonly phase: number;
		readonly proof: CommandProof | ChecksProof;
		readonly act: Act;
	},
): GateRecorded | Refusal {
	const pending = pendingGate(plan, wish.phase);
	if (!pending.ok) return pending;
	const { proof } = wish;
	const refusal =
		"sha" in proof
			? checksRefusal(pending.phase, proof)
			: commandRefusal(pending.phase, proof);
	if (refusal !== undefined) return refusal;
	const isPassed =
		"sha" in proof
			? wantedResults(pending.phase, proof).every(
					(check) => check?.state === "green",
				)
			: proof.exit_code === 0;
	return recorded(plan, pending.phase, {
		act: wish.act,
		verdict: { result: isPassed ? "pass" : "fail", proven: true, ...proof },
	});
}

/** A verdict that was only said; taken where the board allows that, and marked as not proven. */
export function sayGate(
	plan: Plan,
	wish: {
		readonly phase: number;
		readonly result: string;
		readonly reason?: string | undefined;
		readonly allowUnproven: boolean;
		readonly act: Act;
	},
): GateRecorded | Refusal {
	const { result, reason } = wish;
	if (result !== "pass" && result !== "fail")
		return refuse(
			"VALIDATION",
			`A gate is recorded as pass or fail, not as ${JSON.stringify(result.slice(0, 40))}.`,
			"Give `pass` or `fail` as the result.",
			{ field: "result", allowed: ["pass", "fail"] },
		);
	const wrong = reason === undefined ? undefined : reasonRefusal(reason);
	if (wrong !== undefined) return wrong;
	const pending = pendingGate(plan, wish.phase);
	if (!pending.ok) return pending;
	if (!wish.allowUnproven)
		return refuse(
			"GATE_FAILED",
			`The gate behind phase ${wish.phase} is passed by what proves it, not by saying so.`,
			"Its checks are looked at by themselves; a maintainer can override it with a reason.",
			{ phase: wish.phase },
		);
	return recorded(plan, pending.phase, {
		act: wish.act,
		verdict: {
			result,
			proven: false,
			...(reason === undefined ? {} : { reason }),
		},
	});
}

/** Passes the pending gate without proof, for a reason that is kept. Who may do that is the caller's to check. */
export function overrideGate(
	plan: Plan,
	wish: { readonly phase: number; readonly reason: string; readonly act: Act },
): GateRecorded | Refusal {
	const wrong = reasonRefusal(wish.reason);
	if (wrong !== undefined) return wrong;
	const pending = pendingGate(plan, wish.phase);
	if (!pending.ok) return pending;
	return recorded(plan, pending.phase, {
		act: wish.act,
		verdict: { result: "override", proven: false, reason: wish.reason },
	});
}

/** The phase whose gate is pending, when it is the named one; else the refusal, which says what is pending instead. */
export function pendingGate(
	plan: Plan,
	phaseId: number,
): { readonly ok: true; readonly phase: Phase } | Refusal {
	const found = findPhase(plan, phaseId);
	if (!found.ok) return found;
	const stopped = notRunning(plan);
	if (stopped !== undefined) return stopped;
	const current = currentPhase(plan);
	const standing = current === undefined ? "passed" : standingOf(plan, current);
	if (current?.id === phaseId && standing === "gate") return found;
	const instead =
		current === undefined
			? "every phase is finished"
			: `phase ${current.id} (${current.name}) ${STANDING_WORDS[standing]}`;
	return refuse(
		"INVALID_TRANSITION",
		found.phase.gate === undefined
			? `Phase ${phaseId} has no gate; ${instead}.`
			: `The gate behind phase ${phaseId} is not the pending one: ${instead}.`,
		"Ask for the next action and do what it names.",
		{ phase: phaseId, current: current?.id, standing },
	);
}

const STANDING_WORDS = {
	open: "has open steps",
	gate: "waits for its gate",
	approval: "waits for a person's approval",
	passed: "is finished",
} as const;

function recorded(
	plan: Plan,
	phase: Phase,
	{
		act,
		verdict,
	}: {
		readonly act: Act;
		readonly verdict: Pick<GateResult, "result" | "proven"> &
			Partial<GateResult>;
	},
): GateRecorded | Refusal {
	const { gates } = plan.execution;
	const ofPhase = gates.filter((result) => result.phase === phase.id).length;
	if (ofPhase >= PLAN_LIMITS.verdictsPerPhase && verdict.result === "fail")
		return refuse(
			"QUOTA_EXCEEDED",
			`The gate behind phase ${phase.id} has ${ofPhase} verdicts; no further failure is kept.`,
			"Amend the plan, or have the gate overridden with a reason.",
			{ phase: phase.id, limit: PLAN_LIMITS.verdictsPerPhase },
		);
	const { result: word, proven, output, ...rest } = verdict;
	const result: GateResult = {
		phase: phase.id,
		gate: phase.gate?.name ?? "",
		result: word,
		proven,
		attempts: attemptsIn(phase),
		at: saidAt(act),
		agent: act.agent,
		actor: act.actor,
		...rest,
		...(output === undefined
			? {}
			: { output: endOf(output, PLAN_LIMITS.textBytes) }),
	};
	const execution = { ...plan.execution, gates: [...gates, result] };
	return { ok: true, changed: true, plan: { ...plan, execution }, result };
}

function commandRefusal(
	{ id, gate }: Phase,
	proof: CommandProof,
): Refusal | undefined {
	if (gate?.command === proof.command) return undefined;
	return refuse(
		"VALIDATION",
		gate?.command === undefined
			? `The gate behind phase ${id} has no command; its checks prove it.`
			: `The gate behind phase ${id} runs \`${gate.command}\`, not \`${proof.command}\`.`,
		"Amend the gate if it should be proven otherwise.",
		{ field: "command", phase: id },
	);
}

function checksRefusal(phase: Phase, proof: ChecksProof): Refusal | undefined {
	const { id, gate } = phase;
	if ((gate?.checks ?? []).length === 0)
		return refuse(
			"VALIDATION",
			`The gate behind phase ${id} names no checks; its command proves it.`,
			"Amend the gate if it should be proven otherwise.",
			{ field: "checks", phase: id },
		);
	const results = wantedResults(phase, proof);
	const isRed = results.some((check) => check?.state === "red");
	const open = (gate?.checks ?? []).filter(
		(_, at) => results[at]?.state !== "green",
	);
	// What is out may still come: only a red check settles a gate that is not green.
	if (isRed || open.length === 0) return undefined;
	const said = open.map(({ name, app }) => `${name} (${app})`).join(", ");
	return refuse(
		"GATE_FAILED",
		`The gate behind phase ${id} is not decided at ${proof.sha.slice(0, 12)}: ${said} did not succeed there yet.`,
		"Ask again when the checks are over.",
		{ phase: id, sha: proof.sha },
	);
}

function wantedResults(
	{ gate }: Phase,
	{ checks }: ChecksProof,
): readonly (GateCheckResult | undefined)[] {
	return (gate?.checks ?? []).map(({ name, app }) =>
		checks.find((check) => check.name === name && check.app === app),
	);
}

function reasonRefusal(reason: string): Refusal | undefined {
	return textRefusal("reason", reason, PLAN_LIMITS.textBytes);
}
