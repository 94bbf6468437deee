import { readFile } from "node:fs/promises";
import { type Json, type Refusal, refuse } from "../core/errors.ts";
import { readGivenPlan } from "../core/plan/given.ts";
import type { Planned } from "../planner/make-plan.ts";
import { taskIdFor } from "../planner/task-id.ts";
import { DOCUMENT_LIMITS, parseYaml } from "../store/yaml.ts";
import type { LocalDoor } from "./local-door.ts";

/** Steps of a plan that no board has a say in yet. */
const MAX_STEPS = 200;
/** So many keys are tried before a text is too often planned. */
const MAX_SALTS = 10_000;

/** The caller's own plan; everything that is wrong with it is said with its place. */
export async function importPlan(
	path: string,
	task: string,
	door: LocalDoor,
): Promise<Planned | Refusal> {
	const file = await readPlanFile(path);
	if (!file.ok) return file;
	const maxSteps = await door.look(
		({ board }) => board?.config.limits.plan_steps ?? MAX_STEPS,
	);
	const summary = task === "" ? {} : { summary: task };
	const given = readGivenPlan(file.value, { maxSteps, ...summary });
	if (!given.ok) return given;
	const { plan } = given;
	const words = task === "" ? plan.task_summary : task;
	return { id: await door.look((board) => freeId(words, board)), plan };
}

/** What a file holds, whatever it is; an exported plan without the key of the task that it was exported from. */
export async function readPlanFile(
	path: string,
): Promise<{ readonly ok: true; readonly value: Json } | Refusal> {
	let text: string;
	try {
		text = await readFile(path, "utf8");
	} catch (error) {
		const { code } = error as { code?: string };
		return unreadable(
			`The plan ${path} cannot be read: ${code === "ENOENT" ? "there is no such file" : (code ?? "unknown")}.`,
		);
	}
	const parsed = parseYaml(text, DOCUMENT_LIMITS);
	if (!parsed.ok) {
		const line = parsed.line === undefined ? "" : ` in line ${parsed.line}`;
		return unreadable(
			`The plan ${path} cannot be taken${line}: ${jsonFlaw(path, text) ?? parsed.reason}.`,
		);
	}
	const { value } = parsed;
	if (typeof value !== "object" || value === null || Array.isArray(value))
		return { ok: true, value: value as Json };
	const { task_id: _key, ...plan } = value as Record<string, Json>;
	return { ok: true, value: plan };
}

/** JSON is YAML too, but what is wrong with it is better said in its own words. */
function jsonFlaw(path: string, text: string): string | undefined {
	if (!path.endsWith(".json")) return undefined;
	try {
		JSON.parse(text);
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
}

function unreadable(message: string): Refusal {
	return refuse(
		"VALIDATION",
		message,
		"Name a file of YAML or JSON with --import.",
		{ field: "import" },
	);
}

/** A key that no task has yet. */
function freeId(
	text: string,
	board: { readonly task: (key: string) => unknown },
): string {
	for (let salt = 0; salt < MAX_SALTS; salt++) {
		const id = taskIdFor(text, salt === 0 ? "" : String(salt));
		if (board.task(id) === undefined) return id;
	}
	throw new Error(`${MAX_SALTS} tasks have this very text`);
}
