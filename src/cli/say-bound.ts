import type { JsonObject, Refusal } from "../core/errors.ts";
import type { Done } from "../engine/answer.ts";
import { misbound, missing, unbound } from "./binding-refusals.ts";
import type { Said } from "./command-spec.ts";
import type { LocalDoor } from "./local-door.ts";
import { workTreeAt } from "./own-gitdir.ts";
import { type Binding, type Misbound, taskBinding } from "./task-binding.ts";
import type { Terminal } from "./terminal.ts";
import { withDoor } from "./with-door.ts";

/** A command about one task, with the door it is said through. */
export interface Bound {
	readonly said: Said;
	readonly terminal: Terminal;
	readonly door: LocalDoor;
	/** What git keeps for this work tree alone. */
	readonly ownGitdir: string;
	/** The directory with its files; undefined in a bare repository. */
	readonly top: string | undefined;
}

/** An answer about a task, and how that task was found. */
export type BoundAnswer = (Done & { readonly binding: Binding }) | Refusal;

/** Opens the door for a command that is about one task. */
export function withBound(
	said: Said,
	terminal: Terminal,
	work: (bound: Bound) => Promise<number>,
): Promise<number> {
	return withDoor(said, terminal, async (door) => {
		const dir = said.values.repo ?? terminal.directory;
		const tree = await workTreeAt(dir);
		const ownGitdir = tree?.own ?? door.gitdir;
		return work({ said, terminal, door, ownGitdir, top: tree?.top });
	});
}

/** The task that a command names or is bound to. */
export function bindingOf(
	{ said, terminal: { env = {} }, ownGitdir }: Bound,
	word?: string,
): Promise<Binding | Misbound | undefined> {
	const flag = said.values["task-id"];
	return taskBinding({ word, flag, env, ownGitdir });
}

/** Says something about the bound task. Where there is no such task the refusal names those that there are. */
export async function sayBound(
	{ said, door }: Bound,
	binding: Binding | Misbound | undefined,
	saying: {
		readonly verb: string;
		readonly step?: string | undefined;
		readonly input?: JsonObject | undefined;
	},
): Promise<BoundAnswer> {
	if (binding !== undefined && "text" in binding) return misbound(binding);
	if (binding === undefined && (await door.isOpen())) return door.look(unbound);
	const key = said.values["idempotency-key"];
	const task = binding?.task;
	const answer = await door.say({ ...saying, task, key });
	if (binding === undefined) return answer as Refusal;
	if (answer.ok) return { ...answer, binding };
	if (answer.code !== "NOT_FOUND" || !(await door.isOpen())) return answer;
	const isThere = await door.look(
		(board) =>
			board.task(binding.task) !== undefined ||
			board.unreadable(binding.task) !== undefined,
	);
	return isThere ? answer : door.look((board) => missing(board, binding));
}
