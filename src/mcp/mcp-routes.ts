import {
	createMcpHandler,
	isInitializeRequest,
	isJsonContentType,
	type McpRequestContext,
	readRequestBody,
} from "@modelcontextprotocol/server";
import { Hono } from "hono";
import type { Refusal } from "../core/errors.ts";
import type {
	BoardPlace,
	Caller,
	OpenBoardDoor,
} from "../engine/board-door.ts";
import type { FailureOptions } from "../engine/failure-refusal.ts";
import { mcpServer } from "./mcp-server.ts";
import { messageFlaw } from "./message-flaw.ts";
import { ParkedCalls } from "./parked-calls.ts";
import { type ToolSet, toolSetsOf } from "./tool-sets.ts";

/** What the door is made of. */
export interface McpRoutesOptions extends FailureOptions {
	readonly open: OpenBoardDoor;
	/** The board that a caller means who names none. */
	readonly defaultPlace?: (caller: Caller) => BoardPlace | undefined;
	/** Ends what is parked; its callers are answered. */
	readonly closing?: AbortSignal;
	/** The version that is told to clients. */
	readonly version: string;
}

/** The environment of a Hono app behind a guard that has found out who calls. */
interface GuardedEnv {
	readonly Variables: { readonly caller: Caller };
}

/** What a request brings along to the server that answers it. */
interface RequestFacts {
	readonly caller: Caller;
	readonly sets: readonly ToolSet[];
	readonly session: string | undefined;
}

/** A call's arguments are texts of a task at most. */
const MAX_BODY_BYTES = 1_048_576;
const SESSION = "mcp-session-id";
const SESSION_ID = /^[\x21-\x7e]{1,100}$/;

/**
 * MCP over Streamable HTTP at `/`, behind a guard that sets `caller`. Each request is answered by a server of its own and nothing
 * is kept between two of them, so that any process behind a load balancer can answer any request. Clients of the protocol's
 * earlier form get a session id by which a call that they give up in another request is found, if this process has it.
 */
export function mcpRoutes(options: McpRoutesOptions): Hono<GuardedEnv> {
	const parked = new ParkedCalls();
	const handler = createMcpHandler(
		(context) => serverFor(context, { ...options, parked }),
		{ maxRequestBodySize: MAX_BODY_BYTES },
	);
	const app = new Hono<GuardedEnv>();
	app.all("/", async (context) => {
		const sets = toolSetsOf(context.req.query("tools"));
		if ("code" in sets) return unknownSet(sets);
		const session = context.req.header(SESSION);
		const facts: RequestFacts = {
			...{ caller: context.get("caller"), sets },
			session: session && SESSION_ID.test(session) ? session : undefined,
		};
		const authInfo = {
			...{ token: "", scopes: [], extra: { ...facts } },
			clientId: String(facts.caller.actor.id),
		};
		const request = context.req.raw;
		const body = await bodyOf(request);
		if (body instanceof Response) return body;
		const response = await handler.fetch(request, {
			authInfo,
			...(body === undefined ? {} : { parsedBody: body }),
		});
		if (!isInitializeRequest(body)) return response;
		const headers = new Headers(response.headers);
		headers.set(SESSION, options.newId());
		return new Response(response.body, { status: response.status, headers });
	});
	return app;
}

function serverFor(
	{ authInfo, era }: McpRequestContext,
	{
		parked,
		defaultPlace,
		...options
	}: McpRoutesOptions & { readonly parked: ParkedCalls },
) {
	const { caller, sets, session } = factsIn(authInfo?.extra);
	const callOf = (request: string | number) => ({
		...{ actor: caller.actor.id, session, request },
	});
	const server = mcpServer({
		...options,
		...{ caller, sets, home: defaultPlace?.(caller) },
		park: (request, end) => parked.park(callOf(request), end),
		...(era === "legacy"
			? { onCancelled: (request) => parked.end(callOf(request)) }
			: {}),
	});
	return server;
}

/** Every request was given them above. */
function factsIn(extra: unknown): RequestFacts {
	return extra as RequestFacts;
}

/** The body as JSON; undefined where the handler answers without it, and its own answer where it cannot be read. */
async function bodyOf(request: Request): Promise<unknown> {
	const isJson = isJsonContentType(request.headers.get("content-type"));
	if (request.method !== "POST" || !isJson) return undefined;
	const read = await readRequestBody(request, MAX_BODY_BYTES).catch(
		() => undefined,
	);
	if (read === undefined)
		return protocolError(400, -32_700, "the body could not be read");
	if (read.tooLarge)
		return protocolError(
			413,
			-32_000,
			`the body is larger than ${MAX_BODY_BYTES} bytes`,
		);
	let body: unknown;
	try {
		body = JSON.parse(read.text);
	} catch {
		return protocolError(400, -32_700, "the body is no JSON");
	}
	const flaw = messageFlaw(body);
	return flaw === undefined ? body : protocolError(400, -32_600, flaw);
}

function unknownSet({ code, message, hint, data }: Refusal): Response {
	return protocolError(400, -32_602, `${code}: ${message} ${hint}`, {
		code,
		...data,
	});
}

function protocolError(
	status: number,
	code: number,
	message: string,
	data?: object,
): Response {
	const error = { code, message, ...(data === undefined ? {} : { data }) };
	return Response.json({ jsonrpc: "2.0", id: null, error }, { status });
}
