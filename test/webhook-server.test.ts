import { createHmac } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import { connect } from "node:net";
import { Probot } from "probot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listen } from "../src/running.ts";
import { createWebhookServer, WEBHOOK_PATH } from "../src/webhook-server.ts";

const secret = "0123456789abcdef0123456789abcdef";
let server: Server;
let url: string;
let heard: string[];

beforeEach(async () => {
	heard = [];
	const probot = new Probot({
		appId: 1,
		privateKey: "unused",
		secret,
		logLevel: "fatal",
	});
	await probot.ready();
	probot.onAny(({ name }) => {
		heard.push(name);
	});
	server = createWebhookServer({ probot, secret, onError: () => undefined });
	url = `${await listen(server, { port: 0, host: "127.0.0.1" })}${WEBHOOK_PATH}`;
});

afterEach(() => {
	server.closeAllConnections();
	server.close();
});

async function deliver(
	body: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<number> {
	const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
	const standard = {
		"x-github-event": "ping",
		"x-github-delivery": "1",
		"x-hub-signature-256": signature,
		"content-type": "application/json",
	};
	const response = await fetch(url, {
		method: "POST",
		body,
		headers: { ...standard, ...headers },
	});
	return response.status;
}

test("a signed delivery is taken in", async () => {
	expect(await deliver('{"zen":"ok"}')).toBe(200);
	expect(heard).toEqual(["ping"]);
});

describe("is turned away and nothing is heard:", () => {
	test.each([
		[
			"a wrong signature",
			{ "x-hub-signature-256": `sha256=${"0".repeat(64)}` },
			401,
		],
		[
			"a signature of another scheme",
			{ "x-hub-signature-256": "sha1=0000" },
			401,
		],
		[
			"an upper-case signature",
			{ "x-hub-signature-256": `SHA256=${"A".repeat(64)}` },
			401,
		],
		["no event name", { "x-github-event": "" }, 400],
		["no delivery id", { "x-github-delivery": "" }, 400],
	])("%s", async (_, headers, status) => {
		expect(await deliver('{"zen":"ok"}', headers)).toBe(status);
		expect(heard).toEqual([]);
	});

	test.each(["not json", "[1", "null", "7", ""])(
		"a signed body of %j",
		async (body) => {
			expect(await deliver(body)).toBe(400);
			expect(heard).toEqual([]);
		},
	);

	test("a body that says it is larger than 25 MB, before any of it is read", async () => {
		const { port } = new URL(url);
		const socket = connect(Number(port), "127.0.0.1");
		socket.write(
			`POST ${WEBHOOK_PATH} HTTP/1.1\r\nhost: x\r\nx-github-event: ping\r\nx-github-delivery: 1\r\nx-hub-signature-256: sha256=0\r\ncontent-length: 26214401\r\n\r\n`,
		);
		const [answer] = (await once(socket, "data")) as [Buffer];
		expect(answer.toString()).toContain("413");
		socket.destroy();
	});

	test("a body of 25 MB and more that does not say so", async () => {
		const chunk = Buffer.alloc(1024 * 1024, " ");
		let left = 26;
		const body = new ReadableStream({
			pull(controller) {
				if (left-- > 0) controller.enqueue(chunk);
				else controller.close();
			},
		});
		const sent = fetch(url, {
			method: "POST",
			body,
			duplex: "half",
			headers: {
				"x-github-event": "ping",
				"x-github-delivery": "1",
				"x-hub-signature-256": "sha256=0",
			},
		} as RequestInit);
		const status = await sent.then(
			(response) => response.status,
			() => "cut",
		);
		expect([413, "cut"]).toContain(status);
		expect(heard).toEqual([]);
	});
});

test("other paths and methods are told apart", async () => {
	expect((await fetch(url)).status).toBe(405);
	expect((await fetch(url.replace(WEBHOOK_PATH, "/healthz"))).status).toBe(200);
	expect((await fetch(url.replace(WEBHOOK_PATH, "/secrets"))).status).toBe(404);
});
