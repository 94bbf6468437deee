import {
	FILLERS,
	GENERIC_VERBS,
	LEADING_VERBS,
	OBJECT_ENDS,
} from "./kind-words.ts";
import { wordsOf } from "./words.ts";

/** Words that tell one task from another as little as a verb does. */
const BLAND = new Set([
	...FILLERS,
	...GENERIC_VERBS,
	...OBJECT_ENDS,
	...Object.values(LEADING_VERBS).flat(),
	..."request requests entire whole phase step task user users app application new all every each code file files project system support feature issue thing things some this these is are not no does don't doesn't or as it's its".split(
		" ",
	),
]);

/**
 * The key of a task where there is no issue: `task-<word>-<4 hex digits>`. The word is the first that says what the task is
 * about, the digits are a hash of text and salt; who has a task of that key already calls again with another salt.
 */
export function taskIdFor(text: string, salt = ""): string {
	const words = wordsOf(text).parts.trim().split(" ");
	const plain = words.filter((word) => /^[a-z][a-z0-9]{1,19}$/.test(word));
	const word =
		plain.find((candidate) => !BLAND.has(candidate) && candidate.length > 2) ??
		plain.find((candidate) => candidate.length > 2);
	return `task-${word ?? "work"}-${hash(`${text}\u0000${salt}`).toString(16).padStart(4, "0")}`;
}

/** FNV-1a over UTF-16 units, folded to 16 bits: it spreads keys and keeps no secret. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (let at = 0; at < text.length; at++)
		value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
	return (value >>> 16) ^ (value & 0xffff);
}
