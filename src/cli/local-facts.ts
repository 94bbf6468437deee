import type { Actor } from "../core/actor.ts";
import type { Refusal } from "../core/errors.ts";
import type { TaskKey } from "../core/task.ts";
import type { DoorSaying } from "../engine/board-door.ts";
import type { Engine } from "../engine/perform.ts";
import { taskIdFor } from "../planner/task-id.ts";
import { misusedLabels } from "../verbs/said-labels.ts";
import { workTreeAt } from "./own-gitdir.ts";

/** So many keys are tried before a title is too often taken. */
const MAX_SALTS = 10_000;

/** What this machine finds out for a command. */
export interface LocalFacts {
	readonly dir: string;
	readonly engine: Engine;
	/** The board's. */
	readonly name: string;
	readonly who: () => Promise<Actor | undefined>;
}

/** Completes what elsewhere stands on GitHub: the key of a new task, and the config as the work tree has it. */
export async function withLocalFacts(
	saying: DoorSaying,
	facts: LocalFacts,
): Promise<DoorSaying | Refusal> {
	const { verb, task, input = {} } = saying;
	const misused = misusedLabels(verb, input);
	if (misused !== undefined) return misused;
	if (verb === "enroll" && task === undefined)
		return { ...saying, task: await keyFor(saying, facts.engine) };
	if (verb !== "configure" || input.config !== undefined) return saying;
	const { readLocalConfig } = await import("./local-config.ts");
	const top = (await workTreeAt(facts.dir))?.top;
	const read = await readLocalConfig(top, await facts.who());
	if (!read.ok) return read;
	return { ...saying, input: { name: facts.name, config: read.config } };
}

/** A key of the title's own words. With a caller's key it is the same one each time, so that saying it twice is one task. */
async function keyFor(
	{ input = {}, key }: DoorSaying,
	engine: Engine,
): Promise<TaskKey> {
	const title = typeof input.title === "string" ? input.title : "";
	if (key !== undefined) return taskIdFor(title, key);
	return engine.inspect((board) => {
		for (let salt = 0; salt < MAX_SALTS; salt++) {
			const id = taskIdFor(title, salt === 0 ? "" : String(salt));
			const isFree =
				board.task(id) === undefined && board.unreadable(id) === undefined;
			if (isFree) return id;
		}
		throw new Error(`${MAX_SALTS} tasks have this very title`);
	});
}
