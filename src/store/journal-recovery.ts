import type { Command } from "../core/command.ts";
import { canonicalJson } from "./canonical-json.ts";
import {
	actorOf,
	commandTrailers,
	nowOf,
	trailersOf,
	writeTrailers,
} from "./journal.ts";
import type { Oid } from "./store.ts";

/** What a recovery says: the commit whose state was chosen, and the one that had been acknowledged last. */
export interface RecoveryEntry {
	/** Null: a branch without a commit. */
	readonly chosen: Oid | null;
	readonly acknowledged: Oid | null;
}

const NONE = "none";

/** Prints the message of a commit of the kind `recover`. */
export function writeRecovery(
	command: Command,
	{ chosen, acknowledged }: RecoveryEntry,
): string {
	const subject =
		chosen === null
			? "recover: the board starts again"
			: `recover: the state of ${chosen.slice(0, 12)} holds again`;
	return writeTrailers(subject, [
		["Kind", "recover"],
		...commandTrailers(command),
		["Chosen", chosen ?? NONE],
		["Acknowledged", acknowledged ?? NONE],
		["Now", command.now],
		["Input", canonicalJson(command.input)],
	]);
}

/** Reads the message back; undefined when it is none of this kind, or of somebody who may not recover. */
export function readRecovery(message: string): RecoveryEntry | undefined {
	const trailers = trailersOf(message);
	if (trailers.get("Kind") !== "recover" || actorOf(trailers) === undefined)
		return undefined;
	const role = trailers.get("Role");
	const [chosen, acknowledged] = [
		oidOf(trailers.get("Chosen")),
		oidOf(trailers.get("Acknowledged")),
	];
	const isWhole =
		chosen !== undefined &&
		acknowledged !== undefined &&
		nowOf(message) !== undefined &&
		(role === "admin" || role === "app");
	return isWhole ? { chosen, acknowledged } : undefined;
}

function oidOf(text: string | undefined): Oid | null | undefined {
	if (text === NONE) return null;
	return text !== undefined && /^[0-9a-f]{40}$/.test(text) ? text : undefined;
}
