import {
	Client as NewClient,
	StreamableHTTPClientTransport as NewHttp,
} from "@modelcontextprotocol/client";
import { StdioClientTransport as NewStdio } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttp } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

/** What a tool answered. */
export interface ToolAnswer {
	readonly isError: boolean;
	readonly text: string;
	/** The structured content. */
	readonly data: Readonly<Record<string, unknown>>;
}

/** How one call is made. */
export interface CallWish {
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: {
		readonly progress: number;
		readonly total?: number | undefined;
	}) => void;
}

/** An official client, of whichever version. */
export interface McpClient {
	call(
		tool: string,
		args?: Record<string, unknown>,
		wish?: CallWish,
	): Promise<ToolAnswer>;
	readonly official: OldClient | NewClient;
	close(): Promise<void>;
}

/** The first form of the protocol with the first client, the same with the second, and the present one. */
export const CLIENTS = ["v1", "v2", "v2 modern"] as const;
export type ClientKind = (typeof CLIENTS)[number];

const INFO = { name: "a client", version: "1" };

/** Connects a client over HTTP, as an agent of this machine. */
export function httpClient(
	kind: ClientKind,
	url: string,
	agent: string,
): Promise<McpClient> {
	const options = { requestInit: { headers: { "x-baton-agent": agent } } };
	return kind === "v1"
		? connected(new OldClient(INFO), new OldHttp(new URL(url), options))
		: connected(newClient(kind), new NewHttp(new URL(url), options));
}

/** A program that speaks MCP over its standard input and output. */
export interface StdioProgram {
	readonly command: string;
	readonly args: string[];
	readonly cwd: string;
	readonly env: Record<string, string>;
}

/** Starts a program and connects a client with it. */
export function stdioClient(
	kind: ClientKind,
	program: StdioProgram,
): Promise<McpClient> {
	const options = { ...program, stderr: "inherit" as const };
	return kind === "v1"
		? connected(new OldClient(INFO), new OldStdio(options))
		: connected(newClient(kind), new NewStdio(options));
}

function newClient(kind: ClientKind): NewClient {
	return new NewClient(
		INFO,
		kind === "v2 modern" ? { versionNegotiation: { mode: "auto" } } : {},
	);
}

async function connected(
	official: OldClient | NewClient,
	transport: OldHttp | OldStdio | NewHttp | NewStdio,
): Promise<McpClient> {
	await (official as NewClient).connect(transport as NewHttp);
	return {
		official,
		close: () => official.close(),
		async call(name, args = {}, { signal, onProgress } = {}) {
			const options = {
				...(signal === undefined ? {} : { signal }),
				...(onProgress === undefined ? {} : { onprogress: onProgress }),
			};
			const params = { name, arguments: args };
			const result = await (official instanceof OldClient
				? official.callTool(params, undefined, options)
				: official.callTool(params, options));
			const [first] = result.content as readonly { text?: string }[];
			return {
				isError: result.isError === true,
				text: first?.text ?? "",
				data: (result.structuredContent ?? {}) as ToolAnswer["data"],
			};
		},
	};
}
