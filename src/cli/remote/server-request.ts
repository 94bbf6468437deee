import type { JsonObject } from "../../core/errors.ts";
import { RemoteUnavailable } from "./remote-unavailable.ts";
import { serverFault } from "./server-faults.ts";

/** How a server is spoken to. */
export interface Server {
	readonly url: URL;
	/** What proves who speaks; absent where nothing has to be proven. */
	readonly token?: string | undefined;
	/** The worker that is spoken for. */
	readonly agent?: string | undefined;
	readonly fetch: typeof fetch;
}

/** One request. `path` is below `/api/v1/`. */
export interface ServerRequest {
	readonly path: string;
	/** Posted as JSON; absent for a GET. */
	readonly body?: JsonObject;
	readonly headers?: Readonly<Record<string, string>>;
	readonly signal: AbortSignal;
}

/** What came back: the status, the object it holds, and how long one is to stay away, in seconds. */
export interface ServerReply {
	readonly status: number;
	readonly body: JsonObject;
	readonly headers: Headers;
	readonly retryAfterS: number | undefined;
}

/** A whole board fits into it. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Sends one request and reads its JSON. Throws `STORE_UNAVAILABLE` when there is no answer, or none of Baton's. */
export async function askServer(
	server: Server,
	request: ServerRequest,
): Promise<ServerReply> {
	const { status, headers, text } = await send(server, request).catch(
		(cause) => {
			throw serverFault(server.url, cause);
		},
	);
	const body = objectIn(text);
	if (body === undefined || typeof body.ok !== "boolean")
		throw noBaton(server.url, { status, headers });
	const after = Number(headers.get("retry-after") ?? Number.NaN);
	return {
		status,
		body,
		headers,
		retryAfterS: Number.isFinite(after) && after >= 0 ? after : undefined,
	};
}

/** The headers that say who speaks. A server on this machine knows its callers by their agent alone. */
export function whoHeaders({ token, agent }: Server): Record<string, string> {
	return {
		...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
		...(agent === undefined ? {} : { "x-baton-agent": agent }),
	};
}

/** Something answers there, and it is no server of Baton's. */
export function noBaton(
	{ origin }: URL,
	{ status, headers }: Pick<ServerReply, "status" | "headers">,
): RemoteUnavailable {
	const to = headers.get("location");
	const kind = (headers.get("content-type") ?? "").split(";")[0];
	const said =
		to !== null
			? `it sends on to ${JSON.stringify(to.slice(0, 100))}`
			: `it answers ${status}${kind === "" ? "" : ` with ${kind}`}`;
	return new RemoteUnavailable(
		`${origin} is no server of Baton's: ${said}`,
		"See that --url or BATON_URL names Baton itself, without a path.",
		// A gateway answers for a server that is being started.
		{ isFinal: status < 500 },
	);
}

async function send(
	server: Server,
	{ path, body, headers, signal }: ServerRequest,
): Promise<{ status: number; headers: Headers; text: string }> {
	const response = await server.fetch(new URL(`/api/v1/${path}`, server.url), {
		method: body === undefined ? "GET" : "POST",
		headers: {
			accept: "application/json",
			...(body === undefined ? {} : { "content-type": "application/json" }),
			...whoHeaders(server),
			...headers,
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
		// A token is for this server and for no other that it points to.
		redirect: "manual",
		signal,
	});
	const text = await textOf(response);
	return { status: response.status, headers: response.headers, text };
}

async function textOf(response: Response): Promise<string> {
	const parts: Uint8Array[] = [];
	let bytes = 0;
	for await (const part of response.body ?? []) {
		bytes += part.length;
		if (bytes > MAX_BYTES) throw new Error("the answer is too long");
		parts.push(part);
	}
	return Buffer.concat(parts).toString("utf8");
}

function objectIn(text: string): JsonObject | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null && !Array.isArray(value)
			? (value as JsonObject)
			: undefined;
	} catch {
		return undefined;
	}
}
