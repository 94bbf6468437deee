import { TASK_TYPES, type TaskType } from "../core/plan/plan.ts";
import {
	COMMIT_MARKS,
	DECIDING_OBJECTS,
	FAULT_FORMS,
	FILLERS,
	GENERIC_VERBS,
	KIND_WORDS,
	LEADING_VERBS,
	OBJECT_ENDS,
	OBJECT_FILLERS,
	WORK_KINDS,
	type WorkKind,
} from "./kind-words.ts";
import { wordsOf } from "./words.ts";

const WORTH = { lead: 6, object: 8, mark: 9, place: 7, statement: 3 } as const;

/** What a text asks for, and the words that say so. */
export interface KindFound {
	readonly kind: WorkKind;
	readonly evidence: string;
}

/** The kind of work with the highest score; of equal ones the first in the table. Nothing found is a feature. */
export function workKindOf(text: string): KindFound {
	const score = new Map<WorkKind, number>();
	const said = new Map<WorkKind, string[]>();
	const count = (kind: WorkKind, worth: number, evidence: string) => {
		score.set(kind, (score.get(kind) ?? 0) + worth);
		said.set(kind, [...(said.get(kind) ?? []), evidence]);
	};
	const { parts, whole } = wordsOf(text);
	const mark = /^\s*([a-z]+)(?:\([^)\n]{0,60}\))?!?:\s/i.exec(text)?.[1];
	const marked = COMMIT_MARKS[mark?.toLowerCase() ?? ""];
	if (marked !== undefined) count(marked, WORTH.mark, `"${mark}:" before it`);
	const lead = leadOf(whole);
	for (const kind of WORK_KINDS) {
		if (lead !== undefined && LEADING_VERBS[kind].includes(lead.verb))
			count(kind, WORTH.lead, `"${lead.verb}" leads`);
		for (const [term, worth] of Object.entries(KIND_WORDS[kind]))
			if (parts.includes(` ${term} `)) count(kind, worth, `"${term}"`);
	}
	for (const [pattern, worth, evidence] of FAULT_FORMS)
		if (pattern.test(text)) count("bug", worth, evidence);
	const object = lead === undefined ? undefined : objectOf(lead);
	if (object !== undefined)
		count(object.kind, WORTH.object, `"${lead?.verb} … ${object.noun}"`);
	if (
		placedInDocs(parts) ||
		/\b(?:readme|changelog|contributing)(?:\.md)?\b/i.test(text)
	)
		count(
			"docs",
			placedInDocs(parts) ? WORTH.place : 3,
			"its place is the documentation",
		);
	if (
		/ (?:column|columns|foreign key|index) /.test(parts) &&
		/ (?:table|database|schema|postgres|mysql|sqlite) /.test(parts)
	)
		count("migration", WORTH.lead, "a column or index of a table");
	if (/^\s*(?:why|how|what|which|is|are|does|do|can)\b[^\n]*\?\s*$/i.test(text))
		count("investigation", WORTH.lead, "it is a question");
	if (isChangeOver(whole))
		count("migration", WORTH.place, "from one thing to another");
	if (lead === undefined || !isKnownVerb(lead.verb))
		if (
			STATEMENT.test(whole) &&
			!/ (?:should|must|want|wants|need|needs|would|like|wish) /.test(whole)
		)
			count("bug", WORTH.statement, "it says how things are, not what to do");
	return best(score, said);
}

/** `move … from … to …`, in this order. */
function isChangeOver(whole: string): boolean {
	const verb =
		/ (?:move|moving|switch|change|replace) /.exec(whole)?.index ?? -1;
	const from = verb < 0 ? -1 : whole.indexOf(" from ", verb);
	return from >= 0 && whole.includes(" to ", from);
}

/** A sentence about the present, as people write who report what they see. */
const STATEMENT =
	/^ (?:the |a |an |my |our |all |some )?(?:[\p{L}\p{N}'_-]+ ){1,4}(?:is|are|was|were|gets|get|shows|skips|returns|loses|closes|opens|stays|keeps|does|sends|sent|jumps|disappears|appears|takes|stops|breaks|forgets|ignores|fails|goes) /u;

function isKnownVerb(verb: string): boolean {
	return (
		GENERIC_VERBS.includes(verb) ||
		WORK_KINDS.some((kind) => LEADING_VERBS[kind].includes(verb))
	);
}

function best(
	score: ReadonlyMap<WorkKind, number>,
	said: ReadonlyMap<WorkKind, readonly string[]>,
): KindFound {
	const most = Math.max(0, ...score.values());
	const kind =
		(most > 0
			? WORK_KINDS.find((one) => score.get(one) === most)
			: undefined) ?? "feature";
	const evidence = said.get(kind);
	return {
		kind,
		evidence: evidence?.slice(0, 5).join(", ") ?? "no word says otherwise",
	};
}

interface Lead {
	readonly verb: string;
	readonly rest: readonly string[];
}

function leadOf(whole: string): Lead | undefined {
	const words = whole.trim().split(" ");
	const marks = words[0] !== undefined && COMMIT_MARKS[words[0]] !== undefined;
	const isMarkOnly =
		marks &&
		words[0]?.length !== undefined &&
		!LEADING_VERBS[COMMIT_MARKS[words[0]] ?? "feature"].includes(words[0]);
	const from = words.findIndex(
		(word, index) => !(FILLERS.includes(word) || (index === 0 && isMarkOnly)),
	);
	const verb = words[from];
	return verb === undefined || verb === "" || from > 8
		? undefined
		: { verb, rest: words.slice(from + 1, from + 9) };
}

/** What the verb is about: the last noun before the first preposition. */
function objectOf({
	verb,
	rest,
}: Lead): { kind: WorkKind; noun: string } | undefined {
	if (!GENERIC_VERBS.includes(verb)) return undefined;
	const end = rest.findIndex((word) => OBJECT_ENDS.includes(word));
	const phrase = end < 0 ? [...rest] : rest.slice(0, end);
	while (phrase.length > 1 && OBJECT_FILLERS.includes(phrase.at(-1) ?? ""))
		phrase.pop();
	const noun = phrase.at(-1);
	if (noun === undefined) return undefined;
	const isFix = verb === "fix";
	for (const [kind, nouns] of DECIDING_OBJECTS)
		if (nouns.includes(noun) && !(isFix && kind !== "docs"))
			return { kind, noun };
	return undefined;
}

function placedInDocs(parts: string): boolean {
	return / (?:in|to|of) (?:the |our |its )?(?:[a-z]+ )?(?:docs|documentation|readme|changelog|guide|tutorial|wiki) /.test(
		parts,
	);
}

/** Where a plan's types have no word of their own. */
const NEAREST_TYPE: Readonly<Partial<Record<WorkKind, TaskType>>> = {
	investigation: "analysis",
	chore: "other",
	performance: "other",
	security: "other",
};

/** The type a plan carries for a kind of work: the same word where the plan knows it. */
export function taskTypeOf(kind: WorkKind): TaskType {
	return (
		TASK_TYPES.find((type) => type === kind) ?? NEAREST_TYPE[kind] ?? "other"
	);
}
