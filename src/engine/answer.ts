import type { Command } from "../core/command.ts";
import type { JsonObject, Refusal } from "../core/errors.ts";
import type { TaskKey } from "../core/task.ts";
import type { Oid } from "../store/store.ts";
import type { Accepted } from "../verbs/decide.ts";
import { withinBudget } from "./brief-budget.ts";

/** What a door tells its caller of a command that was carried out (protocol section 7). */
export interface Done {
	readonly ok: true;
	readonly verb: string;
	readonly opId: string;
	readonly task?: TaskKey;
	/** The addressed task's version after the command. */
	readonly version?: number;
	/** The commit that holds the effect; absent when nothing had to be written. */
	readonly commit?: Oid;
	/** True when the command had taken effect before and this is its first answer again. */
	readonly repeated?: true;
	readonly data: JsonObject;
}

/** A refusal, with the command it answers. */
export interface Refused extends Refusal {
	readonly verb: string;
	readonly opId: string;
}

export type Answer = Done | Refused;

/**
 * The answer to an accepted command; `commit` is where its effect is, if it had one. A brief in it is held to its budget of
 * tokens here, where nothing is decided any more.
 */
export async function told(
	command: Command,
	decision: Accepted,
	commit?: Oid,
): Promise<Done> {
	const { verb, task, version } = decision;
	const data = await withinBudget(verb, command.input, decision.data);
	return {
		ok: true,
		verb,
		opId: command.opId,
		...(task === undefined ? {} : { task }),
		...(version === undefined ? {} : { version }),
		...(commit === undefined ? {} : { commit }),
		data,
	};
}
