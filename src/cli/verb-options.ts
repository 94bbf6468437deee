import type { InputField } from "../verbs/input-fields.ts";
import { inputFields } from "../verbs/input-fields.ts";
import type { Verb } from "../verbs/verb.ts";
import type { OptionSpec, OptionSpecs } from "./command-spec.ts";
import { SPEAKER_OPTIONS, TASK_OPTIONS } from "./every-option.ts";
import { optionWords } from "./option-words.ts";

/** Fields whose name means something else in every command. */
const RENAMED: Readonly<Record<string, string>> = { url: "link" };
/** What the door finds out by itself. */
const FOUND_OUT: Readonly<Record<string, readonly string[]>> = {
	configure: ["name", "config"],
};
/** Verbs about the board that may mean a task. */
const MAY_MEAN_TASK: ReadonlySet<string> = new Set([
	"enroll",
	"remember",
	"recall",
]);

/** True for a verb that is about a task, or may be. */
export function takesTask({ name, target }: Verb): boolean {
	return target === "task" || MAY_MEAN_TASK.has(name);
}

/** How a field of a verb's input is called on the command line. */
export function optionName(field: string): string {
	return RENAMED[field] ?? field.replaceAll("_", "-");
}

/** The fields of a verb that are said on the command line. */
export function saidFields(verb: Verb): readonly InputField[] {
	const found = FOUND_OUT[verb.name] ?? [];
	return inputFields(verb).filter(({ name }) => !found.includes(name));
}

/** The options of the command that says a verb, made from its schema. */
export function verbOptions(verb: Verb): OptionSpecs {
	return {
		...Object.fromEntries(
			saidFields(verb).flatMap((field) => fieldOptions(verb, field)),
		),
		...(verb.payload === undefined ? {} : { payload: payloadOption(verb) }),
		...(verb.name === "wait" ? { "timeout-sec": TIMEOUT } : {}),
		...(takesTask(verb) ? TASK_OPTIONS : {}),
		...(verb.step === undefined ? {} : { "step-id": STEP }),
		...speakerOptions(verb),
	};
}

const TIMEOUT: OptionSpec = {
	type: "string",
	value: "seconds",
	about: "how long to wait, from 0 to 50 (default: 50)",
};

const STEP: OptionSpec = {
	type: "string",
	value: "step",
	alias: "step",
	about: "the step of the task's plan, such as 1.1",
};

function payloadOption({ payload = "" }: Verb): OptionSpec {
	return {
		type: "string",
		value: "file",
		completes: "file",
		about: `YAML or JSON for ${optionName(payload)}, from a file or, as -, from standard input`,
	};
}

/** A question is told apart from no other, so it needs no key. */
function speakerOptions({ reads }: Verb): OptionSpecs {
	const { "idempotency-key": key, ...rest } = SPEAKER_OPTIONS;
	return reads === true || key === undefined
		? rest
		: { ...rest, "idempotency-key": key };
}

function fieldOptions(
	verb: Verb,
	{ name: field, kind, about = "", values, isNeeded }: InputField,
): readonly (readonly [string, OptionSpec])[] {
	const name = optionName(field);
	const said = about === "" ? optionWords(verb.name, field) : about;
	const told = [said, isNeeded ? "needed" : ""].filter((one) => one !== "");
	const text = told.join("; ");
	if (kind === "boolean")
		return [
			[name, { type: "boolean", about: text }],
			[`no-${name}`, { type: "boolean", about: `${name} is false` }],
		];
	const offers = values === undefined ? {} : { offers: values };
	const spec = { type: "string", value: VALUES[kind], ...offers } as const;
	return kind === "list"
		? [[name, { ...spec, multiple: true, about: listAbout(text) }]]
		: [[name, { ...spec, about: text }]];
}

const VALUES = {
	text: "text",
	number: "number",
	list: "items",
	boolean: "",
	document: "yaml",
} as const;

function listAbout(about: string): string {
	return `${about}; several with commas, or said again`;
}
