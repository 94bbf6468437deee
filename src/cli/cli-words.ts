import { cliUsage } from "./cli-usage.ts";
import { meantVerb, verbDialect } from "./verb-dialect.ts";

/** How what people say in comments is said on the command line. */
const COMMANDS: Readonly<Record<string, string>> = {
	action: "execute next",
	next: "execute next",
	done: "execute complete",
	runs: "execute list",
	// A run is taken up by its start; nobody claims a task here.
	claim: "execute start",
	help: "--help",
	...Object.fromEntries(
		"start dispatched record gate approve amend retry skip status cancel reopen force-release"
			.split(" ")
			.map((verb) => [verb, `execute ${verb}`]),
	),
	...Object.fromEntries(
		"plan trace retro show history feed export verify doctor"
			.split(" ")
			.map((verb) => [verb, verb]),
	),
};

/** Sentences that name the next step without a command, since every door has another one for it. */
const SENTENCES: Readonly<Record<string, string>> = {
	"Ask for the next action and do what it names.":
		"`baton execute next` names what is to be done now.",
	"Reopen the task to go on with its plan.":
		"`baton execute reopen` takes the task up again, with its plan as it stands.",
	"Finish, hand off or release one first.":
		"Record a step that is out first, or take this one as another worker: --agent-as <name>, with dispatched and with its record.",
	"Start it first.": "`baton execute start` starts it.",
};

/** What is wrong with an input begins with the verb it was said to. */
const VERB_FIRST = /^`([a-z-]+)`: /;

function verbFirst(said: string, verb: string): string {
	return Object.hasOwn(COMMANDS, verb) ? `\`baton ${COMMANDS[verb]}\`: ` : said;
}

/** A sentence of a verb's with its slash commands as they are typed here; those that cannot be said here stay as they are. */
export function cliWords(text: string): string {
	if (Object.hasOwn(SENTENCES, text)) return SENTENCES[text] ?? text;
	const said = text
		.replace(VERB_FIRST, verbFirst)
		.replace(
			/`\/(baton )?([a-z-]+)((?: [^`]*)?)`/g,
			(
				said: string,
				explicit: string | undefined,
				word: string,
				words: string,
			) => {
				const verb = meantVerb(word, explicit !== undefined);
				if (!Object.hasOwn(COMMANDS, verb)) return said;
				const options = cliUsage(verb, words.trim());
				return `\`baton ${COMMANDS[verb]}${options === "" ? "" : ` ${options}`}\``;
			},
		);
	return verbDialect(said);
}
