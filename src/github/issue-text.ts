import { redactSecrets } from "../core/redact.ts";
import type { Brief } from "../core/task.ts";
import type { IssueRecord } from "./api.ts";
import { quietText, saidText } from "./quiet-text.ts";

/** Bytes of UTF-8 that are kept of an issue's text, and of its title. */
const MAX_TEXT_BYTES = 65_536;
const MAX_TITLE_BYTES = 256;
/** The mark of an issue that the app itself made, at the very beginning of its text: the op id of a comment's command, or of an agent's. */
const OWN_MARK = /^<!-- baton:(?:c[0-9]{1,16}:[0-9]{1,2}|k[0-9a-f]{16}) -->\s*/;

/** A text cut to so many bytes of UTF-8, at a character's edge, and marked where it was cut. Line ends become `\n`. */
export function cutText(text: string, maxBytes: number): string {
	const plain = text.replace(/\r\n?/g, "\n").trim();
	const bytes = new TextEncoder().encode(plain);
	if (bytes.length <= maxBytes) return plain;
	const mark = "…";
	const kept = new TextDecoder()
		.decode(bytes.subarray(0, maxBytes - 3))
		.replace(/\uFFFD+$/, "");
	return `${kept}${mark}`;
}

/** What an issue says, as a brief keeps it: cut to size; of one that the app made, as it was said, without the app's own mark. */
export function textOf({
	number,
	title,
	body,
}: Pick<IssueRecord, "number" | "title" | "body">): Brief {
	return {
		title: titleOf(title) || `Issue ${number}`,
		description: cutText(saidIn(body), MAX_TEXT_BYTES),
	};
}

/** The text of an issue that the app makes for what somebody said, behind the mark by which it is known as such. */
export function ownBody(mark: string, said: string): string {
	return `${mark}\n\n${quietText(said)}`;
}

function saidIn(body: string): string {
	const own = OWN_MARK.exec(body)?.[0];
	return own === undefined ? body : saidText(body.slice(own.length));
}

/** An issue's title as one line, cut to size. */
export function titleOf(title: string): string {
	return cutText(title.replace(/\s+/g, " ").trim(), MAX_TITLE_BYTES);
}

/** The same text as the branch keeps it: only then can it be compared with a brief. */
export function asKeptText(text: string): string {
	return redactSecrets(text) as string;
}
