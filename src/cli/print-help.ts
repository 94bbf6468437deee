import type {
	CommandEntry,
	CommandSpec,
	GroupSpec,
	OptionSpec,
	OptionSpecs,
	WordSpec,
} from "./command-spec.ts";
import { EVERY_OPTION } from "./every-option.ts";
import { VERB_COMMANDS, VERB_NAMES } from "./verb-names.ts";

/** Help for the whole command line: commands a line each, and the verbs by what they are about. */
export function helpOfAll(
	commands: readonly (readonly [string, CommandEntry])[],
): string {
	const own = commands.filter(([name]) => !VERB_COMMANDS.includes(name));
	return `Usage: baton <command> [options]

${rows(own.map(([name, { summary }]) => [name, summary]))}

What is said to the board in comments is said here as \`baton <verb>\`, to:

${rows(Object.entries(VERB_NAMES).map(([about, names]) => [about, names.join(", ")]))}

In every command:

${optionRows(EVERY_OPTION)}

${inLines("`baton <command> --help` explains one; `baton --version` prints the version. Exit codes: 0 done, 1 refused, 2 used wrongly, 3 unavailable.", 0)}`;
}

/** Help for the commands under one name. */
export function helpOfGroup(
	name: string,
	{ summary, commands }: GroupSpec,
): string {
	return `Usage: baton ${name} <command> [options]

${inLines(summary, 2)}

${rows(Object.entries(commands).map(([sub, spec]) => [sub, spec.summary]))}

\`baton ${name} <command> --help\` explains one.`;
}

/** Help for one command. */
export function helpOfCommand(name: string, spec: CommandSpec): string {
	const { words, options, summary, notes } = spec;
	const behind = words.filter((word) => word.isBehindDashes === true);
	const shape = [
		...[`baton ${name}`, ...words.filter(isBefore).map(wordShape), "[options]"],
		...(behind.length === 0 ? [] : ["--", ...behind.map(wordShape)]),
	];
	const own = Object.keys(options).length === 0 ? [] : [optionRows(options)];
	return [
		`Usage: ${shape.join(" ")}`,
		inLines(summary, 2),
		...own,
		optionRows(EVERY_OPTION),
		...(notes === undefined ? [] : [inLines(notes, 0)]),
	].join("\n\n");
}

function isBefore({ isBehindDashes }: WordSpec): boolean {
	return isBehindDashes !== true;
}

function wordShape({ name, isNeeded, isRest }: WordSpec): string {
	const one = `<${name}>${isRest === true ? "…" : ""}`;
	return isNeeded ? one : `[${one}]`;
}

function optionRows(options: OptionSpecs): string {
	return rows(
		Object.entries(options).map(([name, spec]) => [
			optionShape(name, spec),
			spec.about,
		]),
	);
}

function optionShape(name: string, option: OptionSpec): string {
	const { short, value, values, offers } = option;
	const long = `--${name}`;
	const known = values ?? offers;
	const taken =
		option.type === "boolean"
			? ""
			: ` ${known === undefined || known.length > 4 ? `<${value ?? "text"}>` : known.join("|")}`;
	return `${short === undefined ? "" : `-${short}, `}${long}${taken}`;
}

/** Cells of the narrowest terminal that is in use. */
const LINE = 80;
/** The first column of a table takes so many of them at most. */
const MAX_LEFT = 28;

/** Two columns; what is too wide for the first one has a line of its own. */
function rows(pairs: readonly (readonly [string, string])[]): string {
	const widest = Math.max(...pairs.map(([left]) => left.length));
	const width = Math.min(MAX_LEFT, widest);
	return pairs
		.map(([left, right]) => {
			const text = inLines(right, width + 4);
			return left.length > width
				? `  ${left}\n${text}`
				: `  ${left.padEnd(width)}  ${text.trimStart()}`;
		})
		.join("\n");
}

/** A text broken between words, each line so many cells from the left. */
function inLines(text: string, indent: number): string {
	const lines = [""];
	for (const word of text.split(/\s+/)) {
		const line = lines.at(-1) ?? "";
		if (line !== "" && indent + line.length + 1 + word.length > LINE)
			lines.push(word);
		else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
	}
	return lines.map((line) => `${" ".repeat(indent)}${line}`).join("\n");
}
