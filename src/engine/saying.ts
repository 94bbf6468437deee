import type { Command } from "../core/command.ts";
import type { JsonObject, Refusal } from "../core/errors.ts";
import type { Instant } from "../core/instant.ts";
import { redactSecrets } from "../core/redact.ts";
import type { TaskKey } from "../core/task.ts";
import { canonicalJson } from "../store/canonical-json.ts";

/** A command as a door hands it in: the engine tells the time and, where none is named, the agent. */
export type Saying = Omit<Command, "now" | "agent"> & {
	readonly agent?: string;
	/** Passed over in silence unless this task is on the board. */
	readonly ifTask?: TaskKey;
};

/** A command that a door could not make sense of: its refusal takes its place among the others. */
export interface Misheard {
	readonly verb: string;
	readonly opId: string;
	readonly ifTask?: TaskKey;
	readonly at?: Instant;
	readonly refusal: Refusal;
}

/** Commands that belong together: carried out in order, up to the first refusal. */
export type Script = readonly (Saying | Misheard)[];

/**
 * A saying as the log will keep it. Git is for ever, so secrets are taken out first; and its input is what reading the log
 * back gives, in the same order, so that replay decides on the very same value.
 */
export function asKept(saying: Saying | Misheard): Saying | Misheard {
	if ("refusal" in saying)
		return {
			...saying,
			verb: redactSecrets(saying.verb) as string,
			refusal: redactSecrets(
				saying.refusal as unknown as JsonObject,
			) as unknown as Refusal,
		};
	return {
		...saying,
		input: JSON.parse(canonicalJson(redactSecrets(saying.input))) as JsonObject,
	};
}
