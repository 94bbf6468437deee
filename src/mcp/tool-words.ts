import { TOOLS } from "./tools/index.ts";

/** The tool that says a verb; where several do, the first. */
const TOOL_OF: ReadonlyMap<string, string> = new Map([
	...TOOLS.map(({ verb, name }) => [verb, name] as const).reverse(),
	["dispatched", "claim_task"],
	["explain", "next_task"],
	["unassign", "assign_task"],
	["parent", "update_task"],
	["unparent", "update_task"],
	["priority", "update_task"],
	["require", "update_task"],
	["due", "update_task"],
]);

/** How somebody who calls tools gets at a task that is not on the board: no tool puts an issue there. */
const ON_BOARD =
	"`list_tasks` names those that are there. A person puts an issue there by its label `baton`; `create_task` makes a new task.";

/** Hints that tools have no words of their own for. */
const SENTENCES: Readonly<Record<string, string>> = {
	"`/baton enroll` on its issue puts it there.": ON_BOARD,
	"Enroll it first.": ON_BOARD,
};

/** How a slash command is typed, and what belongs below it: of no use to whoever calls a tool. */
const TYPED = / (?:Usage: `[^`]*`\.|The block goes right below the command\.)/g;

/** A message with tools in place of slash commands: `/ack f1` becomes `ack_follow_up f1`. Verbs without a tool stay. */
export function toolWords(text: string): string {
	if (Object.hasOwn(SENTENCES, text)) return SENTENCES[text] ?? text;
	return text
		.replace(TYPED, "")
		.replace(
			/^`([a-z-]+)`: /,
			(said, verb: string) => withTool(verb, (tool) => `${tool}: `) ?? said,
		)
		.replace(
			/`\/(baton )?([a-z-]+)([^`]*)`/g,
			(said, explicit: string | undefined, verb: string, rest: string) =>
				withTool(
					explicit !== undefined && verb === "show" ? "baton" : verb,
					(tool) => `\`${tool}${rest}\``,
				) ?? said,
		);
}

function withTool(
	verb: string,
	say: (tool: string) => string,
): string | undefined {
	const tool = TOOL_OF.get(verb);
	return tool === undefined ? undefined : say(tool);
}
