import type { Retrospective } from "../core/plan/retrospective.ts";
import { renderRetrospective } from "../core/plan/retrospective.ts";
import type { Trace, TraceEvent } from "../core/plan/trace.ts";
import type { Answer } from "../engine/answer.ts";
import type { RunCommand, Said } from "./command-spec.ts";
import { printMisuse } from "./misuse.ts";
import { shown } from "./page.ts";
import { printRefusal } from "./print-refusal.ts";
import { noTaskThere, taskThere } from "./remote/bound-there.ts";
import {
	type BoundAnswer,
	bindingOf,
	sayBound,
	withBound,
} from "./say-bound.ts";
import { EXIT, type Terminal } from "./terminal.ts";
import { withBoardDoor } from "./with-door.ts";
import { byPlace } from "./with-place.ts";

/** `baton trace` and `baton retro`: a run as it went, and the look back at it. */
export function runReport(verb: "trace" | "retro"): RunCommand {
	return byPlace({
		there: async () => (said, terminal) =>
			withBoardDoor(said, terminal, async (door) => {
				const task = await taskThere(said, terminal, said.words[0]);
				if (task === undefined)
					return printMisuse(terminal, noTaskThere(verb), said.json);
				return typeof task === "object"
					? printRefusal(terminal, task, said.json)
					: told(await door.say({ verb, task }), said, terminal);
			}),
		here: async () => (said, terminal) =>
			withBound(said, terminal, async (bound) => {
				const binding = await bindingOf(bound, said.words[0]);
				const answer = await sayBound(bound, binding, { verb });
				return told(answer, said, terminal);
			}),
	});
}

function told(
	answer: BoundAnswer | Answer,
	{ json }: Said,
	terminal: Terminal,
): number {
	if (!answer.ok) return printRefusal(terminal, answer, json);
	const { data } = answer;
	terminal.out(
		json
			? JSON.stringify(answer, undefined, 2)
			: data.trace === undefined
				? retroText(data)
				: traceText(data.trace as unknown as Trace),
	);
	return EXIT.ok;
}

function retroText({ markdown, retrospective }: Record<string, unknown>) {
	return typeof markdown === "string"
		? markdown.trimEnd()
		: renderRetrospective(retrospective as Retrospective).trimEnd();
}

function traceText({ task, summary, status, events }: Trace): string {
	const look = { ascii: false };
	return [
		`Trace: ${task} (${status}) ${shown(summary, look)}`,
		...events.map((event) => shown(eventLine(event), look)),
	].join("\n");
}

function eventLine(event: TraceEvent): string {
	const { at, kind, phase, step, role, agent, result, commit, detail } = event;
	const place =
		step === undefined
			? phase === undefined
				? ""
				: ` phase ${phase}`
			: ` ${step}`;
	const who = [role, agent].filter((one) => one !== undefined).join(", ");
	return [
		`${at.slice(0, 19)}Z ${kind}${place}`,
		...(result === undefined
			? []
			: [`${result}${event.proven === false ? " (not proven)" : ""}`]),
		...(who === "" ? [] : [`by ${who}`]),
		...(commit === undefined ? [] : [`at ${commit.slice(0, 12)}`]),
		...(detail === undefined ? [] : [detail]),
	].join("  ");
}
