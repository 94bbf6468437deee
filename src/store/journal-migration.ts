import type { Command } from "../core/command.ts";
import type { Instant } from "../core/instant.ts";
import { canonicalJson } from "./canonical-json.ts";
import {
	commandOf,
	commandTrailers,
	nowOf,
	trailersOf,
	writeTrailers,
} from "./journal.ts";

/**
 * What a commit says that takes a board to a newer format (`migrate`) or newer rules (`upgrade`): from which to which, and
 * the version of Baton that made it, which is enough to go on with the board.
 */
export interface MigrationEntry {
	readonly kind: "migrate" | "upgrade";
	readonly from: number;
	readonly to: number;
	readonly build: string;
	readonly now: Instant;
	/** Who asked for an upgrade; nobody asks for a migration. */
	readonly command?: Command;
}

/** Prints the message of a commit of either kind. */
export function writeMigration(entry: MigrationEntry): string {
	const { kind, from, to, build, now, command } = entry;
	const what = kind === "migrate" ? "format" : "rules";
	return writeTrailers(`${kind}: ${what} ${from} to ${to}`, [
		["Kind", kind],
		...(command === undefined ? [] : commandTrailers(command)),
		["From", from],
		["To", to],
		["Build", build],
		["At", command?.at],
		["Now", now],
		["Input", command && canonicalJson(command.input)],
	]);
}

/** Reads the message back; undefined when it is of neither kind, or does not say all of it. */
export function readMigration(message: string): MigrationEntry | undefined {
	const trailers = trailersOf(message);
	const kind = trailers.get("Kind");
	if (kind !== "migrate" && kind !== "upgrade") return undefined;
	const [from, to] = [
		numberOf(trailers.get("From")),
		numberOf(trailers.get("To")),
	];
	const build = trailers.get("Build");
	const now = nowOf(message);
	if (
		from === undefined ||
		to === undefined ||
		now === undefined ||
		!isBuild(build)
	)
		return undefined;
	const entry = { kind, from, to, build, now } as const;
	if (kind === "migrate") return entry;
	const command = commandOf(message, () => undefined);
	return "reason" in command ? undefined : { ...entry, command };
}

function numberOf(text: string | undefined): number | undefined {
	return text !== undefined && /^\d{1,9}$/.test(text)
		? Number(text)
		: undefined;
}

/** It is shown to people, so it may be nothing but the name of a version. */
function isBuild(text: string | undefined): text is string {
	return text !== undefined && /^[\w.+-]{1,60}$/.test(text);
}
