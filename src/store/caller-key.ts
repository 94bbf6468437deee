import { createHash } from "node:crypto";
import type { Command } from "../core/command.ts";

/** What a command is, as far as its op id depends on it. */
export interface CallerSaid extends Pick<Command, "verb" | "task"> {
	readonly step?: string | undefined;
	/** The agent that was named, by the command or by the caller's token. */
	readonly agent?: string | undefined;
}

/**
 * The op id of a command from a door that numbers nothing: the same key of the same account on the same board is the same
 * command. A door whose callers choose their keys says what the command is as well: then one key said of two tasks or steps,
 * with two verbs, or for two agents that were named, is several commands, each of which takes effect once.
 */
export function callerOpId(
	actorId: number,
	board: string,
	key: string,
	said?: CallerSaid,
): string {
	const parts = [actorId, board, key];
	if (said !== undefined) parts.push(said.verb, said.task ?? "");
	const { step, agent } = said ?? {};
	// Without either it is the id that such a command has always had.
	if (step !== undefined || agent !== undefined)
		parts.push(step ?? "", agent ?? "");
	const hex = createHash("sha256").update(parts.join("\n")).digest("hex");
	return `k${hex.slice(0, 16)}`;
}
