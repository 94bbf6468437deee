import type { Oid } from "../../store/store.ts";

/** An engine that also tells which commit it acknowledged last; status comments carry that. */
export interface TellsAcknowledged {
	readonly lastAcknowledged?: () => Oid | undefined;
}

/** Only what stands at the very end counts: nobody else's text comes after it. */
const WRITTEN_FROM = /<!-- baton:at ([0-9a-f]{40}) -->\s*$/;

/** A status comment with the board's commit that it was written from, where that is known. */
export function withCommit(body: string, at: Oid | undefined): string {
	return at === undefined ? body : `${body}\n\n<!-- baton:at ${at} -->`;
}

/** What a status comment says. The commit is no part of that: most commits leave most comments as they are. */
export function withoutCommit(body: string): string {
	return body.replace(WRITTEN_FROM, "").trimEnd();
}

/** The commit that a status comment was written from; undefined where it names none, or nothing that could be one. */
export function commitOf(body: string): Oid | undefined {
	return WRITTEN_FROM.exec(body)?.[1];
}
