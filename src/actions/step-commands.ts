import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { isStepId } from "../core/plan/ids.ts";
import { isTaskKey } from "../core/task.ts";
import type { DoorSaying } from "../engine/board-door.ts";
import { toSaid } from "../github/said.ts";
import {
	isCommands,
	MAX_COMMANDS,
	parseSlash,
	type SlashCommand,
} from "../github/slash.ts";
import { findVerb } from "../verbs/index.ts";

/** What a step was given, as text. */
export interface StepWords {
	/** Slash commands, one a line, with blocks below them. */
	readonly command: string;
	/** One command in parts: used where there is no `command`. */
	readonly verb: string;
	/** JSON: the verb's input. */
	readonly input: string;
	/** What is meant where a command names none; `42/1.1` is a task with its step. */
	readonly task: string;
	readonly step: string;
	readonly agent: string;
}

/** `42`, `#42`, `42/1.1` */
const ADDRESS = /^#?(\d+)(?:\/(\d+\.\d+))?$/;

/** Reads what a step is to say, in order. A line that is no command is refused: nobody else is meant by it here. */
export function stepCommands(
	words: StepWords,
): readonly DoorSaying[] | Refusal {
	const [, task = "", step] = /^#?([^/]*)(?:\/(.+))?$/s.exec(words.task) ?? [];
	const isTask = isTaskKey(task) && (step === undefined || isStepId(step));
	if (words.task !== "" && !isTask)
		return wrong(`${shown(words.task)} is not a task.`);
	if (step !== undefined && words.step !== "" && words.step !== step)
		return wrong(`${shown(words.task)} is not step ${shown(words.step)}.`);
	const about = { ...words, task, step: step ?? words.step };
	return words.command === "" ? inParts(about) : inLines(about);
}

function inParts(words: StepWords): readonly DoorSaying[] | Refusal {
	let input: unknown;
	try {
		input = JSON.parse(words.input || "{}");
	} catch (error) {
		return wrong(`The input is no JSON: ${(error as Error).message}.`);
	}
	if (typeof input !== "object" || input === null || Array.isArray(input))
		return wrong("The input is no JSON object.");
	const said = { verb: words.verb, input: input as JsonObject };
	return [completed(said, words)];
}

function inLines(words: StepWords): readonly DoorSaying[] | Refusal {
	const stray = strayLine(words.command);
	if (stray !== undefined)
		return wrong(`${shown(stray)} is no command: it begins with \`/\`.`);
	const read = parseSlash(words.command);
	if (!isCommands(read))
		return wrong(`A step has at most ${MAX_COMMANDS} commands.`);
	if (read.length === 0)
		return wrong("There is no command in the input `command`.");
	const sayings: DoorSaying[] = [];
	for (const command of read) {
		const { address, rest } = addressed(command, words);
		const said = toSaid(rest);
		if (said === undefined)
			return wrong(`There is no command ${shown(command.verb)}.`);
		if (!said.ok) return said;
		const { verb, task, step, agent } = said;
		const input = said.input as JsonObject;
		sayings.push(
			completed(
				{ verb: verb.name, input, task, step, agent, ...address },
				words,
			),
		);
	}
	return sayings;
}

/**
 * Takes the address off a command about a task whose own words hold none, as in `/done 42 "it works"`: in a comment the issue
 * says which task is meant.
 */
function addressed(
	command: SlashCommand,
	{ task }: StepWords,
): {
	readonly address: Partial<DoorSaying>;
	readonly rest: SlashCommand;
} {
	const { words, options } = command;
	const verb = findVerb(command.verb);
	const [first = "", ...others] = words;
	const own = Array.isArray(verb?.words) ? verb.words[0] : undefined;
	const [, key, step] = ADDRESS.exec(first) ?? [];
	const takes =
		verb?.target === "task" && task === "" && options.task === undefined;
	const isOwnWord = own === "task" || (own === "step" && step !== undefined);
	if (!takes || isOwnWord || key === undefined || !isTaskKey(key))
		return { address: {}, rest: command };
	return {
		address: { task: key, ...(step === undefined ? {} : { step }) },
		rest: { ...command, words: others },
	};
}

function completed(
	said: DoorSaying,
	{ task, step, agent }: StepWords,
): DoorSaying {
	const needsTask = findVerb(said.verb)?.target === "task";
	const named = said.task ?? (needsTask && task !== "" ? task : undefined);
	// A step is one of the task that was named with it.
	const isMeant = task === "" || named === task;
	const meant = needsTask && isMeant && step !== "" ? step : undefined;
	const at = said.step ?? meant;
	const speaker = said.agent ?? (agent === "" ? undefined : agent);
	return {
		verb: said.verb,
		input: said.input,
		...(named === undefined ? {} : { task: named }),
		...(at === undefined ? {} : { step: at }),
		...(speaker === undefined ? {} : { agent: speaker }),
	};
}

/** The first line outside of blocks that is neither empty nor begins as a command does. */
function strayLine(text: string): string | undefined {
	return text
		.replace(/^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\1[ \t]*$/gm, "")
		.split("\n")
		.find((line) => line.trim() !== "" && !/^ {0,3}\/[a-z]/.test(line));
}

function wrong(message: string): Refusal {
	return refuse(
		"VALIDATION",
		message,
		"Say it as in a comment, such as `/claim 42 as=backend-1`; docs/actions.md has more.",
	);
}

function shown(words: string): string {
	return JSON.stringify(words.length <= 60 ? words : `${words.slice(0, 60)}…`);
}
