import { durationMs } from "../../core/duration.ts";
import { type JsonObject, type Refusal, refuse } from "../../core/errors.ts";
import { pendingGate } from "../../core/plan/gates.ts";
import { currentPhase } from "../../core/plan/phase.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Bound } from "../say-bound.ts";
import { judgedState, uncommitted } from "./judged-files.ts";
import { missingWork } from "./missing-work.ts";
import { runHere } from "./run-here.ts";
import { treeOf } from "./tree-of.ts";

/** What is known of the gate that is to be proven, and of where. */
export interface Proving {
	readonly plan: Plan;
	readonly top: string | undefined;
	readonly phase: number | undefined;
	/** What the caller typed as the command. */
	readonly typed: string | undefined;
	/** True when the caller wants the tree as it is, committed or not. */
	readonly allowsDirty: boolean;
}

/** Runs the command of the pending gate in the checkout: the input of `gate` with what proves it. */
export async function gateFacts(
	bound: Pick<Bound, "terminal" | "door">,
	{ plan, top, phase, typed, allowsDirty }: Proving,
): Promise<{ readonly ok: true; readonly input: JsonObject } | Refusal> {
	if (top === undefined) return noCheckout();
	const id = phase ?? currentPhase(plan)?.id ?? 1;
	const pending = pendingGate(plan, id);
	if (!pending.ok) return pending;
	const { gate } = pending.phase;
	if (gate?.command === undefined)
		return refuse(
			"VALIDATION",
			`The gate behind phase ${id} has no command to run.`,
			"Its checks prove it on GitHub; here it can be recorded with --result.",
			{ phase: id },
		);
	const isStrict = plan.git_strategy !== "none" && !allowsDirty;
	const dirty = isStrict ? await uncommitted(top) : [];
	if (dirty.length > 0) return notCommitted(dirty);
	const missing = await missingWork(top, pending.phase);
	if (missing !== undefined) return missing;
	const tree = await treeOf(top);
	const before = await judgedState(top);
	const run = await runHere(bound, {
		command: gate.command,
		timeoutMs: durationMs(gate.timeout),
		...{ top, plan, typed },
	});
	if (!run.ok) return run;
	if ((await judgedState(top)) !== before) return changedMeanwhile(id);
	const facts = {
		command: gate.command,
		exit_code: run.exitCode,
		duration: run.durationS,
		output: run.output,
		...(tree === undefined ? {} : { tree }),
	};
	return { ok: true, input: { phase: id, facts } };
}

/** The refusal where there are no files to run anything on. */
export function noCheckout(): Refusal {
	return refuse(
		"VALIDATION",
		"This is a bare repository: there is no checkout to run a command in.",
		"Run it in a clone or a work tree.",
	);
}

function changedMeanwhile(phase: number): Refusal {
	return refuse(
		"VALIDATION",
		"The files changed while the gate ran: it proves neither what was there nor what is there now.",
		"Commit what belongs to the work and run the gate again; nothing was recorded.",
		{ phase },
	);
}

function notCommitted(files: readonly string[]): Refusal {
	const more = files.length > 5 ? ` and ${files.length - 5} more` : "";
	return refuse(
		"VALIDATION",
		`No commit holds the changes of ${files.slice(0, 5).join(", ")}${more}: the gate would prove something that is nowhere.`,
		"Commit them first, or name in .gitignore what is no part of the work; --allow-dirty has the files judged as they are.",
		{ files: files.slice(0, 50) },
	);
}
