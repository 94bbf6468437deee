import {
	createServer,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import {
	openRemoteDoor,
	type RemoteDoor,
} from "../../../src/cli/remote-door.ts";

/** A request as it came. */
export interface Heard {
	readonly method: string;
	readonly path: string;
	readonly headers: IncomingMessage["headers"];
	// biome-ignore lint/suspicious/noExplicitAny: tests look into what was said.
	readonly body: any;
}

/** What is done with the n-th request, counted from 0. */
export type Act = (response: ServerResponse, heard: Heard, nth: number) => void;

/** A server of the tests' own that answers in the agreed shape, or does not. */
export interface OwnServer {
	readonly url: URL;
	readonly heard: readonly Heard[];
	/** Pauses that were made between tries, in milliseconds. */
	readonly pauses: readonly number[];
	/** A door to its board; its time stands still but for its pauses. */
	door(options?: Partial<Parameters<typeof openRemoteDoor>[0]>): RemoteDoor;
	close(): Promise<void>;
}

export async function ownServer(act: Act): Promise<OwnServer> {
	const heard: Heard[] = [];
	const pauses: number[] = [];
	const server = createServer(async (request, response) => {
		const { method = "", url: path = "", headers } = request;
		let text = "";
		for await (const part of request) text += part;
		const body = text === "" ? undefined : JSON.parse(text);
		const nth = heard.push({ method, path, headers, body }) - 1;
		act(response, heard[nth] as Heard, nth);
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	const { port } = server.address() as AddressInfo;
	const url = new URL(`http://127.0.0.1:${port}`);
	let nowMs = 0;
	return {
		...{ url, heard, pauses },
		door: (options = {}) =>
			openRemoteDoor({
				url,
				place: { owner: "acme", repo: "demo", board: "board" },
				nowMs: () => nowMs,
				pause: async (ms) => {
					pauses.push(ms);
					nowMs += ms;
				},
				...options,
			}),
		async close() {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		},
	};
}

/** Answers JSON. */
export function reply(
	response: ServerResponse,
	status: number,
	body: object,
	headers: Readonly<Record<string, string>> = {},
): void {
	response.writeHead(status, {
		"content-type": "application/json",
		...headers,
	});
	response.end(JSON.stringify(body));
}

export const DONE = {
	ok: true,
	verb: "claim",
	opId: "k1",
	task: "42",
	data: {},
};
