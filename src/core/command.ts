import type { Actor, Role } from "./actor.ts";
import type { JsonObject } from "./errors.ts";
import type { Instant } from "./instant.ts";
import type { TaskKey } from "./task.ts";

/**
 * One operation as a door hands it in. Everything a decision depends on is here or in the board: no rule reads a clock,
 * a network or chance.
 */
export interface Command {
	readonly verb: string;
	/** The whole decision input, facts included, redacted and checked against the verb's schema. */
	readonly input: JsonObject;
	/** The task (or the step of one) that is addressed; absent for commands about the board. */
	readonly task?: TaskKey;
	readonly step?: string;
	readonly actor: Actor;
	readonly role: Role;
	/** The worker on whose behalf the actor speaks. */
	readonly agent: string;
	/** Makes the command take effect at most once, for ever. */
	readonly opId: string;
	/** When it was said, if that differs from when it is decided (a comment seen late). */
	readonly at?: Instant;
	readonly now: Instant;
}

/** When the command was said: never later than now. */
export function saidAt(command: Command): Instant {
	return command.at !== undefined && command.at < command.now
		? command.at
		: command.now;
}
