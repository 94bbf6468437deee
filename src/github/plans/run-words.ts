import type { JsonObject } from "../../core/errors.ts";
import type { GateResult } from "../../core/plan/plan.ts";
import { type Progress, progressLine } from "../../core/plan/progress.ts";
import {
	type Retrospective,
	renderRetrospective,
} from "../../core/plan/retrospective.ts";
import { renderTrace, type Trace } from "../../core/plan/trace.ts";
import { list, word } from "../answer-values.ts";
import { text } from "../markdown.ts";
import { nextWords } from "./action-words.ts";
import { stepLine } from "./step-words.ts";
import { verdictText } from "./verdict-text.ts";

/** So many events of a trace are shown, the newest; the JSON has what fits. */
const MAX_EVENTS = 60;
/** So many verdicts are shown, the newest. */
const MAX_VERDICTS = 10;

/** How a run stands: figures, phases with their steps, verdicts, and what is next. */
export function statusWords(data: JsonObject): readonly string[] {
	const progress = data.progress as unknown as Progress;
	const phases = list(data.phases).map((phase) =>
		[
			`**Phase ${word(phase.id)}, ${word(phase.name)}**`,
			"",
			...list(phase.steps).map(stepLine),
		].join("\n"),
	);
	const verdicts = (data.gates as unknown as readonly GateResult[])
		.slice(-MAX_VERDICTS)
		.map((verdict) => `- phase ${verdict.phase}: ${verdictText(verdict)}`);
	return [
		`${word(data.run)}, risk ${word(data.risk)}. ${progressLine(progress)}`,
		...phases,
		...(verdicts.length === 0 ? [] : [["Gates:", ...verdicts].join("\n")]),
		...nextWords(data.next),
	];
}

/** The tasks with a plan, as a table. */
export function runsWords(data: JsonObject): readonly string[] {
	const rows = list(data.runs).map(
		({ key, title, run, steps, risk }) =>
			`| ${word(key)} | ${word(run)} | ${word(steps)} | ${word(risk)} | ${word(title)} |`,
	);
	return rows.length === 0
		? ["no task has a plan yet."]
		: [
				`${word(data.count)} in all.`,
				[
					"| task | run | steps | risk | title |",
					"|---|---|---|---|---|",
					...rows,
				].join("\n"),
			];
}

/** What happened in a run, the newest events. */
export function traceWords(data: JsonObject): readonly string[] {
	const trace = data.trace as unknown as Trace;
	const left = trace.events.length - MAX_EVENTS;
	return [
		left > 0
			? `the newest ${MAX_EVENTS} of ${trace.events.length} events.`
			: "",
		renderTrace(
			{ ...trace, events: trace.events.slice(-MAX_EVENTS) },
			text,
		).trim(),
	];
}

/** The look back at a run, made from its figures: what was kept as a file is somebody's text as well. */
export function retroWords(data: JsonObject): readonly string[] {
	return [
		"",
		renderRetrospective(
			data.retrospective as unknown as Retrospective,
			text,
		).trim(),
	];
}
