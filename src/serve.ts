import type { Probot } from "probot";
import type { BoardShare } from "./engine/board-share.ts";
import type { RunningApp } from "./github/app.ts";
import { listen } from "./running.ts";
import { startApp } from "./start-app.ts";
import { createWebhookServer } from "./webhook-server.ts";

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
}

/** The app behind its HTTP server. */
export interface Served extends RunningApp {
	readonly url: string;
}

/** Connects a Probot instance with the house and starts to listen. Nothing was swept yet. */
export async function serve(options: ServeOptions): Promise<Served> {
	const { probot, secret } = options;
	await probot.ready();
	const app = startApp(probot, options);
	const server = createWebhookServer({
		probot,
		secret,
		onError: (error) => probot.log.error({ err: error }, "webhook"),
	});
	const url = await listen(server, options);
	return {
		url,
		sweep: app.sweep,
		async close() {
			server.close();
			server.closeAllConnections();
			await app.close();
		},
	};
}
