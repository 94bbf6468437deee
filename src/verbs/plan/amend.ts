import { z } from "zod";
import { roleCovers } from "../../core/actor.ts";
import type { Command } from "../../core/command.ts";
import type { Json, Refusal } from "../../core/errors.ts";
import { refuse } from "../../core/errors.ts";
import { type Amended, amendPlan } from "../../core/plan/amend.ts";
import {
	addPhaseOf,
	addStepOf,
	type PlanChange,
	readChanges,
} from "../../core/plan/change.ts";
import { planFull } from "../../core/plan/size.ts";
import { isOpen } from "../../core/status.ts";
import { prose, version } from "../fields.ts";
import { SPOKEN, taskVerb } from "../verb.ts";
import { actionView } from "./action-view.ts";
import { planOf, settled } from "./planned.ts";
import { unnamedStatus } from "./status-checks.ts";

const amendInput = z.strictObject({
	description: prose(4_096),
	add_phase: z
		.array(z.string().max(500))
		.max(20)
		.optional()
		.describe("Phases to add, each as `Name:role`"),
	after_phase: z
		.int()
		.positive()
		.optional()
		.describe(
			"The phase behind which they are put; unless said behind the current one of a run, else at the end",
		),
	add_step: z
		.array(z.string().max(5_000))
		.max(50)
		.optional()
		.describe("Steps to add, each as `phase:role:what to do`"),
	changes: z
		.json()
		.optional()
		.describe("A list of changes, each a map of one kind of change"),
	version,
});

type AmendInput = z.output<typeof amendInput>;

export const amend = taskVerb({
	name: "amend",
	summary:
		"Changes the plan, running or not: adds, edits, reorders or removes phases and steps; what is finished stays.",
	input: amendInput,
	role: "write",
	doors: SPOKEN,
	examples: [
		'/amend "Need a migration for the new table" add-phase=Migration:backend-engineer after-phase=1',
	],
	errors: [
		"INVALID_TRANSITION",
		"GATE_FAILED",
		"FORBIDDEN",
		"NOT_FOUND",
		"CYCLE_DETECTED",
		"QUOTA_EXCEEDED",
		"VALIDATION",
		"STALE",
	],
	words: ["description"],
	payload: "changes",
	run({ draft, command, input, config, task }) {
		const planned = planOf(draft, task);
		if (!planned.ok) return planned;
		if (!isOpen(task.status))
			return refuse(
				"INVALID_TRANSITION",
				`Task ${task.key} is ${task.status}; its plan stays as it is.`,
				"Reopen the task to go on with its plan.",
				{ status: task.status },
			);
		const wanted = changesIn(input);
		if (!wanted.ok) return wanted;
		const made = amendPlan(planned.plan, {
			description: input.description,
			changes: wanted.changes,
			act: command,
			maxSteps: config.limits.plan_steps,
		});
		if (!made.ok) return made;
		const strange = unnamedStatus(made.plan, config, planned.plan);
		if (strange !== undefined) return strange;
		const barred = notReplaced(made, command);
		if (barred !== undefined) return barred;
		const full = planFull(made.plan, "recorded");
		if (full !== undefined) return full;
		const { id, description, changes } = made.amendment;
		const { now } = command;
		return settled(draft, task, {
			made,
			summary: `${id}, ${changes.length} changes by ${command.agent}`,
			data: {
				amendment: id,
				description,
				changes,
				next: actionView(task, made.plan, { config, now }),
			},
		});
	},
});

/** The refusal of choosing anew what work that has begun is judged by, for who may not pass a gate either. */
function notReplaced(
	{ replaced: [first] }: Amended,
	{ role }: Command,
): Refusal | undefined {
	if (first === undefined || roleCovers(role, "maintain")) return undefined;
	const { phase, proof } = first;
	return refuse(
		"FORBIDDEN",
		`Phase ${phase} has begun; to put another ${proof} in the place of its own needs maintain.`,
		`Leave its ${proof} as it is, or ask a maintainer to amend it.`,
		{ phase, proof, needed: "maintain", role },
	);
}

function changesIn(
	input: AmendInput,
): { readonly ok: true; readonly changes: readonly PlanChange[] } | Refusal {
	const { description, after_phase: after } = input;
	const phases = (input.add_phase ?? []).map((words) =>
		addPhaseOf(words, { description, after }),
	);
	const steps: PlanChange[] = [];
	for (const words of input.add_step ?? []) {
		const step = addStepOf(words);
		if (step === undefined)
			return refuse(
				"VALIDATION",
				`${JSON.stringify(words.slice(0, 60))} is no step to add.`,
				"Write `phase:role:what to do`, such as `1:code-reviewer:Check the migration`.",
				{ field: "add_step" },
			);
		steps.push(step);
	}
	const given =
		input.changes === undefined
			? ({ ok: true, changes: [] } as const)
			: readChanges(input.changes as Json);
	return given.ok
		? { ok: true, changes: [...phases, ...steps, ...given.changes] }
		: given;
}
