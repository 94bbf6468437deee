import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

/** What a browser does about cookies and redirects, and the headers that it sends of itself. Cookies are kept by name alone. */
export interface Browser {
	/** Opens an address as a person does, led there by another site if `from` says so. Redirects are not followed. */
	visit(url: string, from?: "cross-site" | "none"): Promise<Response>;
	/** What a page of this origin asks for. */
	call(url: string, init?: RequestInit): Promise<Response>;
	readonly jar: Map<string, string>;
}

/** A browser whose pages are of `origin`; `ask` carries out its requests, and everything that was set goes along. */
export function startBrowser(
	origin: string,
	ask: (url: string, init: RequestInit) => Response | Promise<Response>,
): Browser {
	const jar = new Map<string, string>();
	const send = async (url: string, init: RequestInit) => {
		const headers = new Headers(init.headers);
		if (jar.size > 0)
			headers.set("cookie", [...jar].map((pair) => pair.join("=")).join("; "));
		const response = await ask(url, { ...init, headers, redirect: "manual" });
		for (const line of response.headers.getSetCookie()) keep(jar, line);
		return response;
	};
	return {
		jar,
		visit: (url, from = "none") =>
			send(url, {
				headers: {
					"sec-fetch-site": from,
					"sec-fetch-mode": "navigate",
					"sec-fetch-dest": "document",
				},
			}),
		call: (url, init = {}) =>
			send(url, {
				...init,
				headers: {
					"sec-fetch-site": "same-origin",
					"sec-fetch-mode": "cors",
					"sec-fetch-dest": "empty",
					...((init.method ?? "GET") === "GET" ? {} : { origin }),
					...(init.headers as Record<string, string> | undefined),
				},
			}),
	};
}

function keep(jar: Map<string, string>, line: string): void {
	const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
	if (/;\s*max-age=0\b/i.test(line)) jar.delete(name);
	else jar.set(name, value);
}

/** Carries a browser's requests to a server, with its own headers: Node's `fetch` says itself how it was called. */
export async function overHttp(
	url: string,
	{ method = "GET", headers, body, signal }: RequestInit,
): Promise<Response> {
	const sent = request(url, {
		method,
		headers: Object.fromEntries(new Headers(headers)),
		agent: false,
		...(signal ? { signal } : {}),
	});
	sent.end(body);
	const [answer] = (await once(sent, "response")) as [IncomingMessage];
	// Whoever listens no longer is not told that the rest is missing.
	answer.on("error", () => undefined);
	sent.on("error", () => undefined);
	const said = new Headers();
	for (let at = 0; at < answer.rawHeaders.length; at += 2)
		said.append(`${answer.rawHeaders[at]}`, `${answer.rawHeaders[at + 1]}`);
	const status = answer.statusCode ?? 0;
	const isEmpty = status === 204 || status === 304;
	if (isEmpty) answer.resume();
	return new Response(
		isEmpty ? null : (Readable.toWeb(answer) as ReadableStream),
		{ status, headers: said },
	);
}
