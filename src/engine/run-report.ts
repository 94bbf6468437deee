import type { BoardReader } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { JsonObject } from "../core/errors.ts";
import { learnedFrom } from "../core/learned-from.ts";
import {
	renderRetrospective,
	retrospectiveOf,
} from "../core/plan/retrospective.ts";
import { completePlan } from "../core/plan/run.ts";

/** The verbs that end a task as done and with it the run of its plan. */
const ENDING: ReadonlySet<string> = new Set(["done", "close", "override"]);

/**
 * The command with the look back at the run that it ends, and what that run taught: both are judgement, so they are part of
 * its input and never made anew by a replay. Any other command as it is.
 */
export function withRunReport(said: Command, board: BoardReader): Command {
	if (!ENDING.has(said.verb)) return said;
	// Nobody hands in a look back of his own making.
	const { run: _claimed, ...input } = said.input;
	const command = { ...said, input };
	const { task: key, now } = command;
	if (key === undefined) return command;
	if (board.task(key) === undefined) return command;
	const plan = board.plan(key);
	const run = plan && completePlan(plan, now);
	if (run?.ok !== true || !run.changed) return command;
	const learned = learnedFrom(run.plan, key);
	if (learned === undefined) return command;
	const retrospective = renderRetrospective(
		retrospectiveOf(run.plan, {
			task: key,
			decisions: board.baton(key).decision_log ?? [],
			now,
		}),
	);
	return {
		...command,
		input: {
			...input,
			run: { retrospective, learned } as unknown as JsonObject,
		},
	};
}
