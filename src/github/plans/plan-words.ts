import type { Json, JsonObject } from "../../core/errors.ts";
import type { Explanation, Plan } from "../../core/plan/plan.ts";
import { planMarkdown } from "../../planner/plan-markdown.ts";
import { planMermaid } from "../../planner/plan-mermaid.ts";
import { list, word } from "../answer-values.ts";
import { code, text } from "../markdown.ts";
import { prose } from "../prose.ts";
import { actionWords, nextWords } from "./action-words.ts";
import { retroWords, runsWords, statusWords, traceWords } from "./run-words.ts";
import { stepTaken, stepWord } from "./step-words.ts";

/** Rules whose lines are shown; the JSON has them all. */
const SHOWN_RULES: ReadonlySet<string> = new Set([
	"warning",
	"risk",
	"gate",
	"approval",
	"learned",
	"knowledge",
]);
const MAX_LINES = 12;
const MAX_CHANGES = 20;

/** The answers of plan verbs in words; the first part goes on the line of the title. */
export const PLAN_WORDS: Readonly<
	Record<string, (data: JsonObject) => readonly string[]>
> = {
	plan: planWords,
	start: actionWords,
	action: actionWords,
	dispatched: stepTaken,
	record: recordWords,
	gate: ({ phase, gate, result, proven, next }) => [
		`phase ${word(phase)}, ${word(gate)}: **${word(result)}**${proven === true ? "" : ", not proven"}.`,
		...nextWords(next),
	],
	override: (data) =>
		data.next === undefined
			? []
			: [
					`the gate behind phase ${word(data.phase)} is passed without proof.`,
					...nextWords(data.next),
				],
	approve: ({ about, phase, result, remediation, next }) =>
		next === undefined
			? []
			: [
					`${word(about)} ${word(phase)}: **${word(result)}**${remediation === undefined ? "" : `; phase ${word(remediation)} does what was asked for`}.`,
					...nextWords(next),
				],
	amend: amendWords,
	retry: ({ step, next }) => [
		`step ${stepWord(step)} is pending again.`,
		...nextWords(next),
	],
	skip: ({ step, next }) => [
		`step ${stepWord(step)} is left out.`,
		...nextWords(next),
	],
	status: statusWords,
	runs: runsWords,
	trace: traceWords,
	retro: retroWords,
};

/** The plan with a list to tick off and a graph, why it is so, and what to say next. */
function planWords(data: JsonObject): readonly string[] {
	const plan = data.plan as unknown as Plan;
	const key = String((data.task as JsonObject).key);
	const shown = { ...plan, explanation: linesShown(plan.explanation) };
	const steps = list(plan.phases as unknown as Json).flatMap((phase) =>
		list(phase.steps),
	);
	return [
		`${plan.phases.length} phases, ${steps.length} steps. ${prose("`/start` starts it, `/plan` makes another; a plan in a yaml block below `/plan` takes its place.")}`,
		...byHand(plan),
		planMarkdown({ id: key, plan: shown }, text).trim(),
		["```mermaid", planMermaid(plan), "```"].join("\n"),
	];
}

/** What somebody has to know first: warnings before everything else. */
function linesShown(lines: readonly Explanation[]): readonly Explanation[] {
	const isWarning = ({ rule }: Explanation) => rule === "warning";
	return [
		...lines.filter(isWarning),
		...lines.filter((line) => !isWarning(line) && SHOWN_RULES.has(line.rule)),
	].slice(0, MAX_LINES);
}

/** Gates that nothing here can prove: a plan of somebody's own may have them. */
function byHand({ phases }: Plan): readonly string[] {
	const unproven = phases.filter(
		({ gate }) => gate !== undefined && (gate.checks ?? []).length === 0,
	);
	if (unproven.length === 0) return [];
	const ids = unproven.map(({ id }) => id).join(", ");
	return [
		`⚠️ ${prose(`The gate behind phase ${ids} names no checks, so that nothing on GitHub proves it: a maintainer has to pass it with \`/override\`.`)}`,
	];
}

function recordWords({ step, result, next }: JsonObject): readonly string[] {
	const { address, role, attempts } = (step ?? {}) as JsonObject;
	return [
		`step ${word(address)} (${word(role)}): **${word(result)}**, attempt ${word(attempts)}.`,
		...nextWords(next),
	];
}

function amendWords({
	amendment,
	changes,
	next,
}: JsonObject): readonly string[] {
	const lines = ((changes ?? []) as readonly string[]).map(
		(line) => `- ${text(line)}`,
	);
	const more = lines.length - MAX_CHANGES;
	return [
		`${code(String(amendment))}:`,
		[
			...lines.slice(0, MAX_CHANGES),
			...(more > 0 ? [`- and ${more} more`] : []),
		].join("\n"),
		...nextWords(next),
	];
}
