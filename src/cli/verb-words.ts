import { fieldKind } from "../verbs/field-kind.ts";
import type { Verb } from "../verbs/verb.ts";
import type { Misuse } from "./misuse.ts";
import { takesTask } from "./verb-options.ts";

/** The words behind a verb: the task and step that the first one names, and the fields that the others fill. */
export interface VerbWords {
	readonly task?: string | undefined;
	readonly step?: string | undefined;
	readonly fields: Readonly<Record<string, unknown>>;
}

/** `1.1`, `42/1.1` or `#42/1.1`. */
const STEP_ADDRESS = /^(?:(#?[^/\s]+)\/)?(\d+\.\d+)$/;
/** Keys as issues have them, and as Baton makes them where there are no issues. */
const KEY = /^(#?\d+|task-[a-z0-9-]+)$/;

/** Fields that take all the words that are left, so that a short sentence needs no quotes. */
const SENTENCES: ReadonlySet<string> = new Set(
	"reason deliverable body note title value".split(" "),
);

/** What the words behind a verb are called, as far as it says; the task is not among them. */
export function wordNames({ name, words = [] }: Verb): readonly string[] {
	if (name === "enroll") return ["title"];
	return typeof words === "function"
		? []
		: words.filter((word) => word !== "task");
}

/** True for the last word of a verb when it takes all that are left. */
export function isSentence(name: string): boolean {
	return SENTENCES.has(name);
}

/** The words behind a verb, or what is wrong with them. The first is the task where it looks like one, or can be nothing else. */
export function verbWords(
	verb: Verb,
	words: readonly string[],
): VerbWords | Misuse {
	const [first = "", ...others] = words;
	const address = verb.step === undefined ? null : STEP_ADDRESS.exec(first);
	if (address !== null) {
		const [, task, step] = address;
		return filled(verb, others, { task, step });
	}
	const isOnlyTask =
		verb.target === "task" && verb.words !== undefined && !takesWords(verb);
	const isPlace = verb.target === "task" || verb.name === "enroll";
	return words.length > 0 && (isOnlyTask || (isPlace && KEY.test(first)))
		? filled(verb, others, { task: first })
		: filled(verb, words, {});
}

function takesWords(verb: Verb): boolean {
	return typeof verb.words === "function" || wordNames(verb).length > 0;
}

function filled(
	verb: Verb,
	words: readonly string[],
	place: Omit<VerbWords, "fields">,
): VerbWords | Misuse {
	if (typeof verb.words === "function")
		return { ...place, fields: words.length === 0 ? {} : verb.words(words) };
	const names = wordNames(verb);
	const fields: Record<string, unknown> = {};
	for (const [index, word] of words.entries()) {
		const name = names[Math.min(index, names.length - 1)];
		const isMore = index >= names.length;
		if (name === undefined || (isMore && !isSentence(name)))
			return surplus(verb, word);
		fields[name] = isMore ? `${fields[name]} ${word}` : word;
	}
	return { ...place, fields };
}

function surplus(verb: Verb, word: string): Misuse {
	const { name } = verb;
	const key = takesTask(verb)
		? " A task is named by its number or its key, such as 42; another key goes with --task-id."
		: "";
	return {
		problem: `${name} does not know what to do with ${JSON.stringify(word.slice(0, 60))}`,
		hint: `Put quotes around a text of several words; \`baton ${name} --help\` shows how it is said.${key}`,
	};
}

/** A field's text as what its schema expects; what does not fit is left for the schema to refuse. */
export function typedField(verb: Verb, name: string, value: unknown): unknown {
	if (typeof value !== "string") return value;
	const kind = fieldKind(verb, name);
	if (kind === "list") return listIn([value]);
	if (kind === "number" && /^-?[0-9]{1,15}$/.test(value)) return Number(value);
	if (kind === "boolean" && (value === "true" || value === "false"))
		return value === "true";
	return value;
}

/** What stands between commas, in all of the texts. */
export function listIn(texts: readonly string[]): readonly string[] {
	return texts
		.flatMap((text) => text.split(","))
		.map((item) => item.trim())
		.filter((item) => item !== "");
}
