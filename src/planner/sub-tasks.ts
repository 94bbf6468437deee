import {
	type CountedParts,
	countedWithin,
	stepLinesOf,
} from "./counted-parts.ts";
import { plainText, trimmedOf } from "./plain-text.ts";

/** Sub-tasks that are looked for; what comes after them stays in the brief. */
const MAX_SUB_TASKS = 150;

/** A piece of the text that is a step of its own. `after` holds the places in the list of those it has to wait for. */
export interface SubTask {
	readonly text: string;
	readonly after: readonly number[];
}

/** A phase that the text itself names. */
export interface TextPhase {
	readonly name: string;
	readonly items: readonly SubTask[];
}

/** A text taken apart: what it is about and the order it asks for. Both lists are empty for plain prose. */
export interface TaskText {
	/** What stands before the first list or phase, without its trailing colon. */
	readonly lead: string;
	readonly phases: readonly TextPhase[];
	readonly items: readonly SubTask[];
	readonly evidence?: string;
}

/** Finds phases (`Phase 1: …`), else steps, numbered or check-box lists, else sentences joined by words of order. */
export function takeApart(task: string): TaskText {
	const text = plainText(task);
	const phased = phasesOf(text);
	if (phased !== undefined) return phased;
	const { lead, items, evidence } = listOf(text);
	return {
		lead,
		items,
		phases: [],
		...(evidence === undefined ? {} : { evidence }),
	};
}

const PHASE =
	/(?:^|\n|(?<=[.;:!?]\s))[ \t]*(?:#{1,6}[ \t]*|\*\*)?phase[ \t]+(\d{1,3})(?:\*\*)?[ \t]*(?:[:.\u2013\u2014]|-(?=\s))(?:\*\*)?[ \t]*/gi;

function phasesOf(text: string): TaskText | undefined {
	const marks = [...text.matchAll(PHASE)].slice(0, 50);
	if (marks.length < 2) return undefined;
	const phases = marks.map((mark, index) => {
		const end = marks[index + 1]?.index ?? text.length;
		return phaseOf(
			text.slice(mark.index + mark[0].length, end),
			Number(mark[1]),
		);
	});
	const filled = phases.filter(({ items }) => items.length > 0);
	if (filled.length < 2) return undefined;
	return {
		lead: tidy(text.slice(0, marks[0]?.index)),
		phases: filled,
		items: [],
		evidence: `the text names ${filled.length} phases`,
	};
}

function phaseOf(content: string, number: number): TextPhase {
	const [first = "", ...rest] = content.trim().split("\n");
	const body = rest.join("\n").trim();
	const title = tidy(first);
	if (body === "") {
		const items = listOf(first).items;
		return {
			name: nameFrom(title) || `Phase ${number}`,
			items:
				items.length > 0
					? items
					: title === ""
						? []
						: [{ text: title, after: [] }],
		};
	}
	const { items, lead } = listOf(body);
	return {
		name: nameFrom(title) || `Phase ${number}`,
		items: items.length > 0 ? items : [{ text: lead || title, after: [] }],
	};
}

function nameFrom(title: string): string {
	const words = title.split(/\s+/);
	return words.length <= 6
		? title.replace(/[.;,]{1,9}$/, "")
		: `${words.slice(0, 5).join(" ")}…`;
}

interface List {
	readonly lead: string;
	readonly items: readonly SubTask[];
	readonly evidence?: string;
}

/** How lists are written, what says most about it first. */
const READERS = [stepLines, linesListed, inlineNumbers, orderedSentences];

function listOf(text: string): List {
	for (const read of READERS) {
		const list = read(text);
		if (list !== undefined) return list;
	}
	return { lead: tidy(text), items: [] };
}

const ITEM = /^( {0,3})(?:(\d{1,3})[.)]|[-*+][ \t]+\[([ xX])\])[ \t]+(\S.*)$/;

/** Lines that start with a number or a check box; lines under an item belong to it. */
function linesListed(text: string): List | undefined {
	const lead: string[] = [];
	const found: { text: string; isNumbered: boolean; isDone: boolean }[] = [];
	let isOpen = false;
	for (const line of text.split("\n")) {
		const [, , number, box, content] = ITEM.exec(line) ?? [];
		if (content !== undefined) {
			found.push({
				text: content,
				isNumbered: number !== undefined,
				isDone: box !== undefined && box !== " ",
			});
			isOpen = true;
		} else if (line.trim() === "") isOpen = isOpen && found.length === 0;
		else if (isOpen || (found.length > 0 && /^\s/.test(line))) {
			const last = found.at(-1);
			if (last !== undefined) last.text += `\n${line.trim()}`;
		} else if (found.length === 0) lead.push(line);
	}
	if (found.length < 2) return undefined;
	const open = found.filter(({ isDone }) => !isDone).slice(0, MAX_SUB_TASKS);
	if (open.length === 0) return undefined;
	const done = found.length - open.length;
	return {
		lead: tidy(lead.join(" ")),
		items: ordered(
			open.map((item) => item.text),
			open.every(({ isNumbered }) => isNumbered),
		),
		evidence: `${open.length} listed sub-tasks${done > 0 ? `; ${done} are ticked off or beyond what fits` : ""}`,
	};
}

/** `Step 1: … Step 2: …`, a line for each; the lists below it belong to a step. */
function stepLines(text: string): List | undefined {
	return listOfParts(stepLinesOf(text, MAX_SUB_TASKS));
}

/** `1. … 2. …`, `(a) … (b) …` or `Step 1: … Step 2: …` within a line. */
function inlineNumbers(text: string): List | undefined {
	return listOfParts(countedWithin(text, MAX_SUB_TASKS));
}

function listOfParts(counted: CountedParts | undefined): List | undefined {
	if (counted === undefined) return undefined;
	const texts = counted.parts.map((part) =>
		tidy(part).replace(/(?<!\.)[;,.]$/, ""),
	);
	if (texts.some((item) => item === "")) return undefined;
	return {
		lead: tidy(counted.before),
		items: ordered(texts, true),
		evidence: `${texts.length} numbered sub-tasks`,
	};
}

const ORDER_WORDS =
	/(?:[,;.]\s*(?:and\s+)?|\s+and\s+|\n\s*)(?:then|after that|afterwards|after which|finally|lastly)\b,?\s+/gi;

/** `…, then …. After that …`: each part waits for the one before. A `then` that answers an `if` orders nothing. */
function orderedSentences(text: string): List | undefined {
	const parts: string[] = [];
	let from = 0;
	for (const match of [...text.matchAll(ORDER_WORDS)].slice(0, 100)) {
		const part = text.slice(from, match.index);
		const sentence = part.slice(
			Math.max(part.lastIndexOf("."), part.lastIndexOf("\n")) + 1,
		);
		if (
			/\b(?:if|when|whenever|once|unless)\b/i.test(sentence) &&
			/then\b/i.test(match[0])
		)
			continue;
		if (part.trim() === "" || parts.length >= 20) continue;
		parts.push(part);
		from = match.index + match[0].length;
	}
	const last = text.slice(from);
	if (parts.length === 0 || last.trim() === "") return undefined;
	const texts = [...parts, last].map((part) =>
		tidy(part).replace(/[.,;]$/, ""),
	);
	if (texts.some((item) => item.split(/\s+/).length < 2)) return undefined;
	return {
		lead: "",
		items: ordered(texts, true),
		evidence: "words of order join its parts",
	};
}

/** Numbered items wait for the one before, unless they name others; unnumbered ones only where they say so. */
function ordered(
	texts: readonly string[],
	isChained: boolean,
): readonly SubTask[] {
	return texts.map((raw, index) => {
		const text = raw.trim();
		const named =
			/\b(?:after|depends on|needs|requires)\s+(?:steps?|tasks?|items?|#)\s*(\d{1,3})\b/i.exec(
				text,
			)?.[1];
		const earlier = Number(named) - 1;
		if (named !== undefined && earlier >= 0 && earlier < index)
			return { text, after: [earlier] };
		const isLater =
			/^(?:then|after that|afterwards|finally|lastly|once (?:that|this) is done)\b/i.test(
				text,
			);
		return {
			text,
			after: index > 0 && (isChained || isLater) ? [index - 1] : [],
		};
	});
}

function tidy(text = ""): string {
	const line = text.replace(/\s+/g, " ").trim();
	return trimmedOf(line.replace(/^[\s#>*]+/, ""), " :*");
}
