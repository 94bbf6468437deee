import { basename } from "node:path";
import type { Actor } from "../core/actor.ts";
import type { BoardReader } from "../core/board.ts";
import type { JsonObject, Refusal } from "../core/errors.ts";
import { isAgentName } from "../core/task.ts";
import type { Answer } from "../engine/answer.ts";
import type { BoardDoor, BoardPlace } from "../engine/board-door.ts";
import { findVerb } from "../verbs/index.ts";
import { nameless, noAgent, noBoard } from "./door-refusals.ts";
import { openLocalBoard } from "./local-board.ts";
import { withLocalFacts } from "./local-facts.ts";
import { type Speaker, sayAs, speakerAs, waitAs } from "./local-saying.ts";
import { LookWhile } from "./look-while.ts";

/** A repository's board, for whoever has the repository: nobody stands between, and nothing but the branch is written. */
export interface LocalDoor extends BoardDoor {
	/** What all work trees of the repository share. */
	readonly gitdir: string;
	/** The account that stands for git's user; undefined where git knows no name and email. */
	who(): Promise<Actor | undefined>;
	/** Whether the branch has a board. */
	isOpen(): Promise<boolean>;
	/** Opens the board with a config as `configure` takes it. One that is open takes the config in. */
	open(config: JsonObject): Promise<Answer>;
	/** Looks at the board as it is now. `look` must not keep it. */
	look<T>(look: (board: BoardReader) => T): Promise<T>;
	/** What the board is frozen by, as far as this door has seen; undefined while it is not. */
	frozen(): string | undefined;
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
/** Questions whose answer depends on who asks. */
const ABOUT_SPEAKER: ReadonlySet<string> = new Set(
	"next explain wait context recall ping".split(" "),
);
/** Baton itself, for what it says when it opens a board. */
const BATON: Actor = { id: 0, login: "baton" };

/** Opens the door to a repository's board, whether it has one yet or not. Throws `STORE_UNAVAILABLE` without a repository. */
export async function openLocalDoor(
	options: LocalDoorOptions,
): Promise<LocalDoor> {
	const { branch, dir } = options;
	const board = await openLocalBoard(options);
	const { gitdir, engine, isOpen, who } = board;
	const name = boardIn(branch);
	const moved = new LookWhile(() => engine.look());

	/** Who speaks for the agent, or why nobody may; a question needs nobody in particular. */
	async function speaker(
		verb: string,
		agent = options.agent,
	): Promise<Speaker | Refusal> {
		if (agent !== undefined && !isAgentName(agent)) return noAgent(agent);
		if (!(await isOpen())) return noBoard(branch);
		const isQuestion = findVerb(verb)?.reads === true;
		const isAnybodys =
			isQuestion && agent === undefined && !ABOUT_SPEAKER.has(verb);
		const actor = isAnybodys ? READER : await who();
		return actor === undefined && !isQuestion
			? nameless()
			: speakerAs(actor ?? READER, agent);
	}

	return {
		gitdir,
		who,
		isOpen,
		place: placeOf(gitdir, name),
		async open(config) {
			if ((await who()) === undefined) return refused("configure", nameless());
			const saying = { verb: "configure", input: { name, config } };
			const by: Speaker = { actor: BATON, role: "app" };
			return sayAs(engine, saying, { branch, by });
		},
		async say(saying) {
			const { verb } = saying;
			const by = await speaker(verb, saying.agent);
			if ("code" in by) return refused(verb, by);
			const whole = await withLocalFacts(saying, { dir, engine, name, who });
			return "code" in whole
				? refused(verb, whole)
				: sayAs(engine, whole, { branch, by });
		},
		async wait(wish) {
			const by = await speaker("wait", wish.agent);
			if ("code" in by) return refused("wait", by);
			return moved.during(() => waitAs(engine, wish, by));
		},
		watch: (act) => moved.watch(engine.watch(act)),
		look: (look) => engine.inspect(look),
		frozen: () => engine.frozen,
		async close() {
			moved.stop();
			await engine.close();
		},
	};
}

/** A branch `baton/board` holds the board `board`. */
function boardIn(branch: string): string {
	return branch.split("/").at(-1) ?? branch;
}

/** No account owns what lies on this machine; a repository is called as its directory is. */
function placeOf(gitdir: string, board: string): BoardPlace {
	const dir = gitdir.replace(/\/\.git\/?$/, "");
	const repo = basename(dir).replace(/\.git$/, "") || "repository";
	return { owner: "local", repo, board };
}

function refused(
	verb: string,
	refusal: Refusal,
): Answer & { readonly ok: false } {
	return { ...refusal, verb, opId: "" };
}
