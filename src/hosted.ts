import { Probot } from "probot";
import { BOARD_NAME, boardOpener, gitHostOf } from "./board-opener.ts";
import { BUILD } from "./build.ts";
import type { Form } from "./environment.ts";
import { connect } from "./github/app.ts";
import { listen, type Running } from "./running.ts";
import { createWebhookServer } from "./webhook-server.ts";

/** Runs the app against GitHub or a GitHub Enterprise Server with the App's credentials. */
export async function startHosted(form: Extract<Form, { kind: "hosted" }>): Promise<Running> {
	const { appId, privateKey, webhookSecret: secret, apiUrl, home } = form;
	const probot = new Probot({ appId, privateKey, secret, baseUrl: apiUrl });
	await probot.ready();
	const app = connect(probot, { openBoard: boardOpener({ gitHost: gitHostOf(apiUrl), home, build: BUILD }), board: BOARD_NAME, nowMs: Date.now });
	const server = createWebhookServer({ probot, secret, onError: (error) => probot.log.error({ err: error }, "webhook") });
	const url = await listen(server, { port: form.port, host: form.host });
	void app.sweep();
	console.log(`Baton ${BUILD} listens on ${url}`);
	return {
		async close() {
			server.close();
			server.closeAllConnections();
			await app.close();
		},
	};
}
