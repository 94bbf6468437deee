import type { Actor } from "../../core/actor.ts";
import { defaultAgent } from "../../core/agent.ts";
import type { BoardReader } from "../../core/board.ts";
import { type Refusal, refuse } from "../../core/errors.ts";
import { fromMs } from "../../core/instant.ts";
import { findStep, notItsTurn, notRunning } from "../../core/plan/lookup.ts";
import { recordStep } from "../../core/plan/record.ts";
import type { TaskKey } from "../../core/task.ts";
import { notUnderWay } from "../../verbs/plan/take-step.ts";
import { nameless } from "../door-refusals.ts";
import type { Bound } from "../say-bound.ts";

/** A step whose command somebody wants to run. */
export interface StepToRun {
	readonly task: TaskKey;
	readonly step: string;
	/** The role that the caller says the step has. */
	readonly role: string | undefined;
}

/**
 * The refusal of a command that may not be run now, if so. What it does cannot be taken back, so everything that its record
 * would be refused for is asked before: only the holder of a step that is out runs it, and only once.
 */
export async function whyNotRun(
	{ said, terminal, door }: Pick<Bound, "said" | "terminal" | "door">,
	wish: StepToRun,
): Promise<Refusal | undefined> {
	const { env = {}, nowMs } = terminal;
	const actor = await door.who();
	if (actor === undefined) return nameless();
	const named = said.values["agent-as"] ?? env.BATON_AGENT ?? "";
	const by = named === "" ? actor : { ...actor, login: named };
	return door.look((board) =>
		barred(board, wish, { actor: by, named, nowMs: nowMs() }),
	);
}

function barred(
	board: BoardReader,
	{ task: key, step: id, role }: StepToRun,
	by: { readonly actor: Actor; readonly named: string; readonly nowMs: number },
): Refusal | undefined {
	const [task, plan] = [board.task(key), board.plan(key)];
	if (task === undefined || plan === undefined)
		throw new Error(`task ${key} lost its plan`);
	const found = findStep(plan, id);
	if (!found.ok) return found;
	const { actor, named, nowMs } = by;
	const agent = named === "" ? defaultAgent(board.board?.config, actor) : named;
	const made = recordStep(plan, {
		report: { step: id, role, status: "complete" },
		act: { actor, agent, now: fromMs(nowMs) },
	});
	return (
		notRunning(plan) ??
		notUnderWay(task) ??
		(made.ok && !made.changed ? doneAlready(id) : undefined) ??
		notItsTurn(plan, found.phase) ??
		(made.ok ? undefined : made)
	);
}

function doneAlready(step: string): Refusal {
	return refuse(
		"INVALID_TRANSITION",
		`Step ${step} is complete already.`,
		"Its command is run again only after a retry of the step.",
		{ step },
	);
}
