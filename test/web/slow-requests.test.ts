import { once } from "node:events";
import type { Server } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { Probot } from "probot";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createHttpServer } from "../../src/http-server.ts";
import { listen } from "../../src/running.ts";
import { fakedDoors } from "./faked-doors.ts";

const BOARD = "/api/v1/boards/acme/demo/board";
const READ_TIMEOUT_MS = 200;

let server: Server;
let url: URL;
let said: string[];
let answer: () => void;
const sockets: Socket[] = [];

beforeEach(async () => {
	said = [];
	const answered = new Promise<void>((resolve) => {
		answer = resolve;
	});
	const { doors } = fakedDoors({
		async say({ verb }) {
			said.push(verb);
			await answered;
			return { ok: true, verb, opId: "k1", data: { late: true } };
		},
	});
	const secret = "0123456789abcdef0123456789abcdef";
	const probot = new Probot({
		appId: 1,
		privateKey: "no",
		secret,
		logLevel: "fatal",
	});
	server = createHttpServer({
		...{ probot, secret, onError: () => undefined },
		fetch: doors.fetch,
		readTimeoutMs: READ_TIMEOUT_MS,
	});
	url = new URL(await listen(server, { port: 0, host: "127.0.0.1" }));
});

afterEach(() => {
	for (const socket of sockets.splice(0)) socket.destroy();
	server.closeAllConnections();
	server.close();
});

async function send(lines: readonly string[]): Promise<Socket> {
	const socket = connect(Number(url.port), "127.0.0.1");
	sockets.push(socket);
	await once(socket, "connect");
	socket.write(lines.join("\r\n"));
	return socket;
}

test("a body that does not come is cut off, and nothing is said", async () => {
	const socket = await send([
		`POST ${BOARD}/claim HTTP/1.1`,
		`Host: ${url.host}`,
		"Content-Type: application/json",
		"Content-Length: 100",
		"",
		'{"task":',
	]);
	const received = await text(socket);
	expect(received).toMatch(/^HTTP\/1\.1 (408|400) /);
	expect(said).toEqual([]);
});

test("an answer that takes longer than a request may is waited for", async () => {
	const body = '{"task":"1"}';
	const socket = await send([
		`POST ${BOARD}/claim HTTP/1.1`,
		`Host: ${url.host}`,
		"Content-Type: application/json",
		"Connection: close",
		`Content-Length: ${body.length}`,
		"",
		body,
	]);
	// Whoever dawdles behind it is cut off: by then its own time would be over as well.
	const slow = await send([`POST ${BOARD}/claim HTTP/1.1`, "Host: "]);
	await text(slow);
	await expect.poll(() => said).toEqual(["claim"]);
	answer();
	expect(await text(socket)).toContain('"late":true');
});
