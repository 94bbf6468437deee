import type { JsonObject, Refusal } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { BoardDoor, DoorWait } from "../engine/board-door.ts";
import type { Verb } from "../verbs/verb.ts";
import { misbound } from "./binding-refusals.ts";
import type { RunCommand, Said } from "./command-spec.ts";
import { type Misuse, printMisuse } from "./misuse.ts";
import { workTreeAt } from "./own-gitdir.ts";
import { printRefusal } from "./print-refusal.ts";
import { isForServer } from "./remote/named-server.ts";
import { type Binding, type Misbound, taskBinding } from "./task-binding.ts";
import { EXIT, type Terminal } from "./terminal.ts";
import { verbAnswer } from "./verb-answer.ts";
import { verbDialect } from "./verb-dialect.ts";
import { verbInput } from "./verb-input.ts";
import { takesTask } from "./verb-options.ts";
import { verbWords } from "./verb-words.ts";
import { withBoardDoor } from "./with-door.ts";

const MAX_WAIT_S = 50;

/** `baton <verb>`: says it to the board, here or on a server, and prints the answer. */
export function verbCommand(verb: Verb): RunCommand {
	return async (said, terminal) => {
		const words = verbWords(verb, said.words);
		if ("problem" in words) return printMisuse(terminal, words, said.json);
		const binding = await bindingFor(verb, words.task, { said, terminal });
		if (binding !== undefined && "text" in binding)
			return refused(misbound(binding), said, terminal);
		if (verb.target === "task" && binding === undefined)
			return printMisuse(terminal, noTask(verb), said.json);
		const meant = await verbInput(verb, said, { words, terminal });
		if ("problem" in meant) return printMisuse(terminal, meant, said.json);
		return withBoardDoor(said, terminal, async (door) => {
			const answer =
				verb.name === "wait"
					? await waitAt(door, meant.input, said)
					: await door.say({
							verb: verb.name,
							input: meant.input,
							task: binding?.task,
							step: words.step ?? said.values["step-id"],
							key: said.values["idempotency-key"],
						});
			if (!answer.ok) return refused(answer, said, terminal);
			terminal.out(
				said.json
					? JSON.stringify(answer, undefined, 2)
					: verbAnswer(answer, { place: door.place, terminal }),
			);
			return EXIT.ok;
		});
	};
}

/** Its next step is said by verbs; what a run's own commands are for stays with them. */
function refused(refusal: Refusal, { json }: Said, terminal: Terminal) {
	const { message, hint } = refusal;
	const typed = { message: verbDialect(message), hint: verbDialect(hint) };
	return printRefusal(terminal, { ...refusal, ...typed }, json);
}

function waitAt(
	door: BoardDoor,
	input: JsonObject,
	{ values }: Pick<Said, "values">,
): Promise<Answer> {
	const seconds = values["timeout-sec"];
	// What is no number of seconds is refused by whoever waits.
	const timeoutMs = 1_000 * Number(seconds ?? MAX_WAIT_S);
	return door.wait({ ...(input as Partial<DoorWait>), timeoutMs });
}

/** The task that is meant. A server knows nothing of the task that is current in a work tree. */
async function bindingFor(
	verb: Verb,
	word: string | undefined,
	{ said, terminal }: { said: Said; terminal: Terminal },
): Promise<Binding | Misbound | undefined> {
	if (!takesTask(verb)) return undefined;
	const flag = said.values["task-id"];
	// What is put on the board is never what one works on already.
	const isNew = verb.name === "enroll";
	const env = isNew ? {} : (terminal.env ?? {});
	const isAway = isNew || isForServer(said, terminal);
	const tree = isAway
		? undefined
		: await workTreeAt(said.values.repo ?? terminal.directory);
	return taskBinding({ word, flag, env, ownGitdir: tree?.own });
}

function noTask({ name }: Verb): Misuse {
	return {
		problem: `${name} needs a task`,
		hint: `Name it behind the verb, such as \`baton ${name} 42\`, with --task-id or in BATON_TASK_ID.`,
	};
}
