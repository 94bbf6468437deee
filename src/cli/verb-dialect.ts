import { VERB_COMMANDS } from "./verb-names.ts";

/** A word, or a text in quotes, with what stands before its `=`. */
const PIECE = /(?:([a-z_-]+)=)?("[^"]*"|[^\s"]+)/g;

/** Options that have another name here. */
const RENAMED: Readonly<Record<string, string>> = {
	as: "agent-as",
	step: "step-id",
	task: "task-id",
	url: "link",
};

/** Sentences that are as true here, and can be said with commands. */
const SENTENCES: Readonly<Record<string, string>> = {
	"Finish, hand off or release one first.":
		"Give one back first: `baton done`, `baton handoff` or `baton release`.",
};

/** A sentence of a verb's with its slash commands as the verbs are typed here; others stay as they are. */
export function verbDialect(text: string): string {
	if (Object.hasOwn(SENTENCES, text)) return SENTENCES[text] ?? text;
	return text
		.replace(/^`([a-z-]+)`: /, (said, verb: string) =>
			VERB_COMMANDS.includes(verb) ? `\`baton ${verb}\`: ` : said,
		)
		.replace(
			/`\/(baton )?([a-z-]+)((?: [^`]*)?)`/g,
			(said, explicit: string | undefined, word: string, words: string) => {
				const verb = meantVerb(word, explicit !== undefined);
				if (!VERB_COMMANDS.includes(verb)) return said;
				return `\`${["baton", verb, ...verbUsage(words)].join(" ")}\``;
			},
		)
		.replace(
			/`([a-z_]+)=([^`\s]*)`/g,
			(_, key: string, value: string) => `\`${optionSaid(key, value)}\``,
		);
}

/** `/baton show` is the hand-off document, `/show` the task. */
export function meantVerb(word: string, isExplicit: boolean): string {
	return isExplicit && word === "show" ? "baton" : word;
}

/** What stands behind a verb in a comment, with its fields as options. */
export function verbUsage(words: string): readonly string[] {
	return [...words.matchAll(PIECE)].map(([piece, key, value = ""]) =>
		key === undefined ? piece.replace(/^#(?=\d)/, "") : optionSaid(key, value),
	);
}

function optionSaid(key: string, value: string): string {
	const name = RENAMED[key] ?? key.replaceAll("_", "-");
	if (value === "false") return `--no-${name}`;
	return value === "" || value === "true" ? `--${name}` : `--${name} ${value}`;
}
