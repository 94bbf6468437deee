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
	/** The newest commits that it puts aside, at most `MAX_ASIDE`: who knew one of them need not be able to read the others. */
	readonly aside: readonly Oid[];
}

const NONE = "none";
/** So many commits are named in one message. */
export const MAX_ASIDE = 100;

/** Prints the message of a commit of the kind `recover`. */
export function writeRecovery(
	command: Command,
	{ chosen, acknowledged, aside }: RecoveryEntry,
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
		["Aside", aside.length === 0 ? undefined : aside.join(" ")],
		["Now", command.now],
		["Input", canonicalJson(command.input)],
	]);
}

/** Reads the message back; undefined when it is none of this kind, or of somebody who may not recover. */
export function readRecovery(message: string): RecoveryEntry | undefined {
	if (!message.includes("\nBaton-Kind: recover\n")) return undefined;
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
	return isWhole
		? { chosen, acknowledged, aside: oidsOf(trailers.get("Aside")) }
		: undefined;
}

/** True when a recovery says itself that whoever made it knew of a commit. */
export function isNamedIn(
	{ acknowledged, aside }: RecoveryEntry,
	known: Oid,
): boolean {
	return acknowledged === known || aside.includes(known);
}

function oidsOf(text = ""): readonly Oid[] {
	const oids = text.split(" ").slice(0, MAX_ASIDE);
	return oids.filter((oid) => /^[0-9a-f]{40}$/.test(oid));
}

function oidOf(text: string | undefined): Oid | null | undefined {
	if (text === NONE) return null;
	return text !== undefined && /^[0-9a-f]{40}$/.test(text) ? text : undefined;
}
