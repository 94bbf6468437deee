import {
	type CallToolRequest,
	ProtocolError,
	ProtocolErrorCode,
	Server,
	type ServerContext,
} from "@modelcontextprotocol/server";
import { endingWith } from "../engine/ending.ts";
import { type CallOptions, callTool } from "./call-tool.ts";
import { listedTools } from "./listed-tools.ts";
import { getPrompt, listedPrompts } from "./prompts.ts";
import { readResource, resourcesOf, TEMPLATES } from "./resources.ts";
import { type ToolSet, toolsOf } from "./tool-sets.ts";
import { TOOLS } from "./tools/index.ts";
import type { Line } from "./wait-call.ts";

/** What a server of one conversation is made of. */
export interface McpServerOptions extends CallOptions {
	readonly sets: readonly ToolSet[];
	/** The version that is told to clients. */
	readonly version: string;
	/** Ends what is parked; its callers are answered. */
	readonly closing?: AbortSignal | undefined;
	/** Parks a call that waits, until what it answers is called. */
	readonly park?: (request: string | number, end: () => void) => () => void;
	/** The client gave a call up that it made in another request. */
	readonly onCancelled?: (request: string | number) => void;
}

const INSTRUCTIONS = `A board of tasks kept in git. The loop of a worker: wait_for_task, claim_task, work from the brief that the claim answers, heartbeat_task every 8 minutes, add_context_item for decisions, add_artifact for what was made, complete_task; or block_task, fail_task, handoff_task. projectId is the repository as owner/repo, boardId is "board" unless said, taskId is a number or key, a step of a plan is 42/1.1. A leaseId alone says where, which task and which lease. Errors begin with a stable code and say what to do next; after STALE read again. A mutation with the same idempotencyKey takes effect once.`;

/** A server for one conversation, or for one request of it: tools, prompts and resources of the boards that a caller may reach. */
export function mcpServer(options: McpServerOptions): Server {
	const server = new Server(
		{ name: "baton", version: options.version },
		{
			capabilities: { tools: {}, prompts: {}, resources: {} },
			instructions: INSTRUCTIONS,
		},
	);
	const isBound = options.home !== undefined;
	server.setRequestHandler("tools/list", () => ({
		tools: [...listedTools(options.sets, isBound)],
	}));
	server.setRequestHandler("tools/call", (request, context) =>
		call(request.params, { ...options, context, server }),
	);
	server.setRequestHandler("prompts/list", () => ({
		prompts: [...listedPrompts()],
	}));
	server.setRequestHandler("prompts/get", ({ params }) =>
		getPrompt(params.name, params.arguments ?? {}, options.home),
	);
	server.setRequestHandler("resources/list", async () => ({
		resources: [...(await resourcesOf(options))],
	}));
	server.setRequestHandler("resources/templates/list", () => ({
		resourceTemplates: [...TEMPLATES],
	}));
	server.setRequestHandler("resources/read", ({ params }) =>
		readResource(params.uri, options),
	);
	const { onCancelled } = options;
	if (onCancelled !== undefined)
		server.setNotificationHandler("notifications/cancelled", ({ params }) => {
			if (params.requestId !== undefined) onCancelled(params.requestId);
		});
	return server;
}

async function call(
	{ name, arguments: args }: CallToolRequest["params"],
	{
		context,
		server,
		...options
	}: McpServerOptions & {
		readonly context: ServerContext;
		readonly server: Server;
	},
) {
	const tool = toolsOf(options.sets, TOOLS).find((one) => one.name === name);
	if (tool === undefined)
		throw new ProtocolError(
			ProtocolErrorCode.InvalidParams,
			unknownTool(name, options.sets),
		);
	const { mcpReq } = context;
	const { closing } = options;
	const ending = endingWith(
		closing === undefined ? [mcpReq.signal] : [mcpReq.signal, closing],
	);
	const line: Line = { signal: ending.signal, onProgress: progressOf(context) };
	// Only what waits is worth ending, and its stream then ends without an answer.
	const end = () => void server.close();
	const leave =
		tool.verb === "wait" ? options.park?.(mcpReq.id, end) : undefined;
	try {
		return await callTool(tool, args, { ...options, line });
	} finally {
		ending.release();
		leave?.();
	}
}

function progressOf({ mcpReq }: ServerContext): Line["onProgress"] {
	const progressToken = mcpReq._meta?.progressToken;
	if (progressToken === undefined) return undefined;
	return (progress, total) => {
		const message = `waiting for a task, ${total - progress} s left`;
		const params = { progressToken, progress, total, message };
		// Whoever is gone needs no news; the end of the line ends the wait.
		mcpReq
			.notify({ method: "notifications/progress", params })
			.catch(() => undefined);
	};
}

function unknownTool(name: string, sets: readonly ToolSet[]): string {
	const known = TOOLS.find((tool) => tool.name === name);
	return known === undefined
		? `There is no tool ${JSON.stringify(name.slice(0, 60))}`
		: `${name} is not in the set ${sets.join(",")}: connect with ?tools=${[...known.sets, "all"].join(" or ?tools=")}`;
}
