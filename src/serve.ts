import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { fileURLToPath } from "node:url";
import type { Probot } from "probot";
import { type Access, agentDoors } from "./agent-doors.ts";
import { endServer } from "./end-server.ts";
import type { BoardShare } from "./engine/board-share.ts";
import type { RunningApp } from "./github/app.ts";
import { createHttpServer } from "./http-server.ts";
import { opensWhen } from "./opens-when.ts";
import { listen } from "./running.ts";
import { startApp } from "./start-app.ts";

/** Where the app listens, whom it works for, and where it keeps its cache. */
export interface ServeOptions {
	readonly probot: Probot;
	readonly secret: string;
	readonly apiUrl: string;
	readonly home: string;
	readonly sweepEveryMs: number;
	readonly port: number;
	readonly host: string;
	/** How a board, by its name, is shared with other processes; absent for the only one. */
	readonly share?: (board: string) => BoardShare;
	/** The door's clock; the machine's by default. */
	readonly nowMs?: () => number;
	/** Who is let in at the doors of agents; without it they are closed. */
	readonly access?: Access;
	/** Where the page's files are; beside the compiled program unless given. */
	readonly pageFolder?: string;
	/** False while agents are let into no board yet; they are told to come again. */
	readonly isReady?: () => boolean;
}

/** The app behind its HTTP server. */
export interface Served extends RunningApp {
	readonly url: string;
}

const PAGE_FOLDER = fileURLToPath(new URL("./page", import.meta.url));

/** Connects a Probot instance with the house and starts to listen. Nothing was swept yet. */
export async function serve(options: ServeOptions): Promise<Served> {
	const {
		probot,
		secret,
		pageFolder = PAGE_FOLDER,
		isReady = () => true,
	} = options;
	await probot.ready();
	const app = startApp(probot, options);
	const closing = new AbortController();
	// Everybody who waits here listens to it.
	setMaxListeners(0, closing.signal);
	const doors = agentDoors({
		access: options.access,
		pageFolder,
		openBoard: opensWhen(isReady, app.openBoard),
		closing: closing.signal,
		newId: randomUUID,
		steadyMs: () => performance.now(),
		onDefect: (error, id) =>
			probot.log.error({ err: error }, `a defect at a door of agents: ${id}`),
	});
	const server = createHttpServer({
		probot,
		secret,
		onError: (error) => probot.log.error({ err: error }, "webhook"),
		fetch: doors.fetch,
	});
	const url = await listen(server, options);
	return {
		url,
		sweep: app.sweep,
		openBoard: app.openBoard,
		async close() {
			await endServer(server, () => closing.abort());
			await app.close();
		},
	};
}
