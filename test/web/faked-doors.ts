import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { agentDoors } from "../../src/agent-doors.ts";
import type { Refusal } from "../../src/core/errors.ts";
import type { Answer } from "../../src/engine/answer.ts";
import type { BoardDoor, DoorSaying } from "../../src/engine/board-door.ts";
import { listen } from "../../src/running.ts";
import type { StreamTiming } from "../../src/web/feed-frames.ts";

/** A board behind the doors that answers as a test wants it to. */
export interface FakedBoard {
	/** Asked each time the board is opened. */
	readonly opened?: () => Refusal | undefined;
	readonly say?: (saying: DoorSaying) => Promise<Answer> | Answer;
	readonly timing?: StreamTiming;
}

/** The doors of agents before such a board, for whoever comes; `defects` is what they tell of. */
export function fakedDoors({ opened, say, timing }: FakedBoard) {
	const defects: { readonly error: unknown; readonly id: string }[] = [];
	const watching = new Set<() => void>();
	const place = { owner: "acme", repo: "demo", board: "board" };
	const door: BoardDoor = {
		place,
		async say(saying) {
			return (
				say?.(saying) ?? { ok: true, verb: saying.verb, opId: "k1", data: {} }
			);
		},
		async wait() {
			return { ok: true, verb: "wait", opId: "wait", data: { task: null } };
		},
		watch(act) {
			watching.add(act);
			return () => void watching.delete(act);
		},
	};
	const doors = agentDoors({
		access: {
			async guard(c, next) {
				c.set("caller", { actor: { id: 7, login: "octocat" } });
				await next();
			},
		},
		openBoard: async () => opened?.() ?? door,
		closing: new AbortController().signal,
		newId: () => "correlation-1",
		onDefect: (error, id) => defects.push({ error, id }),
		steadyMs: () => performance.now(),
		timing,
	});
	return {
		doors,
		defects,
		watching,
		move: () => {
			for (const act of [...watching]) act();
		},
	};
}

/** The same on a port of this machine. */
export async function servedDoors(
	doors: ReturnType<typeof agentDoors>,
): Promise<{ readonly server: Server; readonly url: string }> {
	const listener = getRequestListener(doors.fetch, {
		overrideGlobalObjects: false,
	});
	const server = createServer((request, response) => {
		void listener(request, response);
	});
	return { server, url: await listen(server, { port: 0, host: "127.0.0.1" }) };
}
