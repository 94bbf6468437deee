import { redactSecrets } from "../core/redact.ts";
import type { Brief } from "../core/task.ts";
import type { IssueRecord } from "./api.ts";

/** Bytes of UTF-8 that are kept of an issue's text, and of its title. */
const MAX_TEXT_BYTES = 65_536;
const MAX_TITLE_BYTES = 256;
/** The mark of an issue that the app itself made, at the very beginning of its text. */
const OWN_MARK = /^<!-- baton:c[0-9]{1,16}:[0-9]{1,2} -->\s*/;

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

/** What an issue says, as a brief keeps it: cut to size, and without the app's own mark. */
export function textOf({
	number,
	title,
	body,
}: Pick<IssueRecord, "number" | "title" | "body">): Brief {
	return {
		title: titleOf(title) || `Issue ${number}`,
		description: cutText(body.replace(OWN_MARK, ""), MAX_TEXT_BYTES),
	};
}

/** An issue's title as one line, cut to size. */
export function titleOf(title: string): string {
	return cutText(title.replace(/\s+/g, " ").trim(), MAX_TITLE_BYTES);
}

/** The same text as the branch keeps it: only then can it be compared with a brief. */
export function asKeptText(text: string): string {
	return redactSecrets(text) as string;
}
