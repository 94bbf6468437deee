import { parseArgs } from "node:util";
import { nearest } from "../verbs/nearest.ts";
import type { CommandSpec, OptionSpecs, Said } from "./command-spec.ts";
import { EVERY_OPTION } from "./every-option.ts";
import type { Misuse } from "./misuse.ts";

/** What was said to a command, or what is wrong with it. `argv` is what stands behind its name. */
export function parseSaid(
	name: string,
	spec: CommandSpec,
	argv: readonly string[],
): Said | Misuse {
	const options = optionsOf(spec);
	const parsed = parse(argv, options);
	if ("code" in parsed) return unparsed(name, spec, parsed);
	const said = sorted(name, options, parsed);
	// Who asks for help has done nothing wrong yet.
	if (said.flags.has("help")) return said;
	return (
		wrongValue(name, options, said) ??
		wrongWords(name, spec, { said, isDashed: isDashed(parsed) }) ??
		said
	);
}

/** Everything a command takes, in the order of its help. */
export function optionsOf({ options }: Pick<CommandSpec, "options">) {
	return { ...options, ...EVERY_OPTION };
}

interface Parsed {
	readonly values: Readonly<
		Record<string, string | boolean | readonly (string | boolean)[] | undefined>
	>;
	readonly positionals: readonly string[];
	readonly tokens: readonly { readonly kind: string }[];
}

/** True when every word stands behind two dashes. */
function isDashed({ tokens }: Parsed): boolean {
	const [word, dashes] = ["positional", "option-terminator"].map((wanted) =>
		tokens.findIndex(({ kind }) => kind === wanted),
	) as [number, number];
	return word === -1 || (dashes !== -1 && dashes < word);
}

function parse(
	argv: readonly string[],
	options: OptionSpecs,
): Parsed | { readonly code: string; readonly message: string } {
	const known: Parameters<typeof parseArgs>[0] = {
		args: [...argv],
		allowPositionals: true,
		tokens: true,
		options: Object.fromEntries(
			Object.entries(options).flatMap(([name, spec]) => {
				const { type, short, multiple = false, alias } = spec;
				const one = { type, multiple };
				return [
					[name, short === undefined ? one : { ...one, short }],
					...(alias === undefined ? [] : [[alias, one] as const]),
				];
			}),
		),
	};
	try {
		return parseArgs(known) as Parsed;
	} catch (error) {
		const { code = "", message } = error as Error & { code?: string };
		if (!code.startsWith("ERR_PARSE_ARGS")) throw error;
		return { code, message };
	}
}

/** Node's own words for what cannot be parsed, where ours are no better. */
function unparsed(
	name: string,
	spec: CommandSpec,
	{ code, message }: { readonly code: string; readonly message: string },
): Misuse {
	const options = optionsOf(spec);
	const option = /'(-{1,2}[^'\s,=<]+)/.exec(message)?.[1] ?? "";
	// The option may well be one of the command that is to be run.
	const isOthers = spec.words.some((word) => word.isBehindDashes === true);
	const hint = isOthers
		? dashesHint(name)
		: `\`baton ${name} --help\` lists what it takes.`;
	if (code !== "ERR_PARSE_ARGS_UNKNOWN_OPTION")
		return { problem: message.replace(/\s*\n\s*/g, " "), hint };
	const meant = nearest(option.replace(/^-+/, ""), Object.keys(options));
	return {
		problem: `${name} takes no ${option}`,
		hint: meant === undefined ? hint : `Did you mean --${meant}? ${hint}`,
	};
}

function dashesHint(name: string): string {
	return `Put the command behind two dashes: \`baton ${name} -- sh -c '…'\`.`;
}

function sorted(
	name: string,
	options: OptionSpecs,
	{ values: given, positionals: words }: Parsed,
): Said {
	const values: Record<string, string> = {};
	const lists: Record<string, readonly string[]> = {};
	const flags = new Set<string>();
	for (const [option, { type, alias = option }] of Object.entries(options)) {
		const value = given[option] ?? given[alias];
		if (value === undefined) continue;
		if (type === "boolean") {
			if (value === true) flags.add(option);
		} else if (typeof value === "string") values[option] = value;
		else if (Array.isArray(value)) lists[option] = value.map(String);
	}
	const json = flags.has("json") || values.output === "json";
	return { name, words, values, lists, flags, json };
}

function wrongValue(
	name: string,
	options: OptionSpecs,
	{ values }: Said,
): Misuse | undefined {
	for (const [option, value] of Object.entries(values)) {
		const known = options[option]?.values;
		if (known === undefined || value === undefined || known.includes(value))
			continue;
		const meant = nearest(value.toLowerCase(), known.map(lower));
		return {
			problem: `--${option} of ${name} is one of ${known.join(", ")}, not ${JSON.stringify(value.slice(0, 60))}`,
			hint: `${meant === undefined ? "" : `Did you mean ${known.find((one) => lower(one) === meant)}? `}\`baton ${name} --help\` says more.`,
		};
	}
	return undefined;
}

const lower = (text: string) => text.toLowerCase();

function wrongWords(
	name: string,
	{ words: wanted }: CommandSpec,
	{
		said: { words },
		isDashed,
	}: { readonly said: Said; readonly isDashed: boolean },
): Misuse | undefined {
	const behind = wanted.find(({ isBehindDashes }) => isBehindDashes === true);
	if (behind !== undefined && (words.length === 0 || !isDashed))
		return {
			problem: `${name} needs the ${behind.name} to run`,
			hint: dashesHint(name),
		};
	const missing = wanted.slice(words.length).find(({ isNeeded }) => isNeeded);
	if (missing !== undefined)
		return {
			problem: `${name} needs a ${missing.name}`,
			hint: `\`baton ${name} --help\` shows how it is said.`,
		};
	const surplus = words[wanted.length];
	if (surplus === undefined || wanted.at(-1)?.isRest === true) return undefined;
	return {
		problem: `${name} does not know what to do with ${JSON.stringify(surplus.slice(0, 60))}`,
		hint: `Put quotes around a text of several words; \`baton ${name} --help\` shows how it is said.`,
	};
}
