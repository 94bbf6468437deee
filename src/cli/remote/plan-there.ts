import type { Json, JsonObject } from "../../core/errors.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { isTaskKey, type TaskKey } from "../../core/task.ts";
import type { Answer } from "../../engine/answer.ts";
import type { BoardDoor } from "../../engine/board-door.ts";
import { printPlan } from "../../planner/print-plan.ts";
import type { RunCommand, Said } from "../command-spec.ts";
import { safeLines } from "../data-text.ts";
import { readPlanFile } from "../import-plan.ts";
import { printMisuse } from "../misuse.ts";
import { printRefusal } from "../print-refusal.ts";
import { EXIT } from "../terminal.ts";
import { withBoardDoor } from "../with-door.ts";

const MAX_TITLE = 256;

/** `baton plan` said to a server: a plan for a task there, made from what its default branch holds, or handed in. */
export const planThere: RunCommand = async (said, terminal) => {
	const { json, flags, values, words } = said;
	if (!flags.has("save") || flags.has("dry-run"))
		return printMisuse(terminal, ONLY_SAVED, json);
	const file =
		values.import === undefined ? undefined : await readPlanFile(values.import);
	if (file?.ok === false) return printRefusal(terminal, file, json);
	const text = words.join(" ").trim();
	if (text === "") return printMisuse(terminal, NO_TASK, json);
	return withBoardDoor(said, terminal, async (door) => {
		const task = await taskFor(door, text, said);
		if (typeof task !== "string") return printRefusal(terminal, task, json);
		const input = file === undefined ? wishes(said) : { plan: file.value };
		const key = values["idempotency-key"];
		const answer = await door.say({ verb: "plan", task, input, key });
		if (!answer.ok) return printRefusal(terminal, answer, json);
		terminal.out(
			json
				? JSON.stringify(answer, undefined, 2)
				: printedPlan(task, answer.data, flags.has("explain")),
		);
		return EXIT.ok;
	});
};

function printedPlan(
	task: TaskKey,
	{ plan, warnings = [] }: JsonObject,
	explain: boolean,
): string {
	const planned = { id: task, plan: plan as unknown as Plan };
	return [
		printPlan(planned, { explain }),
		...(warnings as readonly string[]).flatMap((one) =>
			safeLines(`warning: ${one}`),
		),
		"",
		"Next:",
		`  baton execute start --task-id ${task}`,
	].join("\n");
}

const ONLY_SAVED = {
	problem: "a server makes no plan that is only shown",
	hint: "Say it with --save, or without --url in a clone, which needs no server.",
};

const NO_TASK = {
	problem: "plan needs a task",
	hint: 'Name one, such as `baton plan 42 --save`, or say what is to be done: `baton plan "Add request logging" --save` makes an issue of it.',
};

/** A task that is there already, by its key; anything else is the title of a new one. */
async function taskFor(
	door: BoardDoor,
	text: string,
	{ values }: Said,
): Promise<TaskKey | (Answer & { readonly ok: false })> {
	const named = /^#?\d+$/.test(text) || /^task-[a-z0-9-]+$/.test(text);
	const word = text.replace(/^#/, "");
	if (named && isTaskKey(word)) return word;
	const title = Array.from(text).slice(0, MAX_TITLE).join("");
	const enrolled = await door.say({
		verb: "enroll",
		input: { title, description: text },
		key: values["idempotency-key"],
	});
	if (!enrolled.ok) return enrolled;
	const { task } = enrolled.data as { readonly task?: JsonObject };
	return enrolled.task ?? String(task?.key);
}

/** What the planner is asked for. */
function wishes({ values }: Said): JsonObject {
	const { model, agents, risk, complexity } = values;
	const given: Record<string, Json | undefined> = {
		...{ model, risk, complexity },
		agents: agents?.split(",").map((role) => role.trim()),
	};
	return Object.fromEntries(
		Object.entries(given).filter(([, value]) => value !== undefined),
	);
}
