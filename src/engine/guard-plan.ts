import { roleCovers } from "../core/actor.ts";
import type { BoardReader } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import type { BoardConfig } from "../core/config.ts";
import { Draft } from "../core/draft.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { TaskKey } from "../core/task.ts";
import { type Decision, decide } from "../verbs/decide.ts";
import { findVerb } from "../verbs/index.ts";
import { invalidInput } from "../verbs/invalid-input.ts";
import type { Script } from "./saying.ts";

/** True for a script with a recovery in it: it is carried out alone. */
export function isRecovery({ script }: { readonly script: Script }): boolean {
	return script.some(
		(saying) => !("refusal" in saying) && saying.verb === "recover",
	);
}

/** True for a script that changes nothing, which is answered also while nothing may be written. */
export function isReading({ script }: { readonly script: Script }): boolean {
	return script.every(
		(saying) => "refusal" in saying || findVerb(saying.verb)?.reads === true,
	);
}

/**
 * Decides a command about the board itself also when there is none to speak of: then nothing is configured, and the verb's
 * own role is what is needed.
 */
export function decideAnyway(board: BoardReader, command: Command): Decision {
	const verb = findVerb(command.verb);
	const isSound = board.board !== undefined && board.problem === undefined;
	if (isSound || verb === undefined || verb.target !== "board")
		return decide(board, command);
	if (!roleCovers(command.role, verb.role))
		return refuse(
			"FORBIDDEN",
			`\`${verb.name}\` needs ${verb.role}; ${command.actor.login} has ${command.role}.`,
			"Ask a maintainer of the repository.",
			{ needed: verb.role, role: command.role },
		);
	const parsed = verb.input.safeParse(command.input);
	if (!parsed.success) return invalidInput(verb, parsed.error, command.input);
	const outcome = verb.run({
		draft: new Draft(board),
		command,
		input: parsed.data,
		config: {} as BoardConfig,
	});
	return outcome.ok ? { ...outcome, verb: verb.name } : outcome;
}

/** The refusal of anything that would write to a task that is set apart, or put another in its place. */
export function quarantined(key: TaskKey, reason: string): Refusal {
	return refuse(
		"VALIDATION",
		`Task ${key} is quarantined: ${reason}.`,
		"Its documents on the branch have to be mended first; nothing is written to it until then. `/doctor` says more.",
	);
}
