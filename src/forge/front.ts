import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from "node:http";
import { type Answer, type Call, refusal } from "./call.ts";
import type { Identified } from "./callers.ts";
import { isAskedByClient } from "./check-token.ts";
import { answerControl, CONTROL_PATH } from "./control-door.ts";
import { parseGitRequest, serveGit } from "./git-http.ts";
import { serveCall } from "./serve-call.ts";
import { answerSignIn } from "./sign-in-door.ts";
import type { World } from "./world.ts";

const MOST_BODY_BYTES = 25_000_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** The public server: git, and REST below `/api/v3` or without it. `world` is there as soon as requests come. */
export function createFront(
	world: () => World | undefined,
	log: (message: string) => void,
): Server {
	const server = createServer(
		{ requestTimeout: REQUEST_TIMEOUT_MS },
		(request, response) => {
			const ready = world();
			if (ready === undefined)
				return send(response, refusal(503, "Starting"), request.method);
			handle(ready, request, response).catch((error: Error) => {
				log(
					`${request.method} ${request.url}: ${error.stack ?? error.message}`,
				);
				if (response.headersSent) response.destroy();
				else send(response, refusal(500, "Server Error"), request.method);
			});
		},
	);
	return server;
}

async function handle(
	world: World,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const method = request.method ?? "GET";
	const url = new URL(request.url ?? "/", world.url);
	const wanted = parseGitRequest(method, url);
	if (wanted !== undefined)
		return serveGit(world, wanted, { request, response });
	if (url.pathname === CONTROL_PATH) {
		const raw = (await readBody(request)) ?? Buffer.alloc(0);
		return send(response, await answerControl(world, request, raw), method);
	}
	const read = () => readBody(request);
	const signIn = await answerSignIn(world, { method, url, request, read });
	if (signIn !== undefined) return send(response, signIn, method);
	const path = url.pathname.replace(/^\/api\/v3(?=\/)/, "");
	const { authorization } = request.headers;
	const identified: Identified = isAskedByClient(path)
		? { ok: true }
		: world.callers.identify(authorization);
	if (!identified.ok) {
		request.resume();
		const { status = 401, message } = identified;
		return send(response, refusal(status, message), method);
	}
	const raw = await readBody(request);
	if (raw === undefined)
		return send(response, refusal(413, "Request body is too large"), method);
	const call: Call = {
		method: method === "HEAD" ? "GET" : method,
		path,
		query: url.searchParams,
		body: parseJson(raw),
		raw,
		accept: request.headers.accept,
		caller: identified.caller,
		authorization,
	};
	const known = request.headers["if-none-match"];
	send(response, await serveCall(world, call, known), method);
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size <= MOST_BODY_BYTES) chunks.push(chunk);
	}
	return size <= MOST_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

function parseJson(raw: Buffer): unknown {
	if (raw.length === 0) return undefined;
	try {
		return JSON.parse(raw.toString("utf8"));
	} catch {
		return undefined;
	}
}

function send(
	response: ServerResponse,
	{ status, body, headers = {} }: Answer,
	method: string | undefined,
): void {
	const { "content-type": given, ...others } = headers;
	const bytes =
		body === undefined
			? undefined
			: Buffer.isBuffer(body)
				? body
				: Buffer.from(JSON.stringify(body));
	const type = Buffer.isBuffer(body)
		? (given ?? "application/octet-stream")
		: "application/json; charset=utf-8";
	const entity =
		bytes === undefined
			? {}
			: { "content-type": type, "content-length": bytes.length };
	response.writeHead(status, {
		...others,
		...entity,
		"x-github-media-type": "github.v3; format=json",
	});
	response.end(method === "HEAD" ? undefined : bytes);
}
