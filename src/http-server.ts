import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { refuse } from "./core/errors.ts";
import { refusalResponse } from "./web/refusal-response.ts";
import {
	createWebhookServer,
	type WebhookServerOptions,
} from "./webhook-server.ts";

/** What the server takes in: webhooks, and whatever the doors of agents answer. */
export interface HttpServerOptions
	extends Omit<WebhookServerOptions, "elsewhere"> {
	/** Answers everything that is no webhook; `env` has Node's own request. */
	readonly fetch: (
		request: Request,
		env: object,
	) => Promise<Response> | Response;
}

/** The app's HTTP server: webhooks as they come, all else by the doors of agents. Not yet listening. */
export function createHttpServer({
	fetch,
	...webhooks
}: HttpServerOptions): Server {
	const listener = getRequestListener(fetch, {
		overrideGlobalObjects: false,
		// Only what is no request comes here: the doors answer for their own failures.
		errorHandler: () =>
			refusalResponse(
				refuse(
					"VALIDATION",
					"This is no HTTP request that can be understood.",
					"Name the host and the path as a URL has them.",
				),
			),
	});
	return createWebhookServer({
		...webhooks,
		elsewhere: (request: IncomingMessage, response: ServerResponse) =>
			listener(request, response),
	});
}
