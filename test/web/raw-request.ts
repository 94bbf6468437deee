import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import { text } from "node:stream/consumers";

/** A request as no well-behaved client sends it: any headers, any body, in pieces if wanted. */
export interface RawRequest {
	readonly url: string;
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Buffer;
}

export async function rawRequest({
	url,
	method = "GET",
	headers = {},
	body,
}: RawRequest): Promise<{
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
}> {
	const sent = request(url, { method, headers, agent: false });
	// A server that has answered may cut whoever goes on sending.
	sent.on("error", () => undefined);
	sent.end(body);
	const [response] = await once(sent, "response");
	return {
		status: response.statusCode,
		headers: response.headers,
		text: await text(response),
	};
}
