import type { Command } from "../core/command.ts";
import type { JsonObject } from "../core/errors.ts";
import type { TaskKey } from "../core/task.ts";
import { type Accepted, type Decision, decide } from "../verbs/decide.ts";
import { findVerb } from "../verbs/index.ts";
import { type Answer, told } from "./answer.ts";
import { type FactSources, withFacts } from "./facts.ts";
import { firstAnswer } from "./first-answer.ts";
import { healthOf } from "./guard-health.ts";
import { decideAnyway, quarantined } from "./guard-plan.ts";
import { lastGoodView } from "./guard-view.ts";
import type { Head } from "./head.ts";

/** Where an answer is looked for: the board at a head. */
export interface Asked {
	readonly head: Head;
	readonly options: FactSources;
}

/** How the board is, told also when it can hardly be read. */
export async function doctorAnswer(
	command: Command,
	{ head, options }: Asked,
): Promise<Answer> {
	const facts = await healthOf(head, options.store);
	const input = { ...command.input, facts: facts as unknown as JsonObject };
	return plainAnswer(decideAnyway(head.state, { ...command, input }), command, {
		head,
		options,
	});
}

/** The answer to a command about a task that is set apart: questions see its last good version, all else is refused. */
export async function setApartAnswer(
	command: Command,
	at: Asked & { readonly task: TaskKey; readonly reason: string },
): Promise<Answer> {
	const { head, options, task, reason } = at;
	const view =
		findVerb(command.verb)?.reads === true
			? await lastGoodView(head.state, task, options.store)
			: undefined;
	if (view === undefined)
		return plainAnswer(quarantined(task, reason), command, at);
	const sources = { ...options, head: head.version.oid };
	const asked = await withFacts(command, view, sources);
	const answer = await plainAnswer(decide(view, asked), command, at);
	if (!answer.ok) return answer;
	const warning = `Task ${task} is quarantined: ${reason}. This is its last good version; nothing is written to it until its documents are mended.`;
	return {
		...answer,
		data: { ...answer.data, quarantined: reason, warnings: [warning] },
	};
}

/** An answer for which nothing has to be written. */
export async function plainAnswer(
	decision: Decision | Accepted,
	command: Command,
	{ head, options }: Asked,
): Promise<Answer> {
	if (decision.ok === "known")
		return firstAnswer(options.store, head.version.oid, decision);
	return decision.ok
		? told(command, decision)
		: { ...decision, verb: command.verb, opId: command.opId };
}
