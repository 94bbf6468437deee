import { type JsonObject, type Refusal, refuse } from "../../core/errors.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { TaskKey } from "../../core/task.ts";
import type { SaidName } from "../execute-command.ts";
import type { ExecuteSaying } from "../execute-inputs.ts";
import type { Bound } from "../say-bound.ts";
import { editable, PLAN_JSON, readExported } from "./exports.ts";
import { gateFacts } from "./gate-facts.ts";
import { recordFacts } from "./record-facts.ts";
import { takeEdited } from "./take-edited.ts";
import { commandsIn, trustCommands } from "./trusted-commands.ts";

/** What is said of a run, with what this machine found out for it. Of a task without a plan it is left for the board to refuse. */
export async function gather(
	name: SaidName,
	saying: ExecuteSaying,
	{ bound, task }: { readonly bound: Bound; readonly task: TaskKey },
): Promise<ExecuteSaying | Refusal> {
	const { door } = bound;
	const plan = (await door.isOpen())
		? // What is set apart is not looked at: the board says why when it is asked.
			await door.look((board) =>
				board.task(task) === undefined ? undefined : board.plan(task),
			)
		: undefined;
	if (plan === undefined) return saying;
	const found = await inputFor(name, saying, { bound, task, plan });
	return found.ok ? { ...saying, input: found.input } : found;
}

interface About {
	readonly bound: Bound;
	readonly task: TaskKey;
	readonly plan: Plan;
}

type Found = { readonly ok: true; readonly input: JsonObject } | Refusal;

async function inputFor(
	name: SaidName,
	{ step, input }: ExecuteSaying,
	{ bound, task, plan }: About,
): Promise<Found> {
	const { said, top, terminal } = bound;
	const { flags, values } = said;
	const typed = values.command;
	if (name === "start") return editedSince({ bound, task, plan });
	if (name === "record")
		return recordFacts(bound, {
			...{ task, plan, top, step, input, typed },
			directory: values.repo ?? terminal.directory,
			isRun: flags.has("run"),
		});
	const { phase, reason } = input;
	const proven = await gateFacts(bound, {
		...{ plan, top, typed },
		phase: typeof phase === "number" ? phase : undefined,
		allowsDirty: flags.has("allow-dirty"),
	});
	return proven.ok && reason !== undefined
		? { ok: true, input: { ...proven.input, reason } }
		: proven;
}

/** A plan that was exported and edited since is handed in with the start. */
async function editedSince({ bound, task, plan }: About): Promise<Found> {
	const { top } = bound;
	const isOpen = plan.execution.status === "planned";
	if (top === undefined || !isOpen) return { ok: true, input: {} };
	const exported = await readExported(top);
	if (exported === undefined) return { ok: true, input: {} };
	if (!exported.ok)
		return refuse(
			"VALIDATION",
			`${PLAN_JSON} cannot be taken over: ${exported.reason}.`,
			"Correct it, or remove it to start the plan as it was saved.",
			{ field: "plan" },
		);
	const { task_id: _task, ...saved } = editable(task, plan);
	const isSame =
		exported.task !== task ||
		JSON.stringify(exported.plan) === JSON.stringify(saved);
	if (isSame) return { ok: true, input: {} };
	await takeEdited(bound, { top, saved: plan, given: exported.plan });
	return { ok: true, input: { plan: exported.plan } };
}

/** Remembers the commands of a plan that was made or handed in here. */
export function trustPlan(gitdir: string, plan: Plan): Promise<void> {
	return trustCommands(gitdir, commandsIn(plan));
}
