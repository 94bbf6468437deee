import type {
	CommandEntry,
	CommandSpec,
	Lookup,
	OptionSpecs,
	WordSpec,
} from "../command-spec.ts";
import { shownCommands } from "../find-command.ts";
import { optionsOf } from "../parse-said.ts";

/** What can stand in one place of a command line. */
export interface Choice {
	/** Fixed words. */
	readonly words: readonly string[];
	/** What is looked up instead. */
	readonly lookup?: Lookup | undefined;
}

/** An option, by its long name without dashes; `value` is absent for one without a value. */
export interface CompletedOption {
	readonly name: string;
	readonly about: string;
	readonly value?: Choice;
}

/** A place in the tree of commands: `""` is where the first word stands, `execute` where the next one does. */
export interface CompletedCommand {
	readonly path: string;
	readonly about: string;
	/** The first word behind it: a command of its own, or what the command is about. */
	readonly next: Choice;
	readonly options: readonly CompletedOption[];
}

/** Everything that can be completed, read off the table of commands. */
export async function completionTree(): Promise<readonly CompletedCommand[]> {
	const shown = shownCommands();
	const top: CompletedCommand = {
		path: "",
		about: "",
		next: { words: [...shown.map(([name]) => name), "help"] },
		options: [
			{ name: "help", about: "lists the commands" },
			{ name: "version", about: "prints the version" },
		],
	};
	const below = await Promise.all(
		shown.map(([name, entry]) => commandsUnder(name, entry)),
	);
	return [top, ...below.flat()];
}

async function commandsUnder(
	name: string,
	entry: CommandEntry,
): Promise<readonly CompletedCommand[]> {
	const found = await entry.load();
	if (!("commands" in found))
		return [completed(name, entry.summary || found.summary, found)];
	const subs = Object.entries(found.commands);
	return [
		{
			path: name,
			about: entry.summary,
			next: { words: subs.map(([sub]) => sub) },
			options: [{ name: "help", about: "lists the commands" }],
		},
		...subs.map(([sub, spec]) =>
			completed(`${name} ${sub}`, spec.summary, spec),
		),
	];
}

function completed(
	path: string,
	about: string,
	spec: CommandSpec,
): CompletedCommand {
	return {
		path,
		about,
		next: choiceOf(spec.words[0]),
		options: optionRows(optionsOf(spec)),
	};
}

function optionRows(options: OptionSpecs): readonly CompletedOption[] {
	return Object.entries(options).map(([name, spec]) => {
		const { type, about, values, offers, completes: lookup } = spec;
		return type === "boolean"
			? { name, about }
			: { name, about, value: { words: values ?? offers ?? [], lookup } };
	});
}

function choiceOf(word: WordSpec | undefined): Choice {
	return { words: word?.offers ?? [], lookup: word?.completes };
}
