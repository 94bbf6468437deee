import { createServer } from "node:http";

import { createNodeMiddleware, Probot } from "probot";

import { createWebhookServer } from "../dist/webhook-server.js";
import { answerRequests } from "./child.mjs";
import { profiled } from "./profile.mjs";

// One webhook server with a handler that does nothing: the app's own, or the one that comes with Probot.

/** Which of the two this process serves. */
let served = "none";

answerRequests({
	listen,
	load: ({ seconds }) =>
		profiled(
			`webhooks-${served}`,
			() => new Promise((resolve) => setTimeout(resolve, seconds * 1_000)),
		),
});

/** @param {{ kind: "ours" | "probot", secret: string }} input */
async function listen({ kind, secret }) {
	served = kind;
	const probot = new Probot({
		appId: 1,
		privateKey: "unused",
		secret,
		logLevel: "fatal",
	});
	const server =
		kind === "ours" ? await ours(probot, secret) : await probots(probot);
	return new Promise((resolve) => {
		server.listen(0, "127.0.0.1", () => resolve(server.address()));
	});
}

/**
 * @param {Probot} probot
 * @param {string} secret
 */
async function ours(probot, secret) {
	await probot.ready();
	handle(probot);
	return createWebhookServer({ probot, secret, onError: console.error });
}

/** @param {Probot} probot */
async function probots(probot) {
	const middleware = await createNodeMiddleware(handle, { probot });
	return createServer(
		(request, response) => void middleware(request, response),
	);
}

/** @param {Probot} probot */
function handle(probot) {
	probot.on("issue_comment.created", () => {});
}
