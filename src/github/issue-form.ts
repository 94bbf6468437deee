import type { BoardReader } from "../core/board.ts";
import { findCycle } from "../core/graph.ts";
import { isTaskKey, PRIORITIES, type TaskKey } from "../core/task.ts";

/** What the task form asks for, as the input of `enroll` takes it; what was not answered is absent. */
export interface TaskForm {
	readonly goal?: string;
	readonly acceptance?: readonly string[];
	readonly priority?: string;
	readonly capabilities?: readonly string[];
	readonly blocked_by?: readonly TaskKey[];
	readonly parent?: TaskKey;
	readonly due?: string;
	readonly model_hint?: string;
}

/** A form as far as it could be understood; each of `unread` is a sentence about an answer that was left out. */
export interface ReadForm {
	readonly form: TaskForm;
	readonly unread: readonly string[];
}

/** What GitHub writes for an empty answer, and what people do. */
const NO_RESPONSE = /^(?:_no response_|none|n\/a|-)$/i;
const LIST_MARK = /^(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?/;
/** Limits of what these go into, and of a word that is repeated to its author. */
const MOST = {
	characters: 300,
	entries: 50,
	capabilities: 20,
	hint: 100,
	unread: 20,
	shown: 60,
} as const;

/**
 * Reads `.github/ISSUE_TEMPLATE/baton-task.yml`: GitHub renders each field as a `### Label` heading with the answer below.
 * A body that does not start with such a heading is no form and gives nothing. An answer that makes no sense is named and
 * left out, so that the others still count.
 */
export function readTaskForm(body: string): ReadForm {
	const answers = answersIn(body);
	const unread: string[] = [];
	const goal = oneLine(answers.get("goal"))?.slice(0, MOST.characters);
	const acceptance = entriesOf(answers.get("acceptance") ?? "");
	const priority = chosen(answers.get("priority"), unread);
	const capabilities = capabilitiesIn(answers.get("capabilities"), unread);
	const blockers = keysIn("Blocked by", answers.get("blocked by"), unread);
	const parents = keysIn("Parent", answers.get("parent"), unread);
	for (const surplus of parents.slice(1))
		unread.push(`Parent: ${surplus} is one too many.`);
	const due = dayIn(answers.get("due"), unread);
	const hint = hintIn(answers.get("model hint"), unread);
	const form = {
		...(goal === undefined ? {} : { goal }),
		...(acceptance.length === 0 ? {} : { acceptance }),
		...(priority === undefined ? {} : { priority }),
		...(capabilities.length === 0 ? {} : { capabilities }),
		...(blockers.length === 0 ? {} : { blocked_by: blockers }),
		...(parents[0] === undefined ? {} : { parent: parents[0] }),
		...(due === undefined ? {} : { due }),
		...(hint === undefined ? {} : { model_hint: hint }),
	};
	return { form, unread: unread.slice(0, MOST.unread) };
}

/** The form without the edges that the board would not take for the task of that key; those are named like other answers. */
export function fittingForm(
	{ form, unread }: ReadForm,
	key: TaskKey,
	board: BoardReader | undefined,
): ReadForm {
	const { blocked_by = [], parent, ...rest } = form;
	const left = [...unread];
	const isThere = (field: string, other: TaskKey) => {
		const problem =
			other === key
				? "is this issue itself"
				: board?.task(other) === undefined
					? "is no task of the board"
					: undefined;
		if (problem !== undefined) left.push(`${field}: ${other} ${problem}.`);
		return problem === undefined;
	};
	const under =
		parent !== undefined && isThere("Parent", parent) ? parent : undefined;
	const blockers = blocked_by.filter((blocker) => {
		if (!isThere("Blocked by", blocker)) return false;
		const waitsForUs =
			under !== undefined &&
			board !== undefined &&
			(blocker === under || findCycle(board, under, blocker) !== undefined);
		if (waitsForUs)
			left.push(`Blocked by: ${blocker} waits for this task's parent.`);
		return !waitsForUs;
	});
	return {
		form: {
			...rest,
			...(blockers.length === 0 ? {} : { blocked_by: blockers }),
			...(under === undefined ? {} : { parent: under }),
		},
		unread: left.slice(0, MOST.unread),
	};
}

/** Answers by the label of their field, in lower case; empty ones are left out. */
function answersIn(body: string): ReadonlyMap<string, string> {
	const answers = new Map<string, string>();
	const text = body.trimStart();
	if (!text.startsWith("### ")) return answers;
	for (const section of `\n${text}`.split(/\n### +/).slice(1)) {
		const [label = "", ...rest] = section.split("\n");
		const answer = rest.join("\n").trim();
		if (answer !== "" && !NO_RESPONSE.test(answer))
			answers.set(label.trim().replace(/:$/, "").toLowerCase(), answer);
	}
	return answers;
}

function oneLine(answer: string | undefined): string | undefined {
	return answer?.replace(/\s+/g, " ");
}

function entriesOf(answer: string): readonly string[] {
	return answer
		.split("\n")
		.map((line) =>
			line.trim().replace(LIST_MARK, "").slice(0, MOST.characters).trim(),
		)
		.filter((line) => line !== "")
		.slice(0, MOST.entries);
}

/** The words of a list, however it was written: with commas, on lines, as code. */
function wordsOf(answer: string): readonly string[] {
	const words = answer
		.split("\n")
		.flatMap((line) =>
			line
				.trim()
				.replace(LIST_MARK, "")
				.split(/[\s,;]+/),
		)
		.map((word) => word.replace(/^`+|`+$/g, ""))
		.filter((word) => word !== "");
	return [...new Set(words)];
}

function chosen(
	answer: string | undefined,
	unread: string[],
): string | undefined {
	if (answer === undefined) return undefined;
	const found = PRIORITIES.find((known) => known === answer.toLowerCase());
	if (found === undefined)
		unread.push(
			`Priority: ${shown(answer)} is none; there are ${PRIORITIES.join(", ")}.`,
		);
	return found;
}

function capabilitiesIn(answer = "", unread: string[]): readonly string[] {
	const named = wordsOf(answer.toLowerCase());
	const known = named.filter((word) =>
		/^[a-z0-9][a-z0-9+.#_-]{0,49}$/.test(word),
	);
	for (const word of named)
		if (!known.includes(word))
			unread.push(`Capabilities: ${shown(word)} is not one.`);
	if (known.length > MOST.capabilities)
		unread.push(`Capabilities: only the first ${MOST.capabilities} were kept.`);
	return known.slice(0, MOST.capabilities);
}

/** Tasks by number or slug. */
function keysIn(
	field: string,
	answer = "",
	unread: string[],
): readonly TaskKey[] {
	const keys: TaskKey[] = [];
	for (const word of wordsOf(answer)) {
		const key = word.replace(/^#/, "");
		if (isTaskKey(key) && !keys.includes(key)) keys.push(key);
		else if (!isTaskKey(key))
			unread.push(`${field}: ${shown(word)} is not a task.`);
	}
	if (keys.length > MOST.entries)
		unread.push(`${field}: only the first ${MOST.entries} were kept.`);
	return keys.slice(0, MOST.entries);
}

function dayIn(
	answer: string | undefined,
	unread: string[],
): string | undefined {
	if (answer === undefined) return undefined;
	const midnight = Date.parse(`${answer}T00:00:00.000Z`);
	const isDay =
		/^\d{4}-\d{2}-\d{2}$/.test(answer) &&
		!Number.isNaN(midnight) &&
		new Date(midnight).toISOString().startsWith(answer);
	if (!isDay)
		unread.push(`Due: ${shown(answer)} is not a date such as 2026-12-01.`);
	return isDay ? answer : undefined;
}

function hintIn(
	answer: string | undefined,
	unread: string[],
): string | undefined {
	const hint = oneLine(answer);
	if (hint === undefined || hint.length <= MOST.hint) return hint;
	unread.push(
		`Model hint: longer than ${MOST.hint} characters, so it was left out.`,
	);
	return undefined;
}

/** Enough of an answer to recognize it by. */
function shown(answer: string): string {
	const line = answer.replace(/\s+/g, " ");
	return JSON.stringify(
		line.length <= MOST.shown ? line : `${line.slice(0, MOST.shown)}…`,
	);
}
