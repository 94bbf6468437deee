import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import type { GuardedEnv } from "../../src/access/access-options.ts";
import { loopbackGuard } from "../../src/access/loopback-guard.ts";
import { refuse } from "../../src/core/errors.ts";

const PEOPLE: Readonly<Record<string, number>> = { "agent-1": 11, alice: 12 };

const app = new Hono<GuardedEnv>();
app.use(
	loopbackGuard({
		accountOf: (agent) => {
			const id = PEOPLE[agent];
			return id === undefined
				? refuse("UNAUTHENTICATED", `There is no ${agent}.`, "Ask alice.")
				: { id, login: agent };
		},
	}),
);
app.all("*", (context) => context.json(context.var.caller));

/** As Node's server hands a request over. */
async function call(
	headers: Record<string, string>,
	{ remoteAddress = "127.0.0.1", localPort = 3000 } = {},
) {
	const response = await app.request(
		"/api/v1/me",
		{ headers: { host: "127.0.0.1:3000", ...headers } },
		{ incoming: { socket: { remoteAddress, localPort } } },
	);
	return { status: response.status, body: await response.json() };
}

describe("on its own machine", () => {
	test("whoever says nothing is agent-1", async () => {
		expect(await call({})).toEqual({
			status: 200,
			body: { actor: { id: 11, login: "agent-1" }, agent: "agent-1" },
		});
	});

	test("the header says which agent speaks", async () => {
		expect(await call({ "x-baton-agent": "alice" })).toMatchObject({
			status: 200,
			body: { actor: { id: 12 }, agent: "alice" },
		});
	});

	test.each(["zoe", "../alice", "Alice", "a".repeat(64), "toString"])(
		"%s is nobody",
		async (agent) => {
			expect(await call({ "x-baton-agent": agent })).toMatchObject({
				status: 401,
				body: { code: "UNAUTHENTICATED" },
			});
		},
	);

	test.each(["localhost:3000", "[::1]:3000", "LOCALHOST:3000"])(
		"it is called %s as well",
		async (host) => {
			expect(await call({ host })).toMatchObject({ status: 200 });
		},
	);

	test("its own page is let in", async () => {
		for (const origin of ["http://127.0.0.1:3000", "http://localhost:3000"])
			expect(await call({ origin })).toMatchObject({ status: 200 });
	});

	test("on port 80 the port need not be named", async () => {
		expect(
			await call(
				{ host: "localhost", origin: "http://localhost" },
				{ localPort: 80 },
			),
		).toMatchObject({ status: 200 });
	});
});

describe("nobody else gets in:", () => {
	test.each([
		"evil.example:3000",
		"127.0.0.1.evil.example:3000",
		"localhost.evil.example:3000",
		"localhost:3001",
		"localhost",
		"0.0.0.0:3000",
		"127.0.0.2:3000",
		"user@localhost:3000",
		"",
	])("a name of somebody else's for this machine (%j)", async (host) => {
		expect(await call({ host })).toMatchObject({
			status: 403,
			body: { code: "FORBIDDEN" },
		});
	});

	test.each([
		"http://evil.example",
		"https://127.0.0.1:3000",
		"http://localhost:8080",
		"http://localhost:3000.evil.example",
		"http://evil.example/http://localhost:3000",
		"null",
		"",
	])("a page of %j", async (origin) => {
		expect(await call({ origin })).toMatchObject({ status: 403 });
	});

	test.each(["cross-site", "same-site"])(
		"a page that names no origin, of %s",
		async (site) => {
			expect(await call({ "sec-fetch-site": site })).toMatchObject({
				status: 403,
			});
		},
	);

	test.each(["192.168.1.7", "::ffff:10.0.0.1", "fe80::1", "1127.0.0.1"])(
		"another machine (%s)",
		async (remoteAddress) => {
			expect(await call({}, { remoteAddress })).toMatchObject({ status: 403 });
		},
	);
});

test("this machine's own addresses are let in", async () => {
	for (const remoteAddress of [
		"127.0.0.1",
		"127.8.8.8",
		"::1",
		"::ffff:127.0.0.1",
	])
		expect(await call({}, { remoteAddress })).toMatchObject({ status: 200 });
});
