import type { Answer } from "../../engine/answer.ts";
import { oneLine } from "../../planner/words.ts";
import { endedByCommand } from "./ended-by-command.ts";
import { giveBack } from "./give-back.ts";
import { isLeaseGone } from "./lease-gone.ts";
import type { WorkResult } from "./result-file.ts";
import { sayPatiently } from "./say-patiently.ts";
import { reportOf } from "./sayings.ts";
import type { Held, Outcome, Shift } from "./shift.ts";
import {
	type CommandEnd,
	reasonOf,
	type Verdict,
	verdictOf,
} from "./verdict.ts";

/** What the board made of a command's end, and why, where it is not simply done. */
export interface Reported {
	readonly outcome: Outcome;
	readonly reason?: string | undefined;
	/** What would have to be done for it, where the board says so. */
	readonly hint?: string | undefined;
	/** The answer to what was said, where it was taken. */
	readonly answer?: Answer | undefined;
}

const OUTCOMES: Readonly<Record<string, Outcome>> = {
	done: "done",
	fail: "failed",
	block: "blocked",
	release: "given back",
};

/** Tells the board how a command ended. Says nothing more of a task that the command has ended itself. */
export async function reportEnd(
	shift: Shift,
	held: Held,
	{ end, result }: { readonly end: CommandEnd; readonly result: WorkResult },
): Promise<Reported> {
	const reason = reasonOf(end, result);
	const verdict = verdictOf(end);
	const said = await say(shift, held, { verdict, reason, result });
	if (said.answer.ok)
		return {
			outcome: outcomeOf(said.verb, verdict),
			...(verdict === "done" ? {} : { reason }),
			answer: said.answer,
		};
	const { code, message, hint } = said.answer;
	const isGone = isLeaseGone(said.answer);
	if (isGone && (await endedByCommand(shift, held)))
		return { outcome: "ended by the command" };
	// What does not fit the state of things may be said of a task that is still held.
	if (isGone && code !== "INVALID_TRANSITION")
		return { outcome: "lost", reason: message };
	// What the board broke down over says nothing against the work.
	if (verdict !== "done" || held.step !== undefined || code === "INTERNAL")
		return notTaken(shift, held, message);
	// The work is there and not taken: whoever tries next, after a while, should know why.
	const why = oneLine(`not taken as done: ${message}`, 500);
	const failed = await say(shift, held, {
		...{ verdict: "failed", reason: why, result: { fields: {} } },
	});
	return failed.answer.ok
		? { outcome: "failed", reason: why, hint, answer: failed.answer }
		: notTaken(shift, held, message);
}

/** Gives back what cannot be ended otherwise: kept, it would count against its holder until the lease is over. */
async function notTaken(
	shift: Shift,
	held: Held,
	message: string,
): Promise<Reported> {
	const why = oneLine(`its end was not taken: ${message}`, 500);
	const { outcome } = await giveBack(shift, held, why);
	if (outcome === "lost") return { outcome, reason: message };
	const is =
		outcome === "given back" ? "given back" : "held until its lease ends";
	const reason = `${message.replace(/\.$/, "")}; it is ${is}`;
	return { outcome: "not reported", reason };
}

function outcomeOf(verb: string, verdict: Verdict): Outcome {
	if (verb === "record") return verdict === "done" ? "done" : "failed";
	return OUTCOMES[verb] ?? "failed";
}

/** Says a verdict, and if the command's own fields make no sense says it without them, with a note of what was wrong. */
async function say(
	shift: Shift,
	held: Held,
	{
		verdict,
		reason,
		result,
	}: {
		readonly verdict: Verdict;
		readonly reason: string;
		readonly result: WorkResult;
	},
): Promise<{ readonly verb: string; readonly answer: Answer }> {
	const { endAll } = shift;
	const { saying, extras } = reportOf(held, verdict, { reason, result });
	const { verb, task, agent } = saying;
	const input = { ...extras, ...saying.input };
	const answer = await sayPatiently(shift, { ...saying, input }, endAll);
	const isWrong = !answer.ok && answer.code === "VALIDATION";
	if (!isWrong || Object.keys(extras).length === 0) return { verb, answer };
	const body = `Left out of the result: ${oneLine(answer.message, 1_000)}`;
	const note = { verb: "note", task, agent, input: { body } };
	await sayPatiently(shift, note, endAll);
	return { verb, answer: await sayPatiently(shift, saying, endAll) };
}
