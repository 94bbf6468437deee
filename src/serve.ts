import type { Probot } from "probot";
import { BOARD_NAME, boardOpener, gitHostOf } from "./board-opener.ts";
import { BUILD } from "./build.ts";
import { connect, type RunningApp } from "./github/app.ts";
import { listen } from "./running.ts";
import { createWebhookServer } from "./webhook-server.ts";

/** Where the app listens, whom it works for, and where it keeps its cache. */
export interface ServeOptions {
	readonly probot: Probot;
	readonly secret: string;
	readonly apiUrl: string;
	readonly home: string;
	readonly port: number;
	readonly host: string;
}

/** The app behind its HTTP server. */
export interface Served extends RunningApp {
	readonly url: string;
}

/** Connects a Probot instance with the house and starts to listen. Nothing was swept yet. */
export async function serve(options: ServeOptions): Promise<Served> {
	const { probot, secret, apiUrl, home } = options;
	await probot.ready();
	const openBoard = boardOpener({
		gitHost: gitHostOf(apiUrl),
		home,
		build: BUILD,
	});
	const app = connect(probot, {
		openBoard,
		board: BOARD_NAME,
		nowMs: Date.now,
	});
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
