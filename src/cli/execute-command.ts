import type { RunCommand } from "./command-spec.ts";
import { EXECUTE_SAYINGS, type ExecuteSaying } from "./execute-inputs.ts";
import { executeMisuse } from "./execute-misuse.ts";
import { listRuns } from "./list-runs.ts";
import { printMisuse } from "./misuse.ts";
import { leaseFor } from "./plan/lease-for.ts";
import { printRefusal } from "./print-refusal.ts";
import {
	type Bound,
	type BoundAnswer,
	bindingOf,
	sayBound,
	withBound,
} from "./say-bound.ts";
import { keepIfFree, newestPlanned } from "./start-binding.ts";
import { switchTask } from "./switch-task.ts";
import type { Binding, Misbound } from "./task-binding.ts";
import { EXIT } from "./terminal.ts";

/** The commands of a run that say something about the task that is bound. */
export type SaidName = keyof typeof EXECUTE_SAYINGS;

/** The commands of a run. */
export type ExecuteName = SaidName | "list" | "switch";

/** `baton execute <name>`: says it to the board, about the task that is bound, and prints the answer. */
export function executeCommand(name: ExecuteName): RunCommand {
	return async (said, terminal) => {
		const misuse = executeMisuse(name, said);
		if (misuse !== undefined) return printMisuse(terminal, misuse, said.json);
		return withBound(said, terminal, async (bound) => {
			if (name === "switch") return switchTask(bound);
			if (name === "list") return listRuns(bound);
			const answer = await sayAbout(name, bound);
			return answer.ok
				? printAbout(name, answer, bound)
				: printRefusal(terminal, answer, said.json);
		});
	};
}

async function sayAbout(name: SaidName, bound: Bound): Promise<BoundAnswer> {
	const binding = await boundFor(name, bound);
	const answer = await sayProven(name, bound, binding);
	if (answer.ok && name === "start")
		await keepIfFree(bound, answer.binding.task);
	return name === "complete" && !answer.ok && (await isOver(bound, binding))
		? sayBound(bound, binding, { verb: "status" })
		: answer;
}

/** What a step's command came to is on record before anybody else may run it. */
async function sayProven(
	name: SaidName,
	bound: Bound,
	binding: Binding | Misbound | undefined,
): Promise<BoundAnswer> {
	const work = async () => {
		const saying = await withEvidence(name, { bound, binding });
		return "code" in saying ? saying : sayBound(bound, binding, saying);
	};
	const { flags, values } = bound.said;
	const step = values["step-id"];
	const isRun = name === "record" && flags.has("run") && step !== undefined;
	if (!isRun || binding === undefined || !("task" in binding)) return work();
	const { oneRun } = await import("./plan/one-run.ts");
	return oneRun(bound.door.gitdir, { task: binding.task, step }, work);
}

/** Whoever was interrupted while it ended says it again, and has what is written then still to come. */
async function isOver(
	{ door }: Bound,
	binding: Binding | Misbound | undefined,
): Promise<boolean> {
	if (binding === undefined || !("task" in binding)) return false;
	if (!(await door.isOpen())) return false;
	return door.look(
		(board) => board.plan(binding.task)?.execution.status === "completed",
	);
}

/** What is started is what was planned last, unless something else is named: nobody means a run of before. */
async function boundFor(
	name: SaidName,
	bound: Bound,
): Promise<Binding | Misbound | undefined> {
	const binding = await bindingOf(bound);
	if (name !== "start") return binding;
	const isNamed = binding !== undefined && binding.from !== "current task";
	if (isNamed || !(await bound.door.isOpen())) return binding;
	return (await bound.door.look(newestPlanned)) ?? binding;
}

/** What is said, with what this machine can find out about it: a commit, the end of a command, a plan that was edited. */
async function withEvidence(
	name: SaidName,
	{
		bound,
		binding,
	}: {
		readonly bound: Bound;
		readonly binding: Binding | Misbound | undefined;
	},
) {
	const saying: ExecuteSaying = EXECUTE_SAYINGS[name](bound.said);
	const { flags, values } = bound.said;
	if (name === "dispatched") return withLease(saying, { bound, binding });
	const isFree =
		(name !== "start" || bound.top === undefined) &&
		!flags.has("run") &&
		(name !== "record" || values.commit === undefined);
	if (isFree || binding === undefined || !("task" in binding)) return saying;
	const { gather } = await import("./plan/gather.ts");
	return gather(name, saying, { bound, task: binding.task });
}

async function withLease(
	saying: ExecuteSaying,
	{
		bound: { door },
		binding,
	}: {
		readonly bound: Bound;
		readonly binding: Binding | Misbound | undefined;
	},
): Promise<ExecuteSaying> {
	const { step, input } = saying;
	if (input.for !== undefined || step === undefined) return saying;
	if (binding === undefined || !("task" in binding)) return saying;
	if (!(await door.isOpen())) return saying;
	const length = await door.look((board) =>
		leaseFor(board, binding.task, step),
	);
	return length === undefined
		? saying
		: { ...saying, input: { ...input, for: length } };
}

async function printAbout(
	name: SaidName,
	answer: Extract<BoundAnswer, { ok: true }>,
	bound: Bound,
): Promise<number> {
	const { terminal, said } = bound;
	const isAction = name === "start" || name === "next" || name === "resume";
	if (said.json && !isAction)
		terminal.out(JSON.stringify(answer, undefined, 2));
	else if (isAction)
		terminal.out(
			await (await import("./plan/print-action.ts")).printAction(name, {
				answer,
				bound,
			}),
		);
	else
		terminal.out(
			await (await import("./plan/print-recorded.ts")).printRecorded(name, {
				answer,
				bound,
			}),
		);
	return EXIT.ok;
}
