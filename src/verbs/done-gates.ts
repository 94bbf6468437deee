import { roleCovers } from "../core/actor.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import type { Refusal } from "../core/errors.ts";
import { doneGates, type GateFacts } from "../core/gate.ts";
import type { Task } from "../core/task.ts";

/**
 * The task with what proves that it may be done, or the refusal. `facts` is what the door found at the task's head; without
 * it every gate is closed: nothing proves a gate by words.
 */
export function provenTask(
	task: Task,
	command: Command,
	{ config, facts }: { config: BoardConfig; facts: GateFacts | undefined },
): { readonly ok: true; readonly task: Task } | Refusal {
	const proof = doneGates(config, task, {
		facts,
		now: command.now,
		isMaintainer: roleCovers(command.role, "maintain"),
	});
	if (proof !== undefined && "ok" in proof) return proof;
	const seen = facts?.head === undefined ? task : { ...task, head: facts.head };
	if (proof === undefined) return { ok: true, task: seen };
	const results = proof.verdicts.map(({ name, app, state, conclusion }) => ({
		name,
		app,
		state,
		...(conclusion === undefined ? {} : { conclusion }),
	}));
	return { ok: true, task: { ...seen, checks: { sha: proof.sha, results } } };
}
