import {
	createServer,
	type IncomingMessage,
	request,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * What happens to an answer on its way back. `silent`: nothing of it arrives, ever. `stall`: its headers and so many bytes, then
 * nothing more. `cut`: so many bytes, then the line is dead. `short`: so many bytes, properly ended. `trickle`: one byte at a
 * time, for ever. `lost`: the line is dead before the request gets there. `status`: this status instead, the request not
 * passed on.
 */
export type ProxyFault =
	| { readonly kind: "silent" }
	| { readonly kind: "trickle" }
	| { readonly kind: "lost" }
	| { readonly kind: "stall" | "cut" | "short"; readonly bytes: number }
	| { readonly kind: "status"; readonly status: number };

/** A way to another server, over which answers may come to grief. */
export interface FaultyProxy {
	readonly url: string;
	/** Asked for each request; undefined lets it pass. `path` is where it goes. */
	fault: ((path: string) => ProxyFault | undefined) | undefined;
	close(): Promise<void>;
}

const TRICKLE_MS = 10;

/** Starts a proxy in front of an address. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
	const timers = new Set<NodeJS.Timeout>();
	const http = createServer((asked, response) => {
		void pass(asked, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
	const { port } = http.address() as AddressInfo;
	const proxy: FaultyProxy = {
		url: `http://127.0.0.1:${port}`,
		fault: undefined,
		async close() {
			for (const timer of timers) clearInterval(timer);
			http.closeAllConnections();
			await new Promise((resolve) => http.close(resolve));
		},
	};

	async function pass(
		asked: IncomingMessage,
		response: ServerResponse,
	): Promise<void> {
		const body = await buffer(asked);
		const path = asked.url ?? "/";
		const fault = proxy.fault?.(path);
		if (fault?.kind === "lost") return void asked.socket.destroy();
		if (fault?.kind === "status")
			return void response.writeHead(fault.status).end("no");
		const { answer, bytes } = await forward(asked, body);
		if (fault?.kind === "silent") return;
		const { "content-length": _, ...headers } = answer.headers;
		response.writeHead(answer.statusCode ?? 502, headers);
		if (fault === undefined) return void response.end(bytes);
		if (fault.kind === "trickle") return trickle(response, bytes);
		response.flushHeaders();
		const part = bytes.subarray(0, fault.bytes);
		if (fault.kind === "short") return void response.end(part);
		const then = () => {
			if (fault.kind === "cut") asked.socket.destroy();
		};
		if (part.length === 0) setImmediate(then);
		else response.write(part, then);
	}

	function trickle(response: ServerResponse, bytes: Buffer): void {
		let at = 0;
		const timer = setInterval(() => {
			response.write(bytes.subarray(at, ++at));
			// The last byte never comes.
			if (at >= bytes.length - 1) at = bytes.length - 1;
		}, TRICKLE_MS);
		timers.add(timer);
		response.on("close", () => clearInterval(timer));
	}

	async function forward(asked: IncomingMessage, body: Buffer) {
		const to = request(new URL(asked.url ?? "/", target), {
			method: asked.method,
			headers: { ...asked.headers, "content-length": body.length },
		});
		const { "transfer-encoding": _, ...headers } = asked.headers;
		for (const name of Object.keys(asked.headers))
			if (headers[name] === undefined) to.removeHeader(name);
		to.end(body);
		const answer = await new Promise<IncomingMessage>((resolve, reject) =>
			to.on("response", resolve).on("error", reject),
		);
		return { answer, bytes: await buffer(answer) };
	}

	return proxy;
}
