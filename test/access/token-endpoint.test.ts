import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { beforeEach, describe, expect, test } from "vitest";
import {
	ACCESS_TOKEN,
	EXCHANGE_GRANT,
	ID_TOKEN,
} from "../../src/access/exchange-request.ts";
import { appKey, guardedApp, NOW_MS, PUBLIC_URL } from "./access-bench.ts";

let nowMs: number;
let app: ReturnType<typeof guardedApp>;
beforeEach(() => {
	nowMs = NOW_MS;
	app = guardedApp({
		...{ publicUrl: PUBLIC_URL, privateKey: appKey() },
		...{ clientId: "Iv23liabc", clientSecret: "secret" },
		apiUrl: "http://127.0.0.1:9/api/v3",
		nowMs: () => nowMs,
		onError: () => {},
	});
});

const GOOD = {
	grant_type: EXCHANGE_GRANT,
	subject_token: "ghp_aaaaaaaaaaaaaaaaaaaa",
	subject_token_type: ACCESS_TOKEN,
};

async function post(
	body: string | URLSearchParams,
	headers: Record<string, string> = {},
	remoteAddress = "192.0.2.7",
) {
	const type = { "content-type": "application/x-www-form-urlencoded" };
	const response = await app.request(
		"/api/v1/token",
		{ method: "POST", headers: { ...type, ...headers }, body },
		{ incoming: { socket: { remoteAddress } } },
	);
	const answer = (await response.json()) as Record<string, unknown>;
	return { status: response.status, headers: response.headers, body: answer };
}

const form = (changes: Readonly<Record<string, string | undefined>>) =>
	new URLSearchParams(
		Object.entries({ ...GOOD, ...changes }).flatMap(([name, value]) =>
			value === undefined ? [] : [[name, value] as [string, string]],
		),
	);

describe("a request that is no exchange is refused in the words of RFC 6749:", () => {
	test.each([
		["no grant type", { grant_type: undefined }, "invalid_request"],
		["another grant", { grant_type: "password" }, "unsupported_grant_type"],
		["no token", { subject_token: undefined }, "invalid_request"],
		[
			"an endless token",
			{ subject_token: "a".repeat(9_000) },
			"invalid_request",
		],
		[
			"no type of the token",
			{ subject_token_type: undefined },
			"invalid_request",
		],
		[
			"another type of token",
			{ subject_token_type: `${ID_TOKEN}x` },
			"invalid_request",
		],
		[
			"another token wanted",
			{ requested_token_type: ID_TOKEN },
			"invalid_request",
		],
		["an actor's token", { actor_token: "x" }, "invalid_request"],
		["an agent that is none", { agent: "Backend 1" }, "invalid_request"],
		["an agent without a name", { agent: "" }, "invalid_request"],
		[
			"a token for elsewhere",
			{ audience: "https://other.example" },
			"invalid_target",
		],
		[
			"a resource elsewhere",
			{ resource: `${PUBLIC_URL}.evil.example` },
			"invalid_target",
		],
	])("%s", async (_, changes, error) => {
		const { status, headers, body } = await post(form(changes));
		expect(status).toBe(400);
		expect(body).toEqual({ error, error_description: expect.any(String) });
		expect(headers.get("cache-control")).toBe("no-store");
	});

	test("a field that is given twice", async () => {
		const twice = form({});
		twice.append("agent", "one");
		twice.append("agent", "two");
		expect((await post(twice)).body).toMatchObject({
			error: "invalid_request",
			error_description: expect.stringContaining("agent"),
		});
	});

	test("JSON, text, and nothing at all", async () => {
		const json = { "content-type": "application/json" };
		expect(await post(JSON.stringify(GOOD), json)).toMatchObject({
			status: 400,
			body: { error: "invalid_request" },
		});
		expect(
			await post(`${form({})}`, { "content-type": "text/plain" }),
		).toMatchObject({
			status: 400,
		});
		expect(await post("")).toMatchObject({
			body: { error: "invalid_request" },
		});
	});

	test("a page of another origin", async () => {
		expect(
			await post(form({}), { origin: "https://evil.example" }),
		).toMatchObject({ status: 403 });
	});
});

test("our own resources may be named as what the token is for", async () => {
	for (const resource of [PUBLIC_URL, `${PUBLIC_URL}/mcp`, `${PUBLIC_URL}/api`])
		expect((await post(form({ resource }))).body).toMatchObject({
			error: "invalid_grant",
		});
});

test("a body of more than 16 kB is not taken in, whether its size is told or not", async () => {
	const big = `${form({})}&x=${"a".repeat(16_384)}`;
	expect(await post(big)).toMatchObject({
		status: 413,
		body: { error: "invalid_request" },
	});
	const server = createServer(getRequestListener(app.fetch));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	try {
		const { port } = server.address() as AddressInfo;
		const chunk = new Uint8Array(65_536).fill(97);
		let left = 160;
		const endless = new ReadableStream({
			pull(controller) {
				if (left-- > 0) controller.enqueue(chunk);
				else controller.close();
			},
		});
		const answered = await fetch(`http://127.0.0.1:${port}/api/v1/token`, {
			method: "POST",
			headers: { "content-type": "application/x-www-form-urlencoded" },
			body: endless,
			duplex: "half",
		} as RequestInit).then(
			({ status }) => status,
			() => "cut",
		);
		expect([413, "cut"]).toContain(answered);
		const alive = await fetch(`http://127.0.0.1:${port}/api/v1/login`);
		expect(alive.status).toBe(200);
	} finally {
		server.close();
		server.closeAllConnections();
	}
});

describe("who asks again and again", () => {
	// Nothing answers where GitHub should be.
	const ask = () => post(form({ subject_token: `ghu_${"a".repeat(36)}` }));

	test("has to wait for the next minute", async () => {
		for (let asked = 0; asked < 120; asked++)
			expect((await ask()).status).toBe(503);
		const { status, headers, body } = await ask();
		expect(status).toBe(429);
		expect(body.error).toBe("temporarily_unavailable");
		expect(headers.get("retry-after")).toBe("60");
		// Who asks GitHub nothing need not wait for those who do.
		expect((await post(form({}))).status).toBe(400);
		nowMs += 60_000;
		expect((await ask()).status).toBe(503);
	});

	test("is not counted for what costs nothing: what is no exchange at all, and tokens that are none", async () => {
		for (let asked = 0; asked < 130; asked++) {
			await post(form({ grant_type: "password" }));
			expect((await post(form({}))).status).toBe(400);
			await post(form({ subject_token: "x", subject_token_type: ID_TOKEN }));
		}
		expect((await ask()).status).toBe(503);
	});

	test("is bounded for what looks signed, by where it comes from", async () => {
		const signed = form({
			subject_token: "a.b.c",
			subject_token_type: ID_TOKEN,
		});
		const from = (remoteAddress: string) => post(signed, {}, remoteAddress);
		for (let asked = 0; asked < 3_000; asked++)
			await from(`2001:db8::${asked.toString(16)}`);
		const { status, headers } = await from("2001:db8:0:0:ff::1");
		expect(status).toBe(429);
		expect(headers.get("retry-after")).toBe("60");
		expect((await from("2001:db8:0:1::1")).status).toBe(400);
		expect((await from("192.0.2.1")).status).toBe(400);
	});
});
