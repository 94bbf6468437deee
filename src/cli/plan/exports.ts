import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Json, JsonObject } from "../../core/errors.ts";
import { RUN_FIELDS } from "../../core/plan/given-step.ts";
import type { Plan, Step } from "../../core/plan/plan.ts";
import type { Brief, TaskKey } from "../../core/task.ts";
import { planMarkdown } from "../../planner/plan-markdown.ts";
import { contextMarkdown } from "./context-markdown.ts";
import { writeExports } from "./write-export.ts";

/** The folder of a checkout that exports go to. */
export const EXPORT_FOLDER = ".claude/team-context";
export const PLAN_JSON = `${EXPORT_FOLDER}/plan.json`;

/** Writes a plan for people and tools to read and edit: `plan.json`, `plan.md` and `context.md`. Answers their paths, or why not. */
export async function exportPlan(
	top: string,
	{
		key,
		plan,
		brief,
	}: {
		readonly key: TaskKey;
		readonly plan: Plan;
		readonly brief: Brief;
	},
): Promise<{ readonly paths: readonly string[]; readonly warning?: string }> {
	const files = {
		[PLAN_JSON]: `${JSON.stringify(editable(key, plan), null, 2)}\n`,
		[`${EXPORT_FOLDER}/plan.md`]: planMarkdown({ id: key, plan }),
		[`${EXPORT_FOLDER}/context.md`]: contextMarkdown(key, plan, brief),
	};
	const warning = await writeExports(top, files);
	return warning === undefined
		? { paths: Object.keys(files) }
		: { paths: [], warning };
}

/** What lies in `plan.json`. */
export type Exported =
	| {
			readonly ok: true;
			readonly task: string | undefined;
			readonly plan: Json;
	  }
	| { readonly ok: false; readonly reason: string };

/** The exported plan as it is now, edited or not; undefined when there is none. */
export async function readExported(top: string): Promise<Exported | undefined> {
	let text: string;
	try {
		text = await readFile(join(top, PLAN_JSON), "utf8");
	} catch (error) {
		const { code } = error as { code?: string };
		return code === "ENOENT" || code === "ENOTDIR"
			? undefined
			: { ok: false, reason: (error as Error).message };
	}
	return planIn(text);
}

/** A plan in JSON, with the key of its task taken apart from it. */
export function planIn(text: string): Exported {
	try {
		const parsed = JSON.parse(text) as Json;
		if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
			return { ok: false, reason: "it holds no plan" };
		const { task_id, ...plan } = parsed as JsonObject;
		return {
			ok: true,
			task: typeof task_id === "string" ? task_id : undefined,
			plan,
		};
	} catch (error) {
		return { ok: false, reason: (error as Error).message };
	}
}

/** A plan as it is edited: without what the run alone knows. */
export function editable(key: TaskKey, plan: Plan): JsonObject {
	const { execution: _execution, amendments: _amendments, ...rest } = plan;
	return {
		task_id: key,
		...(rest as unknown as JsonObject),
		phases: plan.phases.map(({ steps, ...phase }) => ({
			...(phase as unknown as JsonObject),
			steps: steps.map(editableStep),
		})),
	};
}

function editableStep(step: Step): JsonObject {
	const isShown = ([name, value]: [string, unknown]) =>
		!(RUN_FIELDS as readonly string[]).includes(name) &&
		!(Array.isArray(value) && value.length === 0);
	return Object.fromEntries(
		Object.entries(step).filter(isShown),
	) as unknown as JsonObject;
}
