import type { TypedCommand } from "./command-line.ts";
import type { VerbFact, VerbField } from "./verb-facts.ts";

/** What a typed command fills in, by the names of fields; `task` and `step` address. */
export interface CommandFilled {
	readonly fields: Readonly<Record<string, string>>;
	readonly problem?: string;
}

/** What a door finds out, or what the page says itself. */
const UNSAID: ReadonlySet<string> = new Set(["fence", "version"]);
/** Fields that take all the words that are left, so that a short sentence needs no quotes. */
const SENTENCES: ReadonlySet<string> = new Set(
	"reason deliverable body note title value".split(" "),
);
const STEP = /^(?:#?([^/\s]+)\/)?(\d+\.\d+)$/;

/** The fields of a verb that a person fills in. */
export function sayableFields({ inputs }: VerbFact): readonly VerbField[] {
	return inputs.filter(({ name }) => !UNSAID.has(name));
}

/** What the words and options of a typed command mean to its verb. */
export function commandFields(
	typed: TypedCommand,
	fact: VerbFact,
): CommandFilled {
	const fields: Record<string, string> = Object.fromEntries(typed.options);
	const words = unaddressed([...typed.words], fact, fields);
	const rest = fact.words === undefined ? named(words, fact, fields) : words;
	const names = wordsOf(fact).filter(
		(name) => name !== "task" && !(name in fields),
	);
	for (const [index, word] of rest.entries()) {
		const name = names[Math.min(index, names.length - 1)];
		const glue = index < names.length ? undefined : glueOf(fact, name);
		if (name === undefined || glue === "") return unclear(fields, word);
		fields[name] = glue === undefined ? word : `${fields[name]}${glue}${word}`;
	}
	const { problem } = typed;
	return problem === undefined ? { fields } : { fields, problem };
}

/** The words behind those that say which task or step is meant. */
function unaddressed(
	words: readonly string[],
	fact: VerbFact,
	fields: Record<string, string>,
): readonly string[] {
	const [first = "", ...others] = words;
	const [, task, step] =
		(fact.step === undefined ? null : STEP.exec(first)) ?? [];
	if (task !== undefined) fields.task = task;
	if (step !== undefined) {
		fields.step = step;
		return others;
	}
	if (fact.words?.[0] !== "task" || !/^#?\d+$/.test(first)) return words;
	fields.task = first.replace("#", "");
	return others;
}

/** Without an order of its own a word that is a flag's name, or one of a field's values, means that field; so does a list's name before tasks. */
function named(
	words: readonly string[],
	fact: VerbFact,
	fields: Record<string, string>,
): readonly string[] {
	const rest: string[] = [];
	const inputs = sayableFields(fact);
	for (const [index, word] of words.entries()) {
		const field = inputs.find(({ name }) => name === word);
		const behind = words.slice(index + 1);
		const areTasks = behind.every((one) => /^#?\d+$/.test(one));
		if (index > 0 && isList(field) && behind.length > 0 && areTasks) {
			fields[word] = behind.join(",");
			return rest;
		}
		const valued = inputs.find(
			({ name, values }) => values?.includes(word) && !(name in fields),
		);
		if (index > 0 && field?.type === "boolean") fields[word] = "true";
		else if (valued !== undefined && words.length > 1)
			fields[valued.name] = word;
		else rest.push(word);
	}
	return rest;
}

/** What stands between the words of a field that takes all that are left; nothing where it takes but one. */
function glueOf({ inputs }: VerbFact, name: string | undefined): string {
	if (isList(inputs.find((field) => field.name === name))) return ",";
	return name !== undefined && SENTENCES.has(name) ? " " : "";
}

function isList(field: VerbField | undefined): boolean {
	return field?.type.startsWith("list of ") === true;
}

function unclear(
	fields: Readonly<Record<string, string>>,
	word: string,
): CommandFilled {
	const what = JSON.stringify(word.slice(0, 60));
	return {
		fields,
		problem: `it is not clear what ${what} is: say it as key=value, or in quotes`,
	};
}

/** The fields that bare words fill, in order: as the verb says, else what it needs and then what else is plain text. */
function wordsOf(fact: VerbFact): readonly string[] {
	if (fact.words !== undefined) return fact.words;
	const plain = sayableFields(fact).filter(
		({ type, values }) =>
			values === undefined && !/object|anything|boolean/.test(type),
	);
	const needed = plain.filter(({ required }) => required);
	const others = plain.filter(
		({ required, type }) => !required && !type.startsWith("list of "),
	);
	return [...needed, ...others].map(({ name }) => name);
}
