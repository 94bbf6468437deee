import { fromMs } from "../../core/instant.ts";
import type { Bound, BoundAnswer } from "../say-bound.ts";
import { styleFor } from "../style.ts";
import { nextLines } from "./next-lines.ts";
import { RECORDED } from "./recorded-text.ts";
import { selfOf } from "./self-of.ts";
import { shownAction } from "./shown-action.ts";
import { taskSuffix } from "./task-suffix.ts";

/** What a command of a run prints once it took effect, and how the run goes on. */
export async function printRecorded(
	name: string,
	{
		answer,
		bound,
	}: {
		readonly answer: Extract<BoundAnswer, { ok: true }>;
		readonly bound: Bound;
	},
): Promise<string> {
	const { said } = bound;
	if (name === "status") return printStatus(answer, bound);
	if (name === "complete") return printCompleted(answer, bound);
	const text = RECORDED[name]?.(answer.data, { reason: said.values.reason });
	if (text === undefined) return JSON.stringify(answer.data, undefined, 2);
	// A worker's shell reads this one line as JSON.
	if (name === "dispatched") return text.join("\n");
	if (name === "cancel") {
		const suffix = await taskSuffix(bound, answer.binding.task);
		const again = `\`baton execute reopen${suffix}\` takes it up again.`;
		return [...text, again].join("\n");
	}
	return [...text, ...(await howToGoOn(answer, bound))].join("\n");
}

/** A step is asked for first, since its prompt comes with it. */
async function howToGoOn(
	{ binding }: Extract<BoundAnswer, { ok: true }>,
	bound: Bound,
): Promise<readonly string[]> {
	const { door, terminal } = bound;
	const found = await door.look((board) =>
		shownAction(board, binding.task, { now: fromMs(terminal.nowMs()) }),
	);
	if (found === undefined) return [];
	const { action, plan } = found;
	const suffix = await taskSuffix(bound, binding.task);
	return action.action === "DISPATCH"
		? ["Next:", `  baton execute next${suffix}`]
		: [
				action.message,
				nextLines(action, {
					...{ plan, suffix },
					self: await selfOf(bound, action),
				}),
			].filter((part) => part !== "");
}

async function printStatus(
	{ binding, data }: Extract<BoundAnswer, { ok: true }>,
	{ door, terminal }: Bound,
): Promise<string> {
	const { statusText } = await import("./status-text.ts");
	const { env = {}, isTerminal = false, nowMs } = terminal;
	return door.look((board) => {
		const [task, plan] = [board.task(binding.task), board.plan(binding.task)];
		if (task === undefined || plan === undefined)
			return [
				`Quarantined: ${board.unreadable(binding.task) ?? "its documents cannot be read"}`,
				JSON.stringify(data, undefined, 2),
			].join("\n");
		const style = styleFor({ isTerminal, env });
		return statusText({ task, plan }, { binding, now: fromMs(nowMs()), style });
	});
}

async function printCompleted(
	{ binding }: Extract<BoundAnswer, { ok: true }>,
	{ door, terminal, top }: Bound,
): Promise<string> {
	const { finishedText } = await import("./finished.ts");
	const key = binding.task;
	const kept = await door.look((board) => ({
		plan: board.plan(key),
		retrospective: board.retrospective(key),
	}));
	const told = await door.say({ verb: "trace", task: key });
	return finishedText(key, {
		...kept,
		trace: told.ok ? told.data.trace : undefined,
		now: fromMs(terminal.nowMs()),
		top,
	});
}
