import { MAX_CHARACTERS, plainText, withoutHidden } from "./plain-text.ts";

/** A text as the rules read it: lower case, one space between words, one at each end. */
export interface Words {
	/** Compounds in one piece: `drop-down` is one word. */
	readonly whole: string;
	/** Compounds in their parts as well: `auth-middleware` holds `auth`. */
	readonly parts: string;
	readonly count: number;
}

/** Names of files are no words: their folders and endings would be taken for what the task is about. */
const FILE_NAME =
	/(?<![\w./@-])(?:[\w.@-]{1,80}\/){0,12}[\w@-][\w.@-]{0,80}\.(?:py|tsx?|jsx?|mjs|cjs|go|rs|rb|java|kts?|cs|php|exs?|swift|[ch]|cc|cpp|hpp|tf|md|rst|txt|ya?ml|json|toml|sql|html|css|scss|vue|svelte|sh|env|lock|cfg|ini)(?![\w-]|\.\w)/gi;
const NAMED_LIKE_FILES =
	/^(?:node|next|vue|nuxt|express|react|angular|three|d3)\.js$/i;
const WORD = /[\p{L}\p{N}]+(?:['_-][\p{L}\p{N}]+|[+#]+)*/gu;

/** The words of a text, without code blocks and without names of files. */
export function wordsOf(text: string): Words {
	const plain = plainText(text)
		.replace(/[\u2018\u2019]/g, "'")
		.replace(FILE_NAME, (name) =>
			NAMED_LIKE_FILES.test(name) ? name.replace(".", "") : " ",
		)
		.toLowerCase();
	const words = plain.match(WORD) ?? [];
	return {
		whole: ` ${words.join(" ")} `,
		parts: ` ${words.flatMap((word) => word.split(/[_-]/)).join(" ")} `,
		count: words.length,
	};
}

/** The names in a text that may be files or folders of a repository, in order, each once, at most 50. */
export function pathsNamed(text: string): readonly string[] {
	const found = new Set<string>();
	const candidates =
		text
			.slice(0, MAX_CHARACTERS)
			.match(/(?<![\w./@:-])[\w.@-]{0,80}(?:\/[\w.@-]{1,80}){0,12}\/?/g) ?? [];
	for (const candidate of candidates) {
		const path = candidate
			.replace(/^\.\//, "")
			.replace(/[./]+$/, (end) => (end.includes("/") ? "/" : ""));
		if (/[./]/.test(path) && !NAMED_LIKE_FILES.test(path) && path.length > 2)
			found.add(path);
		if (found.size >= 50) break;
	}
	return [...found];
}

/** The terms that stand in a text as whole words, in the order of the table. A term may be several words. */
export function termsIn(
	words: string,
	terms: readonly string[],
): readonly string[] {
	return terms.filter((term) => words.includes(` ${term} `));
}

/** A text as one line without characters that show as nothing or steer a terminal, cut at a word with an ellipsis. */
export function oneLine(text: string, maxCharacters: number): string {
	const line = withoutHidden(text.slice(0, MAX_CHARACTERS))
		.replace(/\s+/g, " ")
		.trim();
	const characters = [...line];
	if (characters.length <= maxCharacters) return line;
	const cut = characters.slice(0, maxCharacters - 1).join("");
	const space = cut.lastIndexOf(" ");
	return `${cut.slice(0, space > maxCharacters / 2 ? space : undefined).trimEnd()}…`;
}
