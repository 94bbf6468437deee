import { randomUUID } from "node:crypto";
import type { Actor, Role } from "../core/actor.ts";
import type { BoardReader } from "../core/board.ts";
import type { JsonObject } from "../core/errors.ts";
import { isAgentName, type TaskKey } from "../core/task.ts";
import type { Answer } from "../engine/answer.ts";
import type { Engine } from "../engine/perform.ts";
import { callerOpId } from "../store/caller-key.ts";
import { findVerb } from "../verbs/index.ts";
import { nameless, noAgent, noBoard } from "./door-refusals.ts";
import { openLocalBoard } from "./local-board.ts";

/** What is said beside the verb. */
export interface LocalSaying {
	readonly task?: TaskKey | undefined;
	readonly step?: string | undefined;
	readonly input?: JsonObject | undefined;
	/** The same key of the same user is the same command. */
	readonly key?: string | undefined;
}

/** A repository's board, for whoever has the repository: nobody stands between, and nothing but the branch is written. */
export interface LocalDoor {
	/** What all work trees of the repository share. */
	readonly gitdir: string;
	/** The account that stands for git's user; undefined where git knows no name and email. */
	who(): Promise<Actor | undefined>;
	/** Whether the branch has a board. */
	isOpen(): Promise<boolean>;
	/** Opens the board with a config as `configure` takes it. One that is open takes the config in. */
	open(config: JsonObject): Promise<Answer>;
	/** Throws `STORE_UNAVAILABLE` when it cannot be found out whether it took effect: saying the same again is safe. */
	say(verb: string, saying?: LocalSaying): Promise<Answer>;
	/** Looks at the board as it is now. `look` must not keep it. */
	look<T>(look: (board: BoardReader) => T): Promise<T>;
	close(): Promise<void>;
}

export interface LocalDoorOptions {
	readonly dir: string;
	/** Without `refs/heads/`. */
	readonly branch: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly nowMs: () => number;
	/** The worker that is spoken for; the one named after git's user unless given. */
	readonly agent?: string | undefined;
	/** Told of what only a defect here can cause. */
	readonly onDefect: (error: unknown) => void;
}

/** Who asks where nobody has to be known: whoever has the repository can read all of it. */
const READER: Actor = { id: -1, login: "reader" };
/** Baton itself, for what it says when it opens a board. */
const BATON: Actor = { id: 0, login: "baton" };

/** Opens the door to a repository's board, whether it has one yet or not. Throws `STORE_UNAVAILABLE` without a repository. */
export async function openLocalDoor(
	options: LocalDoorOptions,
): Promise<LocalDoor> {
	const { branch, agent } = options;
	const board = await openLocalBoard(options);
	const { gitdir, engine, isOpen, who } = board;
	const speak = (verb: string, saying: LocalSaying, by: Speaker) =>
		perform(engine, { branch, verb, saying, by });
	return {
		gitdir,
		who,
		isOpen,
		async open(config) {
			const unnamed = refused("configure", nameless());
			if ((await who()) === undefined) return unnamed;
			// A branch `baton/board` holds the board `board`.
			const name = branch.split("/").at(-1) ?? branch;
			const input = { name, config };
			return speak("configure", { input }, { actor: BATON, role: "app" });
		},
		async say(verb, saying = {}) {
			if (agent !== undefined && !isAgentName(agent))
				return refused(verb, noAgent(agent));
			if (!(await isOpen())) return refused(verb, noBoard(branch));
			const isQuestion = findVerb(verb)?.reads === true;
			const actor = isQuestion && agent === undefined ? READER : await who();
			if (actor === undefined && !isQuestion) return refused(verb, nameless());
			return speak(verb, saying, speakerAs(actor ?? READER, agent));
		},
		look: (look) => engine.inspect(look),
		close: () => engine.close(),
	};
}

interface Speaker {
	readonly actor: Actor;
	readonly role: Role;
	readonly agent?: string;
}

/** Where there are no accounts, whoever works here is every agent that the config binds to nobody else. */
function speakerAs(actor: Actor, agent: string | undefined): Speaker {
	return agent === undefined
		? { actor, role: "admin" }
		: { actor: { ...actor, login: agent }, role: "admin", agent };
}

async function perform(
	engine: Engine,
	{
		branch,
		verb,
		saying: { task, step, input = {}, key = randomUUID() },
		by,
	}: { branch: string; verb: string; saying: LocalSaying; by: Speaker },
): Promise<Answer> {
	const about = task === undefined ? {} : { task };
	const [answer] = await engine.perform([
		{
			...{ verb, input, ...about, ...by },
			...(step === undefined ? {} : { step }),
			opId: callerOpId(by.actor.id, branch, key, { verb, ...about }),
		},
	]);
	if (answer === undefined) throw new Error(`${verb} was not answered`);
	return answer;
}

function refused(
	verb: string,
	refusal: ReturnType<typeof nameless>,
): Answer & { readonly ok: false } {
	return { ...refusal, verb, opId: "" };
}
