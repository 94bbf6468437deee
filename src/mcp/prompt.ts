import type { Prompt as ListedPrompt } from "@modelcontextprotocol/server";

/** The arguments of a prompt as they were handed in. */
export type PromptWords = Readonly<Record<string, string>>;

/** A text that a person hands to an agent, to do a piece of the board's work. */
export interface Prompt {
	readonly name: string;
	readonly about: string;
	readonly arguments: NonNullable<ListedPrompt["arguments"]>;
	/** The text; `where` is how tools are told the board: `projectId: "acme/demo", boardId: "board"`. */
	text(words: PromptWords, where: string): string;
}

/** The arguments that say which board; on a connection that has one they may be left out. */
export const WHERE: Prompt["arguments"] = [
	{ name: "projectId", description: "owner/repo" },
	{ name: "boardId", description: "default: board" },
];

/** Further arguments of a tool call, those that were given: `, assignee: "backend-1"`. */
export function more(words: PromptWords, names: readonly string[]): string {
	return names
		.filter((name) => words[name] !== undefined && words[name] !== "")
		.map((name) => `, ${name}: ${JSON.stringify(words[name])}`)
		.join("");
}

/** A list in a text argument, with commas between its entries, as an argument of a tool call. */
export function moreList(words: PromptWords, name: string): string {
	const entries = (words[name] ?? "")
		.split(",")
		.map((entry) => entry.trim())
		.filter((entry) => entry !== "");
	return entries.length === 0 ? "" : `, ${name}: ${JSON.stringify(entries)}`;
}
