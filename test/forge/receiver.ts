import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { verify } from "@octokit/webhooks-methods";

export interface Received {
	readonly event: string;
	readonly guid: string;
	readonly isSigned: boolean;
	// biome-ignore lint/suspicious/noExplicitAny: payloads are read the way a webhook handler does.
	readonly payload: any;
}

/** A listener for webhooks that checks every signature. */
export interface Receiver {
	readonly url: string;
	readonly received: Received[];
	/** `event.action` of everything received, in order. */
	names(): string[];
	close(): Promise<void>;
}

export async function startReceiver(
	secret: string,
	status = 200,
): Promise<Receiver> {
	const received: Received[] = [];
	const server = createServer(async (request, response) => {
		let body = "";
		for await (const chunk of request) body += chunk;
		const signature = `${request.headers["x-hub-signature-256"]}`;
		received.push({
			event: `${request.headers["x-github-event"]}`,
			guid: `${request.headers["x-github-delivery"]}`,
			isSigned: await verify(secret, body, signature),
			payload: JSON.parse(body),
		});
		response.writeHead(status).end("taken");
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
		received,
		names: () =>
			received.map(({ event, payload }) =>
				payload.action === undefined ? event : `${event}.${payload.action}`,
			),
		async close() {
			server.close();
			server.closeAllConnections();
		},
	};
}
