import { createHash } from "node:crypto";
import type { Command } from "../core/command.ts";

/**
 * The op id of a command from a door that numbers nothing: the same key of the same account on the same board is the same
 * command. A door whose callers choose their keys says what the command is as well: then one key said of two tasks, or with
 * two verbs, is two commands, each of which takes effect once.
 */
export function callerOpId(
	actorId: number,
	board: string,
	key: string,
	said?: Pick<Command, "verb" | "task">,
): string {
	const parts = [actorId, board, key];
	if (said !== undefined) parts.push(said.verb, said.task ?? "");
	const hex = createHash("sha256").update(parts.join("\n")).digest("hex");
	return `k${hex.slice(0, 16)}`;
}
