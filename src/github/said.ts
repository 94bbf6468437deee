import { type Refusal, refuse } from "../core/errors.ts";
import { isStepId } from "../core/plan/ids.ts";
import { isAgentName, isTaskKey, type TaskKey } from "../core/task.ts";
import { PAYLOAD_LIMITS, parseYaml } from "../store/yaml.ts";
import { fieldKind } from "../verbs/field-kind.ts";
import { findVerb, VERBS } from "../verbs/index.ts";
import { nearest } from "../verbs/nearest.ts";
import type { Verb } from "../verbs/verb.ts";
import type { SlashCommand } from "./slash.ts";

/** A slash command matched with the verb table; its input is checked by `decide`. */
export interface Said {
	readonly ok: true;
	readonly verb: Verb;
	readonly task?: TaskKey;
	/** How the task was named, as it was typed: `42`, `#42`. */
	readonly taskWord?: string;
	/** The step of the task's plan. */
	readonly step?: string;
	readonly agent?: string;
	readonly input: Readonly<Record<string, unknown>>;
}

/** How much of a word is repeated in a refusal. */
const MAX_SHOWN = 60;

/** Fields that take all the words that are left, so that a short sentence needs no quotes. */
const SENTENCES: ReadonlySet<string> = new Set([
	"reason",
	"deliverable",
	"body",
	"note",
	"outcome",
	"description",
]);

/** Verbs about a whole task or its run that somebody may take for one about a step. */
const WHOLE: ReadonlySet<string> = new Set(["block", "cancel", "override"]);

/** Matches a slash command with its verb. Undefined: not for Baton, to be passed over in silence. */
export function toSaid(
	command: SlashCommand,
): Said | (Refusal & { readonly verb: string }) | undefined {
	const verb = verbOf(command);
	if (verb === undefined)
		return command.explicit ? unknownVerb(command.verb) : undefined;
	const refused = (message: string, hint?: string) => ({
		...refuse(
			"VALIDATION",
			`\`${verb.name}\`: ${message}`,
			hint ?? usage(verb),
		),
		verb: verb.name,
	});
	if (command.error !== undefined) return refused(`${command.error}.`);
	if (isPartOfWhole(verb, command))
		return refused(
			`is about the whole task, not about step ${shown(command.words[0])}.`,
			`Put the whole reason in quotes if it begins so: \`/${verb.name} "…"\`.`,
		);
	const fields = wordsToFields(verb, command);
	if (typeof fields === "string") return refused(fields);
	for (const [name, value] of Object.entries(command.options))
		fields[name.replaceAll("-", "_")] = value;
	const { as, ...addressed } = fields;
	const { task, step, ...rest } = stepApart(addressed);
	const key = task === undefined ? undefined : String(task).replace(/^#/, "");
	if (key !== undefined && !isTaskKey(key))
		return refused(`${shown(task)} is not a task.`);
	if (step !== undefined && !isStepId(String(step)))
		return refused(`${shown(step)} is not a step: name one such as 1.1.`);
	const agent =
		as === undefined ? undefined : String(as).replace(/^@/, "").toLowerCase();
	if (agent !== undefined && !isAgentName(agent))
		return refused(`${shown(as)} is not an agent's name.`);
	const input: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(rest))
		input[name] = typed(verb, name, value);
	if (command.payload !== undefined) {
		if (verb.payload === undefined) return refused("takes no block below it.");
		const parsed = parseYaml(command.payload.text, PAYLOAD_LIMITS);
		if (!parsed.ok)
			return refused(
				`the block below it cannot be read: ${parsed.reason}.`,
				"Correct the yaml and say the command again in a new comment.",
			);
		input[verb.payload] = parsed.value;
	}
	return {
		ok: true,
		verb,
		input,
		...(key === undefined ? {} : { task: key, taskWord: String(task) }),
		...(step === undefined ? {} : { step: String(step) }),
		...(agent === undefined ? {} : { agent }),
	};
}

/** `/baton show` is the hand-off document, `/show` the task: the longer word keeps the older meaning. */
function verbOf({ verb, explicit }: SlashCommand): Verb | undefined {
	const found = findVerb(explicit && verb === "show" ? "baton" : verb);
	return found?.doors.includes("comment") === true ? found : undefined;
}

function unknownVerb(name: string): Refusal & { readonly verb: string } {
	const sayable = VERBS.filter((verb) => verb.doors.includes("comment")).map(
		(verb) => verb.name,
	);
	const close = nearest(name, sayable);
	const hint =
		close === undefined
			? "`/baton help` lists the commands."
			: `Did you mean \`${close}\`? \`/baton help\` lists the commands.`;
	return {
		...refuse(
			"VALIDATION",
			`There is no command ${shown(name)}.`,
			hint,
			close === undefined ? {} : { did_you_mean: close },
		),
		verb: name.slice(0, MAX_SHOWN),
	};
}

/** What stops or passes more than the step that its first word names, which is then hardly meant. */
function isPartOfWhole(
	{ name }: Verb,
	{ words: [first = ""], options }: SlashCommand,
): boolean {
	const isUnnamed = options.reason === undefined;
	return WHOLE.has(name) && isUnnamed && STEP_ADDRESS.test(first);
}

function wordsToFields(
	verb: Verb,
	{ words, options }: SlashCommand,
): Record<string, unknown> | string {
	if (typeof verb.words === "function") return { ...verb.words(words) };
	const fields: Record<string, unknown> = {};
	const names = namesOf(verb, verb.words ?? [], {
		first: words[0] ?? "",
		isStepSaid: options.step !== undefined,
	});
	for (const [index, word] of words.entries()) {
		const name = names[Math.min(index, names.length - 1)];
		const isAddress = STEP_ADDRESS.test(word);
		if (name === "task" && isAddress && verb.step !== undefined) {
			fields.step = word;
			continue;
		}
		if (name === "task" && !/^#?\d+$/.test(word))
			return `${shown(word)} is not a task: name an issue such as #42.`;
		if (name === undefined || (index >= names.length && !SENTENCES.has(name)))
			return `one word too many: ${shown(word)}.`;
		fields[name] = index >= names.length ? `${fields[name]} ${word}` : word;
	}
	return fields;
}

/** The names of a verb's words: one that can be about a step takes its address first, unless the step is named anyhow. */
function namesOf(
	verb: Verb,
	names: readonly string[],
	{ first, isStepSaid }: { first: string; isStepSaid: boolean },
): readonly string[] {
	const takesStep = verb.step !== undefined && !isStepSaid;
	const isOwnPlace = names[0] === "step" || names[0] === "task";
	return takesStep && !isOwnPlace && STEP_ADDRESS.test(first)
		? ["step", ...names]
		: names;
}

/** `1.1`, `42/1.1` or `#42/1.1`. */
const STEP_ADDRESS = /^(?:#?([^/\s]+)\/)?(\d+\.\d+)$/;

/** The fields with a step's address taken apart into task and step. */
function stepApart(
	fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
	const [said] = [fields.step, fields.task].filter((one) =>
		STEP_ADDRESS.test(String(one)),
	);
	const [, key, step] = STEP_ADDRESS.exec(String(said)) ?? [];
	if (step === undefined) return fields;
	const { task, ...rest } = fields;
	const named = key ?? (task === said ? undefined : task);
	return { ...rest, ...(named === undefined ? {} : { task: named }), step };
}

/** A field's text as what its schema expects; what does not fit is left for the schema to refuse. */
function typed(verb: Verb, name: string, value: unknown): unknown {
	if (typeof value !== "string") return value;
	const kind = fieldKind(verb, name);
	if (kind === "list") return value.split(",").map((item) => item.trim());
	if (kind === "number" && /^-?[0-9]{1,15}$/.test(value)) return Number(value);
	if (kind === "boolean" && (value === "true" || value === "false"))
		return value === "true";
	return value;
}

function usage(verb: Verb): string {
	return verb.examples.length === 0
		? "`/baton help` explains it."
		: `Usage: ${verb.examples.map((example) => `\`${example}\``).join(" or ")}.`;
}

/** Somebody's words in a message of ours: enough to recognize them by. */
function shown(said: unknown): string {
	const words = String(said);
	return JSON.stringify(
		words.length <= MAX_SHOWN ? words : `${words.slice(0, MAX_SHOWN)}…`,
	);
}
