import { findVerb } from "../verbs/index.ts";
import { inputFields } from "../verbs/input-fields.ts";
import type { Verb } from "../verbs/verb.ts";
import type { CommandSpec, WordSpec } from "./command-spec.ts";
import { verbDialect } from "./verb-dialect.ts";
import { verbExample } from "./verb-example.ts";
import { verbOptions } from "./verb-options.ts";
import { isSentence, wordNames } from "./verb-words.ts";

/** The command that says a verb, made from the verb table. */
export function verbCommandSpec(name: string): CommandSpec {
	const verb = findVerb(name);
	if (verb === undefined) throw new Error(`there is no verb ${name}`);
	return {
		summary: verbDialect(verb.summary),
		words: wordSpecs(verb),
		options: verbOptions(verb),
		notes: notesOf(verb),
		load: async () => (await import("./verb-command.ts")).verbCommand(verb),
	};
}

function wordSpecs(verb: Verb): readonly WordSpec[] {
	const isPlace = verb.target === "task" || verb.name === "enroll";
	const task: readonly WordSpec[] = isPlace
		? [{ name: "task", isNeeded: false, completes: "task" }]
		: [];
	if (typeof verb.words === "function") {
		const needed = inputFields(verb).find(({ isNeeded }) => isNeeded);
		const name = needed?.name ?? "words";
		return [...task, { name, isNeeded: false, isRest: true }];
	}
	const names = wordNames(verb);
	return [
		...task,
		...names.map((name, index): WordSpec => {
			const isRest = index === names.length - 1 && isSentence(name);
			const offers = inputFields(verb).find(
				(field) => field.name === name,
			)?.values;
			return {
				name: name.replaceAll("_", "-"),
				isNeeded: false,
				...(offers === undefined ? {} : { offers }),
				...(isRest ? { isRest: true as const } : {}),
			};
		}),
	];
}

function notesOf(verb: Verb): string {
	const examples = verb.examples.map((one) => verbExample(verb, one));
	const told =
		verb.target === "task"
			? ` The first word is the task where it is a number or a key such as task-logging-a3f9; else it is --task-id, BATON_TASK_ID or the current task.`
			: "";
	const shown =
		examples.length === 0
			? ""
			: `For example ${[...new Set(examples)].map((one) => `\`${one}\``).join(", ")}.`;
	return `${shown}${told}`.trim();
}
