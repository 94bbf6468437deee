import { Probot } from "probot";

import { budgetedOctokit } from "../dist/github/budget/budgeted-octokit.js";
import { NO_LIMITS } from "../dist/github/budget/limits.js";
import { UnthrottledOctokit } from "../dist/hosted.js";
import { openReplicas } from "../dist/replicas/open-replicas.js";
import { serve } from "../dist/serve.js";
import { answerRequests } from "./child.mjs";

// One process of the app behind its HTTP server; who calls is believed.

answerRequests({ start });

/**
 * @param {object} input
 * @param {string} input.apiUrl
 * @param {any} input.app The App's credentials.
 * @param {string} input.home
 * @param {string} [input.redisUrl]
 * @param {Readonly<Record<string, { id: number, login: string }>>} input.accounts By agent.
 */
async function start({ apiUrl, app, home, redisUrl, accounts }) {
	const replicas = await openReplicas({
		redisUrl,
		appId: app.id,
		// Redis ends with the row, and these processes with it.
		say: () => undefined,
	});
	const probot = new Probot({
		appId: app.id,
		privateKey: app.privateKey,
		secret: app.webhookSecret,
		baseUrl: apiUrl,
		Octokit: budgetedOctokit({ base: UnthrottledOctokit, limits: NO_LIMITS }),
		logLevel: "fatal",
	});
	const served = await serve({
		probot,
		secret: app.webhookSecret,
		apiUrl,
		home,
		sweepEveryMs: 3_600_000,
		port: 0,
		host: "127.0.0.1",
		...(redisUrl === undefined ? {} : { share: replicas.board }),
		access: {
			guard: async (context, next) => {
				const agent = context.req.header("x-baton-agent") ?? "agent-1";
				context.set("caller", { actor: accounts[agent], agent });
				await next();
			},
		},
	});
	await served.sweep();
	return served.url;
}
