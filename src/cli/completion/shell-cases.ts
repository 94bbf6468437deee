import type { Choice, CompletedCommand } from "./completion-tree.ts";

/** How a shell is told what can stand in a place. */
export type Offer = (choice: Choice) => string;

/** The branches of the `case` statements that bash and zsh have in common. */
export interface ShellCases {
	/** From a place in the tree and a word to the place below. */
	readonly steps: string;
	/** What stands behind an option. */
	readonly values: string;
	readonly options: string;
	/** What stands where no option does. */
	readonly next: string;
}

/** The branches for a tree of commands. */
export function shellCases(
	tree: readonly CompletedCommand[],
	offer: Offer,
): ShellCases {
	return {
		steps: tree.flatMap(stepInto).join("\n"),
		values: tree.flatMap((one) => valueCases(one, offer)).join("\n"),
		options: tree.map((one) => optionCase(one, offer)).join("\n"),
		next: tree.flatMap((one) => nextCase(one, offer)).join("\n"),
	};
}

/** A text that stands for itself. */
export function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

function stepInto({ path }: CompletedCommand): readonly string[] {
	if (path === "") return [];
	const words = path.split(" ");
	const last = words.pop();
	return [`\t\t${quoted(`${words.join(" ")}/${last}`)}) at=${quoted(path)} ;;`];
}

function valueCases(
	{ path, options }: CompletedCommand,
	offer: Offer,
): readonly string[] {
	return options.flatMap(({ name, value }) =>
		value === undefined
			? []
			: [`\t${quoted(`${path} --${name}`)}) ${offer(value)}; return ;;`],
	);
}

function optionCase({ path, options }: CompletedCommand, offer: Offer): string {
	const words = options.map(({ name }) => `--${name}`);
	return `\t\t${quoted(path)}) ${offer({ words })} ;;`;
}

function nextCase(
	{ path, next }: CompletedCommand,
	offer: Offer,
): readonly string[] {
	return next.words.length === 0 && next.lookup === undefined
		? []
		: [`\t${quoted(path)}) ${offer(next)} ;;`];
}
