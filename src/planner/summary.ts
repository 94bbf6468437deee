import { plainText } from "./plain-text.ts";
import type { TaskText } from "./sub-tasks.ts";
import { oneLine } from "./words.ts";

const MAX_CHARACTERS = 160;

/** What a task is about in one line: the caller's word, else its first sentence or line, or what stands before its list. Never empty. */
export function summaryOf(
	task: string,
	{ lead, items, phases }: TaskText,
	given = "",
): string {
	const title = oneLine(given, MAX_CHARACTERS);
	if (title !== "") return title;
	const text = plainText(task);
	const first =
		lead !== "" ? lead : (items[0]?.text ?? phases[0]?.items[0]?.text ?? text);
	const named = lead === "" ? phases.map(({ name }) => name).join("; ") : "";
	if (named !== "") return oneLine(named, MAX_CHARACTERS);
	const isJoined = lead === "" && items.length > 1;
	const line = isJoined
		? items.map((item) => item.text.split("\n")[0]).join("; ")
		: firstSentence(first);
	return (
		oneLine(line.replace(/^[\s#>*-]+/, ""), MAX_CHARACTERS) ||
		oneLine(task, MAX_CHARACTERS) ||
		"A task without words"
	);
}

/** Up to the end of the first paragraph, or of its first sentence when it is long. */
function firstSentence(text: string): string {
	const paragraph =
		text
			.split(/\n\s*\n|\n(?=\s*(?:[-*+#]|\d+[.)])\s)/)
			.find((part) => part.trim() !== "") ?? "";
	const [line = ""] = paragraph.trim().split("\n");
	const whole = /[.:!?]$/.test(line) ? line : paragraph;
	const sentence = /^(.{20,}?[.!?])\s+\S/s.exec(whole)?.[1];
	return (sentence ?? whole).replace(/[.:]\s*$/, "");
}
