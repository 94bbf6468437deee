import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from "node:http";
import { verify } from "@octokit/webhooks-methods";
import type { Probot } from "probot";
import { isNoRoom } from "./github/redelivery/hint-room.ts";

/** Where webhooks arrive. */
export const WEBHOOK_PATH = "/api/github/webhooks";

/** GitHub sends no larger payload; anything above is turned away before its signature is looked at. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;
/** A sender has this long for the whole request. */
const READ_TIMEOUT_MS = 10_000;
/** How often it is looked whether one takes longer. */
const LOOK_EVERY_MS = 1_000;

/** What the server needs: the instance that handles events, and the secret that proves who sent them. */
export interface WebhookServerOptions {
	readonly probot: Probot;
	readonly secret: string;
	readonly onError: (error: unknown) => void;
	/** Answers what is neither a webhook nor a question whether the app runs; without it there is nothing else. */
	readonly elsewhere?: (
		request: IncomingMessage,
		response: ServerResponse,
	) => Promise<void>;
	/** How long a sender has for the whole request, in milliseconds; ten seconds unless told otherwise. Answers may take longer. */
	readonly readTimeoutMs?: number;
}

/** The app's HTTP server: takes in webhooks within limits, checks the signature and hands them to Probot. Not yet listening. */
export function createWebhookServer(options: WebhookServerOptions): Server {
	const { readTimeoutMs = READ_TIMEOUT_MS } = options;
	const connectionsCheckingInterval = Math.min(LOOK_EVERY_MS, readTimeoutMs);
	const settings = { connectionsCheckingInterval };
	const server = createServer(settings, (request, response) => {
		route(request, response, options).catch((error) => {
			options.onError(error);
			if (!response.headersSent) answer(response, 500, "internal error");
		});
	});
	server.requestTimeout = readTimeoutMs;
	server.headersTimeout = readTimeoutMs;
	return server;
}

async function route(
	request: IncomingMessage,
	response: ServerResponse,
	options: WebhookServerOptions,
): Promise<void> {
	const path = (request.url ?? "/").split("?", 1)[0];
	if (path === WEBHOOK_PATH && request.method === "POST")
		return receive(request, response, options);
	if (path === WEBHOOK_PATH) return answer(response, 405, "POST only");
	if (path === "/healthz") return answer(response, 200, "Baton is running");
	if (options.elsewhere !== undefined)
		return options.elsewhere(request, response);
	if (path === "/") return answer(response, 200, "Baton is running");
	return answer(response, 404, "not found");
}

async function receive(
	request: IncomingMessage,
	response: ServerResponse,
	{ probot, secret, onError }: WebhookServerOptions,
): Promise<void> {
	const name = header(request, "x-github-event");
	const id = header(request, "x-github-delivery");
	const signature = header(request, "x-hub-signature-256");
	if (name === undefined || id === undefined || signature === undefined)
		return answer(
			response,
			400,
			"a GitHub webhook has an event, a delivery and a signature header",
		);
	const body = await readBody(request);
	if (body === "") return answer(response, 400, "the body is empty");
	if (body === undefined) {
		answer(response, 413, "body too large");
		request.destroy();
		return;
	}
	if (
		!/^sha256=[0-9a-f]{64}$/.test(signature) ||
		!(await verify(secret, body, signature))
	)
		return answer(response, 401, "the signature does not match");
	const payload = parsePayload(body);
	if (payload === undefined)
		return answer(response, 400, "the body is not a JSON object");
	try {
		// Handlers only queue, so this answers at once; what the queue loses, the sweep finds.
		await probot.receive({ id, name, payload } as Parameters<
			Probot["receive"]
		>[0]);
	} catch (error) {
		// GitHub keeps what was not taken in, and is asked for it again.
		if (isNoRoom(error)) return answer(response, 503, "too many wait already");
		// They only read the payload: one that they cannot read is no better when it is sent again.
		onError(error);
		return answer(response, 400, "the payload is not that of a webhook");
	}
	return answer(response, 200, "ok");
}

/** The body as text, undefined once it is larger than it may be: the rest is not read. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
	if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES)
		return undefined;
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > MAX_BODY_BYTES) return undefined;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString("utf8");
}

function parsePayload(body: string): object | undefined {
	try {
		const payload: unknown = JSON.parse(body);
		return typeof payload === "object" &&
			payload !== null &&
			!Array.isArray(payload)
			? payload
			: undefined;
	} catch {
		return undefined;
	}
}

function header(request: IncomingMessage, name: string): string | undefined {
	const value = request.headers[name];
	return typeof value === "string" && value !== "" ? value : undefined;
}

function answer(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
	response.end(`${text}\n`);
}
