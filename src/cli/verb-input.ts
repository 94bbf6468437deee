import { readFile } from "node:fs/promises";
import type { Json, JsonObject } from "../core/errors.ts";
import { PAYLOAD_LIMITS, parseYaml } from "../store/yaml.ts";
import type { Verb } from "../verbs/verb.ts";
import type { Said } from "./command-spec.ts";
import type { Misuse } from "./misuse.ts";
import type { Terminal } from "./terminal.ts";
import { optionName, saidFields } from "./verb-options.ts";
import { listIn, typedField, type VerbWords } from "./verb-words.ts";

/** The input of a verb as a command line says it: its words, then its options, then what a file brings. */
export async function verbInput(
	verb: Verb,
	said: Said,
	{ words, terminal }: { words: VerbWords; terminal: Terminal },
): Promise<{ readonly input: JsonObject } | Misuse> {
	const input: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(words.fields))
		input[name] = typedField(verb, name, value);
	for (const { name, kind } of saidFields(verb)) {
		const given = optionValue(name, kind, { verb, said });
		if ("problem" in given) return given;
		if (given.value !== undefined) input[name] = given.value;
	}
	const { payload } = said.values;
	if (payload !== undefined && verb.payload !== undefined) {
		const read = await payloadIn(payload, terminal);
		if ("problem" in read) return read;
		input[verb.payload] = read.value;
	}
	return { input: input as JsonObject };
}

function optionValue(
	field: string,
	kind: string,
	{ verb, said: { values, lists, flags } }: { verb: Verb; said: Said },
): { readonly value: unknown } | Misuse {
	const name = optionName(field);
	if (kind === "boolean") {
		const isOff = flags.has(`no-${name}`);
		return { value: isOff || flags.has(name) ? !isOff : undefined };
	}
	const list = lists[name];
	if (list !== undefined) return { value: listIn(list) };
	const value = values[name];
	if (value === undefined || kind !== "document")
		return { value: typedField(verb, field, value) };
	const parsed = parseYaml(value, PAYLOAD_LIMITS);
	return parsed.ok
		? { value: parsed.value }
		: unread(`--${name} cannot be read: ${parsed.reason}`);
}

async function payloadIn(
	path: string,
	{ stdin }: Pick<Terminal, "stdin">,
): Promise<{ readonly value: Json } | Misuse> {
	let text: string;
	try {
		if (path === "-" && stdin === undefined)
			return unread("there is nothing on standard input");
		text =
			path === "-" && stdin !== undefined
				? await stdin()
				: await readFile(path, "utf8");
	} catch (error) {
		const { code = "unknown" } = error as { code?: string };
		const why = code === "ENOENT" ? "there is no such file" : code;
		return unread(`the payload ${path} cannot be read: ${why}`);
	}
	const parsed = parseYaml(text, PAYLOAD_LIMITS);
	if (parsed.ok) return { value: parsed.value as Json };
	const line = parsed.line === undefined ? "" : ` in line ${parsed.line}`;
	return unread(`the payload ${path} cannot be taken${line}: ${parsed.reason}`);
}

function unread(problem: string): Misuse {
	return { problem, hint: "Give YAML or JSON of at most 64 kB." };
}
