import type { JsonObject } from "../../core/errors.ts";
import { list, word } from "../answer-values.ts";
import { code } from "../markdown.ts";
import { prose } from "../prose.ts";
import { promptParts, stepLine } from "./step-words.ts";

/** So many steps are listed; the JSON has all of them. */
const MAX_STEPS = 20;
/** So many verdicts of before are told of. */
const MAX_VERDICTS = 3;

/** What a run needs next, in words: the sentence, what there is to look at, and what can be said. */
export function actionWords(action: JsonObject): readonly string[] {
	const [sentence, ...rest] = partsOf(action);
	return [sentence ?? "", ...rest, ...promptParts(action.prompt)];
}

/** The same in one paragraph, behind the answer to something else. */
export function nextWords(next: unknown): readonly string[] {
	if (typeof next !== "object" || next === null) return [];
	const [sentence, ...rest] = partsOf(next as JsonObject);
	return [`**Next:** ${sentence}`, ...rest];
}

function partsOf(action: JsonObject): readonly string[] {
	const message = prose(String(action.message ?? ""));
	switch (action.action) {
		case "DISPATCH":
			return [message, ...stepsParts(action)];
		case "GATE":
			return [message, ...gateParts(action)];
		case "APPROVAL":
			return [message, approvalHint(action)];
		case "FAILED":
			return [message, ...waysParts(action)];
		case "WAIT":
			return action.why === "not-started"
				? [message, prose("`/start` starts it.")]
				: [message];
		case "COMPLETE":
			return [message, prose("`/done` ends the task.")];
		default:
			return [message];
	}
}

function stepsParts({ steps }: JsonObject): readonly string[] {
	const all = list(steps);
	const [first] = all;
	const more = all.length - MAX_STEPS;
	return [
		[
			...all.slice(0, MAX_STEPS).map(stepLine),
			...(more > 0 ? [`- and ${more} more`] : []),
		].join("\n"),
		prose(`\`/claim ${first?.id}\` takes it, under a lease.`),
	];
}

function gateParts(action: JsonObject): readonly string[] {
	const { phase } = action;
	const gate = (action.gate ?? {}) as JsonObject;
	const checks = list(gate.checks).map(
		({ name, app }) => `${word(name)} (${word(app)})`,
	);
	const before = list(action.history)
		.slice(-MAX_VERDICTS)
		.map(
			({ result, sha, at }) =>
				`- ${word(result)} at ${word(at)}${sha === undefined ? "" : `, ${code(String(sha).slice(0, 12))}`}`,
		);
	return [
		checks.length > 0
			? `It looks at ${checks.join(", ")} at the task's head, and goes on by itself once they are green. ${prose(`\`/gate ${phase}\` looks at once; where the head changes workflows or the board's config, a maintainer has to say it.`)}`
			: `It runs ${code(String(gate.command ?? ""))}, which nothing on GitHub does. ${prose("A maintainer passes it with `/override` and a reason; `/amend` gives it checks instead.")}`,
		...(before.length === 0 ? [] : [["Before:", ...before].join("\n")]),
	];
}

function approvalHint({ about, phase }: JsonObject): string {
	return prose(
		about === "budget"
			? "`/approve` goes on with another portion of the budget."
			: `\`/approve ${phase}\` agrees, \`/approve ${phase} feedback="…"\` asks for more first, \`/approve ${phase} result=reject\` says no.`,
	);
}

function waysParts({ waysOut, phase }: JsonObject): readonly string[] {
	const ways = list(waysOut).map(
		({ verb, step }) => `- ${prose(wayOut(String(verb), { step, phase }))}`,
	);
	return ways.length === 0 ? [] : [["Ways out:", ...ways].join("\n")];
}

/** A way out as somebody would say it; never a whole command that ends something. */
function wayOut(verb: string, { step, phase }: JsonObject): string {
	switch (verb) {
		case "retry":
			return `\`/retry ${step}\` makes the step pending again`;
		case "skip":
			return `\`/skip ${step} "why"\` leaves the step out`;
		case "gate":
			return `push a fix: the gate is looked at again by itself, or at once with \`/gate ${phase}\``;
		case "override":
			return "a maintainer passes it with `/override` and a reason";
		case "approve":
			return `\`/approve\` goes on all the same`;
		case "amend":
			return "`/amend` changes the plan";
		case "reopen":
			return "`/reopen` takes the task up again";
		default:
			return `${verb} the task`;
	}
}
