import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { type ApiClient, apiClient } from "./api-client.ts";

const WAITERS = 1_000;
const MAX_GROWTH_BYTES = 100 * 1_024 * 1_024;

let app: AppOnForge;
let api: ApiClient;
/** Requests that the git server got, from anybody in this process. */
let gitRequests = 0;
let waitRequests = 0;
const sockets: Socket[] = [];

const count = (message: unknown) => {
	const { request } = message as { readonly request: IncomingMessage };
	if (/\/board\/wait\?/.test(request.url ?? "")) waitRequests++;
	if (/\/info\/refs|\/git-(?:upload|receive)-pack/.test(request.url ?? ""))
		gitRequests++;
};

beforeAll(async () => {
	subscribe("http.server.request.start", count);
	app = await startAppOnForge();
	await app.served.sweep();
	api = apiClient(app);
	await api.say("agent-1", "enroll", { title: "Log requests" });
	await api.say("agent-1", "claim", { task: 1 });
}, 60_000);

afterAll(async () => {
	unsubscribe("http.server.request.start", count);
	for (const socket of sockets) socket.destroy();
	await app.close();
});

/** A wait on a bare socket, so that what waits here costs as little as it can. */
async function park(agent: string, timeoutS: number): Promise<Socket> {
	const { port, host, pathname } = new URL(api.at("wait"));
	const socket = connect(Number(port), "127.0.0.1");
	sockets.push(socket);
	await once(socket, "connect");
	const head = [
		`GET ${pathname}?timeout_sec=${timeoutS} HTTP/1.1`,
		`Host: ${host}`,
		`X-Baton-Agent: ${agent}`,
		"Connection: close",
	];
	socket.write(`${head.join("\r\n")}\r\n\r\n`);
	return socket;
}

test("a thousand who wait cost no look at git and little memory, and one commit wakes them all", async () => {
	const beforeBytes = process.memoryUsage.rss();
	const parked: Socket[] = [];
	for (let n = 0; n < WAITERS; n++)
		parked.push(await park(`agent-${2 + (n % 8)}`, 50));
	await expect.poll(() => waitRequests, { timeout: 10_000 }).toBe(WAITERS);
	// What came before it was taken in: a wait asks nobody once the account is known.
	await api.ask("agent-1", "ping");
	const growth = process.memoryUsage.rss() - beforeBytes;
	console.log(
		`${WAITERS} waits parked: ${Math.round(growth / 2 ** 20)} MB for both ends`,
	);
	expect(growth).toBeLessThan(MAX_GROWTH_BYTES);

	// Two seconds in which nothing happens but that one more waits in vain.
	const last = await park("agent-2", 2);
	await expect.poll(() => waitRequests).toBe(WAITERS + 1);
	await api.ask("agent-1", "ping");
	const quietFrom = gitRequests;
	expect(await text(last)).toContain('"task":null');
	expect(gitRequests - quietFrom).toBe(0);

	const answers = parked.map((socket) => text(socket));
	const released = await api.say("agent-1", "release", { task: 1 });
	expect(released.status).toBe(200);
	const told = await Promise.all(answers);
	expect(told.filter((one) => one.includes('"key":"1"'))).toHaveLength(WAITERS);
	// The release itself, and what GitHub's news of the push makes the app look at.
	expect(gitRequests - quietFrom).toBeLessThan(20);
}, 60_000);
