import { z } from "zod";
import { type BoardReader, compareKeys } from "../core/board.ts";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import type { TaskKey } from "../core/task.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

/** The format of an exported board. */
export const EXPORT_FORMAT = 1;

/** What an answer has room for. */
interface Room {
	readonly characters: number;
	readonly lengthOf: (value: JsonObject) => number;
	/** What it is too long for otherwise. */
	readonly name: string;
}

/** So many characters of JSON fit into a comment beside the rest of the answer. */
const COMMENT: Room = {
	...{ characters: 28_000, lengthOf: printedLength },
	name: "a comment",
};
/** Those who ask by a door of agents get what they ask for, as long as nobody else has to wait for it. */
const ANSWER: Room = {
	...{
		characters: 20_000_000,
		lengthOf: (value) => JSON.stringify(value).length,
	},
	name: "one answer of 20 MB",
};
/** No task takes fewer. */
const TASK_CHARACTERS = 100;

/** The board's own document, and those of agents and memory, whole. */
export function exportedHead(board: BoardReader): JsonObject {
	return board.problem === undefined
		? ({
				board: board.board ?? null,
				agents: [...board.agents()].map(
					(name) =>
						board.agent(name) ?? {
							name,
							unreadable: board.damage(`agents/${name}`),
						},
				),
				memory: {
					shared: board.memory("shared"),
					agents: Object.fromEntries(
						[...board.remembering()].map((agent) => [
							agent,
							board.memory({ agent }),
						]),
					),
				},
			} as unknown as JsonObject)
		: { board: null, unreadable: board.problem };
}

/** Every task with all its documents, in key order; of one that cannot be read only why. */
export function* exportedTasks(board: BoardReader): Generator<JsonObject> {
	for (const key of [...board.keys()].sort(compareKeys))
		yield exportedTask(board, key);
}

/** A task with all its documents, or why it cannot be read. */
export function exportedTask(board: BoardReader, key: TaskKey): JsonObject {
	const unreadable = board.unreadable(key);
	return unreadable === undefined
		? ({
				key,
				task: board.task(key),
				brief: board.brief(key),
				baton: board.baton(key),
				context: board.context(key),
			} as unknown as JsonObject)
		: { key, unreadable };
}

export const exportBoard = boardVerb({
	name: "export",
	summary:
		"Answers the whole board as JSON: its config and every task with its brief, baton and notes.",
	input: z.strictObject({}),
	role: "read",
	doors: [...SPOKEN, "cli"],
	examples: ["/baton export"],
	errors: ["QUOTA_EXCEEDED"],
	words: [],
	reads: true,
	run({ draft, command }) {
		// A caller's key (protocol section 4) is what the doors of agents make an op id of; a comment has its own number.
		const room = command.opId.startsWith("k") ? ANSWER : COMMENT;
		const head = exportedHead(draft);
		const tasks: JsonObject[] = [];
		let characters = room.lengthOf(head);
		if ([...draft.keys()].length > room.characters / TASK_CHARACTERS)
			return tooLong(room);
		for (const task of exportedTasks(draft)) {
			characters += room.lengthOf(task);
			if (characters > room.characters) return tooLong(room);
			tasks.push(task);
		}
		return {
			ok: true,
			summary: "export",
			data: { format: EXPORT_FORMAT, ...head, tasks },
		};
	},
});

function tooLong({ name }: Room): Refusal {
	return refuse(
		"QUOTA_EXCEEDED",
		`The board is too long for ${name}.`,
		"In a clone that has the board's branch, `baton export > board.json` writes all of it.",
	);
}

/** Characters as a reply prints it at most: indented, and what could act as markup spelled out at six characters each. */
function printedLength(value: JsonObject): number {
	const printed = JSON.stringify(value, undefined, 2);
	const lines = printed.match(/\n/g)?.length ?? 0;
	const escaped = printed.match(/[`@<>#]|[^\x20-\x7e\n]/g)?.length ?? 0;
	return printed.length + 6 * lines + 5 * escaped;
}
