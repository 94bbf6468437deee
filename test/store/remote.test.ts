import { once } from "node:events";
import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openRemote } from "../../src/store/git/remote.ts";

const QUESTION = Buffer.from("0000");

describe("a remote", () => {
	let server: Server;
	let url: string;
	let requests: IncomingMessage[];
	let sockets: Socket[];
	let answer: (request: IncomingMessage, response: ServerResponse) => void;

	beforeEach(async () => {
		requests = [];
		sockets = [];
		answer = (_, response) => response.end("0000");
		server = createServer((request, response) => {
			requests.push(request);
			request.resume();
			answer(request, response);
		});
		server.on("connection", (socket) => sockets.push(socket));
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/relay.git`;
	});
	afterEach(() => {
		server.closeAllConnections();
		server.close();
	});

	test("is asked one question after the other on one connection, which goes when it is closed", async () => {
		const remote = openRemote({ url });
		for (let count = 0; count < 3; count++)
			expect(await remote.request("git-upload-pack", QUESTION)).toEqual(
				QUESTION,
			);
		expect(sockets).toHaveLength(1);
		const [socket] = sockets as [Socket];
		const gone = once(socket, "close");
		remote.close();
		await gone;
		expect(await remote.request("git-upload-pack", QUESTION)).toEqual(QUESTION);
		remote.close();
	});

	test("is told the length of what comes, and to answer as it is", async () => {
		const remote = openRemote({ url, token: async () => "t0ken" });
		await remote.request("git-receive-pack", Buffer.alloc(70_000, "x"));
		expect(requests[0]?.url).toBe("/relay.git/git-receive-pack");
		expect(requests[0]?.headers).toMatchObject({
			"content-length": "70000",
			"accept-encoding": "identity",
			authorization: `Basic ${Buffer.from("x-access-token:t0ken").toString("base64")}`,
		});
		remote.close();
	});

	test("that turns a token away is asked once more, with a new one", async () => {
		const tokens: (string | undefined)[] = [];
		const remote = openRemote({
			url,
			token: async (refused) => {
				tokens.push(refused);
				return refused === undefined ? "old" : "new";
			},
		});
		const asNew = `Basic ${Buffer.from("x-access-token:new").toString("base64")}`;
		answer = ({ headers }, response) =>
			headers.authorization === asNew
				? response.end("0000")
				: response.writeHead(401).end("who are you?".repeat(100_000));
		expect(await remote.request("git-upload-pack", QUESTION)).toEqual(QUESTION);
		expect(tokens).toEqual([undefined, "old"]);
		remote.close();
	});

	test("that breaks off in the middle of its answer is unavailable", async () => {
		const remote = openRemote({ url });
		answer = (request, response) => {
			response.writeHead(200, { "content-length": "100" });
			response.write("0000", () => request.socket.destroy());
		};
		await expect(
			remote.request("git-receive-pack", QUESTION),
		).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
		remote.close();
	});

	test("that falls silent in the middle of its answer runs into the timeout", async () => {
		const remote = openRemote({ url, timeoutMs: 100 });
		answer = (_, response) => void response.writeHead(200).write("0000");
		await expect(
			remote.request("git-upload-pack", QUESTION),
		).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining("did not answer within 100 ms"),
		});
		remote.close();
	});
});
