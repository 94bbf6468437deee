import type { Verb } from "../verbs/verb.ts";
import { verbUsage } from "./verb-dialect.ts";

const ADDRESS = /^\d+(\/\d+\.\d+)?$|^\d+\.\d+$/;
/** The task and the title of the examples; in comments they are the issue's. */
const TASK = "42";
const TITLE = '"Log every request"';

/** An example of a verb, written as in a comment, as it is typed here. */
export function verbExample(verb: Verb, example: string): string {
	const words = verbUsage(example.replace(/^\/(?:baton )?[a-z-]+/, ""));
	const [first = "", ...others] = words;
	// In a comment the word of `/baton show` only tells it from `/show`.
	const said = [
		...(verb.name === "baton" && first === "show" ? others : words),
	];
	const isNamed = takesOnlyTask(verb) && ADDRESS.test(said[0] ?? "");
	// On an issue its title is known.
	if (verb.name === "enroll" && said.length === 0) said.push(TITLE);
	const task = verb.target !== "task" || isNamed ? [] : [TASK];
	return ["baton", verb.name, ...task, ...said].join(" ");
}

/** Whether the words of a verb are nothing but its task, or a step of it. */
function takesOnlyTask({ words }: Verb): boolean {
	return Array.isArray(words) && words.every((word) => word === "task");
}
