import { type Refusal, refuse } from "../core/errors.ts";
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
]);

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
	const fields = wordsToFields(verb, command.words);
	if (typeof fields === "string") return refused(fields);
	for (const [name, value] of Object.entries(command.options))
		fields[name.replaceAll("-", "_")] = value;
	const { task, as, ...rest } = fields;
	const key = task === undefined ? undefined : String(task).replace(/^#/, "");
	if (key !== undefined && !isTaskKey(key))
		return refused(`${shown(task)} is not a task.`);
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
		...(key === undefined ? {} : { task: key }),
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

function wordsToFields(
	verb: Verb,
	words: readonly string[],
): Record<string, unknown> | string {
	if (typeof verb.words === "function") return { ...verb.words(words) };
	const fields: Record<string, unknown> = {};
	const names = verb.words ?? [];
	for (const [index, word] of words.entries()) {
		const name = names[Math.min(index, names.length - 1)];
		if (
			name === "task" &&
			/^\d+(\.\d+)+$|^\d+\/\d/.test(word.replace(/^#/, ""))
		)
			return "steps of a plan are not served yet.";
		if (name === "task" && !/^#?\d+$/.test(word))
			return `${shown(word)} is not a task: name an issue such as #42.`;
		if (name === undefined || (index >= names.length && !SENTENCES.has(name)))
			return `one word too many: ${shown(word)}.`;
		fields[name] = index >= names.length ? `${fields[name]} ${word}` : word;
	}
	return fields;
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
