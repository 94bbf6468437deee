import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isAgentName } from "../core/task.ts";
import type { Answer } from "../engine/answer.ts";
import type { BoardDoor, BoardPlace, DoorWait } from "../engine/board-door.ts";
import { noAgent } from "./door-refusals.ts";
import { followFeed } from "./remote/follow-feed.ts";
import { sayAgain } from "./remote/say-again.ts";
import { answerOf } from "./remote/server-answer.ts";
import {
	askServer,
	type Server,
	type ServerRequest,
} from "./remote/server-request.ts";

/** A board on a server, over its HTTP API. */
export interface RemoteDoor extends BoardDoor {
	/** Ends everything that waits or watches. */
	close(): Promise<void>;
}

export interface RemoteDoorOptions extends Omit<Server, "fetch"> {
	readonly place: BoardPlace;
	readonly nowMs: () => number;
	/** The real one unless given. */
	readonly fetch?: typeof fetch;
	/** The real one unless given. */
	readonly pause?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The longest that an answer is waited for; a wait lasts so much longer than it was asked to. */
const ANSWER_MS = 30_000;
const AFTER_WAIT_MS = 10_000;

/**
 * The door to a board on a server. Nothing is asked before something is said. `say` and `wait` throw `STORE_UNAVAILABLE`, with a
 * `hint`, when the server cannot be reached or is none of Baton's.
 */
export function openRemoteDoor(options: RemoteDoorOptions): RemoteDoor {
	const { place, nowMs, agent, pause = pauseFor } = options;
	const { owner, repo, board } = place;
	const server: Server = { fetch, ...options };
	const closing = new AbortController();
	const base = `boards/${owner}/${repo}/${board}`;

	async function ask(
		verb: string,
		request: Pick<ServerRequest, "body" | "headers">,
		{
			as = agent,
			waitMs = ANSWER_MS,
			signal,
		}: { as?: string; waitMs?: number; signal?: AbortSignal | undefined } = {},
	): Promise<Answer> {
		if (as !== undefined && !isAgentName(as))
			return { ...noAgent(as), verb, opId: "" };
		const given = signal === undefined ? [] : [signal];
		const ending = AbortSignal.any([closing.signal, ...given]);
		const reply = await sayAgain(
			() =>
				askServer(
					{ ...server, agent: as },
					{
						path: `${base}/${verb}`,
						...request,
						signal: AbortSignal.any([ending, AbortSignal.timeout(waitMs)]),
					},
				),
			{ nowMs, pause, signal: ending },
		);
		return answerOf(reply, { verb, url: server.url });
	}

	return {
		place,
		say({ verb, task, step, input, key = randomUUID(), agent: as = agent }) {
			const address = { task, step, as };
			return ask(
				verb,
				{
					body: { ...address, ...input },
					headers: { "idempotency-key": key },
				},
				as === undefined ? {} : { as },
			);
		},
		wait: (wish) => waitThere({ agent, ...wish }, ask),
		watch(act) {
			const ending = new AbortController();
			const signal = AbortSignal.any([closing.signal, ending.signal]);
			void followFeed(server, `${base}/events`, { act, pause, signal });
			return () => ending.abort();
		},
		async close() {
			closing.abort();
		},
	};
}

/** A wait that is ended from here is over as one whose time is up. */
async function waitThere(
	{ agent, timeoutMs, signal, ...filter }: DoorWait,
	ask: (
		verb: string,
		request: Pick<ServerRequest, "body">,
		how: { as?: string; waitMs: number; signal?: AbortSignal | undefined },
	) => Promise<Answer>,
): Promise<Answer> {
	const body = { ...filter, as: agent, timeout_sec: timeoutMs / 1_000 };
	const as = agent === undefined ? {} : { as: agent };
	const waitMs = timeoutMs + AFTER_WAIT_MS;
	try {
		return await ask("wait", { body }, { ...as, waitMs, signal });
	} catch (error) {
		if (signal?.aborted !== true) throw error;
		return { ok: true, verb: "wait", opId: "wait", data: { task: null } };
	}
}

async function pauseFor(ms: number, signal?: AbortSignal): Promise<void> {
	await sleep(ms, undefined, signal === undefined ? {} : { signal });
}
