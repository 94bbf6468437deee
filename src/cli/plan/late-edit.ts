import type { JsonObject } from "../../core/errors.ts";
import { readGivenPlan } from "../../core/plan/given.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { TaskKey } from "../../core/task.ts";
import { editable, PLAN_JSON, readExported } from "./exports.ts";

const UNCHANGED = "the run goes by the plan as it was started";

/**
 * What to say where the exported plan of a run is not what was started; undefined where it is, where it is another task's, and
 * once the run was amended, which the file knows nothing of.
 */
export async function lateEdit(
	top: string,
	task: TaskKey,
	plan: Plan,
): Promise<string | undefined> {
	if (plan.execution.status !== "running" || hasGrown(plan)) return undefined;
	const exported = await readExported(top);
	if (exported === undefined) return undefined;
	if (!exported.ok)
		return `note: ${PLAN_JSON} cannot be read (${exported.reason}); ${UNCHANGED}.`;
	if (exported.task !== task) return undefined;
	const { task_id: _task, ...started } = editable(task, plan);
	const isSame =
		inOneForm(task, exported.plan as JsonObject, plan) ===
		inOneForm(task, started, plan);
	return isSame
		? undefined
		: `note: ${PLAN_JSON} differs from what was started; ${UNCHANGED}. \`baton execute amend\` changes it.`;
}

/** An amendment without changes of its own is the edited plan that the start took over. */
function hasGrown({ amendments, execution }: Plan): boolean {
	return (
		amendments.some(({ changes }) => changes.length > 0) ||
		execution.approvals.some(({ remediation }) => remediation !== undefined)
	);
}

/** What was left out by the one who wrote it stands in it, and everything in the same order. What is no plan is like no other. */
function inOneForm(
	task: TaskKey,
	given: JsonObject,
	{ task_summary: summary }: Plan,
): string {
	const read = readGivenPlan(given, { maxSteps: Infinity, summary });
	return JSON.stringify(read.ok ? editable(task, read.plan) : given);
}
