import { z } from "zod";
import type { Refusal } from "../../core/errors.ts";
import {
	type GateRecorded,
	pendingGate,
	proveGate,
	sayGate,
} from "../../core/plan/gates.ts";
import { currentPhase } from "../../core/plan/phase.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { planFull } from "../../core/plan/size.ts";
import { gateFacts } from "../../schema/gate-facts.ts";
import { commandProof } from "../../schema/step-facts.ts";
import { prose, version } from "../fields.ts";
import { SPOKEN, type TaskRun, taskVerb } from "../verb.ts";
import { actionView } from "./action-view.ts";
import { gateByChecks } from "./gate-checks.ts";
import { planOf, settled } from "./planned.ts";

const gateInput = z.strictObject({
	phase: z
		.int()
		.positive()
		.optional()
		.describe("Phase; the pending one unless said"),
	result: z
		.string()
		.max(100)
		.optional()
		.describe(
			"`pass` or `fail`, where the board takes a gate on somebody's word",
		),
	reason: prose(4_096).optional(),
	facts: z.union([gateFacts, commandProof]).optional(),
	version,
});

type GateRun = TaskRun<z.output<typeof gateInput>>;

export const gate = taskVerb({
	name: "gate",
	summary:
		"Settles the pending gate: by its checks, by running its command, or on somebody's word where the board allows that.",
	input: gateInput,
	role: "triage",
	doors: SPOKEN,
	examples: ["/gate 1", '/gate 1 fail reason="two tests are red"'],
	errors: [
		"GATE_FAILED",
		"INVALID_TRANSITION",
		"NOT_FOUND",
		"QUOTA_EXCEEDED",
		"VALIDATION",
		"STALE",
	],
	words: ["phase", "result"],
	run(run) {
		const { draft, command, config, task } = run;
		const planned = planOf(draft, task);
		if (!planned.ok) return planned;
		const made = verdictOn(run, planned.plan);
		if (!made.ok) return made;
		const full = planFull(made.plan, "recorded");
		if (full !== undefined) return full;
		const { result } = made;
		const { now } = command;
		return settled(draft, task, {
			made,
			summary: `phase ${result.phase}: ${result.result}`,
			data: {
				phase: result.phase,
				gate: result.gate,
				result: result.result,
				proven: result.proven,
				next: actionView(task, made.plan, { config, now }),
			},
		});
	},
});

function verdictOn(
	{ command, input, config }: GateRun,
	plan: Plan,
): GateRecorded | Refusal {
	const phase = input.phase ?? currentPhase(plan)?.id ?? 1;
	const { facts, result } = input;
	if (facts !== undefined && "command" in facts)
		return proveGate(plan, { phase, proof: facts, act: command });
	if (result !== undefined)
		return sayGate(plan, {
			phase,
			result,
			reason: input.reason,
			allowUnproven: config.allow_unproven_gates,
			act: command,
		});
	const pending = pendingGate(plan, phase);
	return pending.ok
		? gateByChecks(plan, { phase, facts, command, config })
		: pending;
}
