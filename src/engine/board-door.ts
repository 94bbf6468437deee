import type { Actor } from "../core/actor.ts";
import type { JsonObject, Refusal } from "../core/errors.ts";
import type { TaskKey } from "../core/task.ts";
import type { Answer } from "./answer.ts";

/** A command as a door of agents hands it in; its input is checked against the verb's schema. */
export interface DoorSaying {
	readonly verb: string;
	readonly input?: JsonObject | undefined;
	readonly task?: TaskKey | undefined;
	/** The step of the task's plan. */
	readonly step?: string | undefined;
	/** The worker that is spoken for; the caller's own unless named. */
	readonly agent?: string | undefined;
	/** The same key of the same account is the same command, whatever its content: said again, it answers what it answered first. */
	readonly key?: string | undefined;
}

/** What is waited for; an absent filter does not filter. */
export interface DoorWait {
	readonly agent?: string | undefined;
	readonly capabilities?: readonly string[] | undefined;
	readonly roles?: readonly string[] | undefined;
	readonly assignee?: string | undefined;
	readonly labels?: readonly string[] | undefined;
	/** From 0 to 50,000. */
	readonly timeoutMs: number;
	/** Ends the wait as its timeout does. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * One board as one caller has it, whichever way it is reached: in this process, in a repository on this machine, or over HTTP.
 * MCP, the HTTP API and the command line all speak through it, so they answer alike.
 */
export interface BoardDoor {
	/** Where the board is. */
	readonly place: BoardPlace;
	/** Throws `STORE_UNAVAILABLE` when it cannot be found out whether it took effect: saying the same again with its key is safe. */
	say(saying: DoorSaying): Promise<Answer>;
	/** A task that the agent can claim, as soon as there is one; `{task: null}` when time is up. Claims nothing. */
	wait(wish: DoorWait): Promise<Answer>;
	/** Calls `act` whenever the board may have moved, until the function that it answers is called. Asks nobody. */
	watch(act: () => void): () => void;
}

/** A board's name: `owner/repo` and the board in it. */
export interface BoardPlace {
	readonly owner: string;
	readonly repo: string;
	readonly board: string;
}

/** Who speaks through a door of agents, as proven there. */
export interface Caller {
	readonly actor: Actor;
	/** The worker that is spoken for unless another is named. */
	readonly agent?: string | undefined;
	/** True where a token says so: then no other worker may be spoken for. */
	readonly isBound?: boolean | undefined;
	/** Proven by a workflow's identity: whoever may write to the repository may change what the workflow says. */
	readonly via?: "actions" | undefined;
	/** Numeric ids of the only repositories whose boards may be reached; absent for all that the account may see. */
	readonly repositories?: readonly number[] | undefined;
}

/** Opens a board for a caller. Whoever may not see it is told what is told of one that is not there. */
export type OpenBoardDoor = (
	place: BoardPlace,
	caller: Caller,
) => Promise<BoardDoor | Refusal>;
