import type { Instant } from "../core/instant.ts";
import { nowOf, trailersOf, writeTrailers } from "./journal.ts";
import type { Oid } from "./store.ts";

/** What an acknowledgement of edits by hand says: the commit they started from, how many there are, and when it was made. */
export interface ForeignEntry {
	/** The last commit before the edits. */
	readonly since: Oid;
	readonly now: Instant;
}

/** Prints the message of a commit of the kind `foreign`. */
export function writeForeign({
	since,
	now,
	commits,
	quarantined,
}: ForeignEntry & {
	readonly commits: number;
	readonly quarantined: number;
}): string {
	const edits = `${commits} ${commits === 1 ? "commit" : "commits"} by hand`;
	const subject =
		quarantined === 0
			? `foreign: ${edits} accepted`
			: `foreign: ${edits}, ${quarantined} ${quarantined === 1 ? "task" : "tasks"} quarantined`;
	return writeTrailers(subject, [
		["Kind", "foreign"],
		["Since", since],
		["Now", now],
	]);
}

/** Reads the message back; undefined when it is none of this kind. */
export function readForeign(message: string): ForeignEntry | undefined {
	const trailers = trailersOf(message);
	const since = trailers.get("Since");
	const now = nowOf(message);
	const isForeign =
		trailers.get("Kind") === "foreign" && /^[0-9a-f]{40}$/.test(since ?? "");
	return isForeign && now !== undefined
		? { since: since as Oid, now }
		: undefined;
}
