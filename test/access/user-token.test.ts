import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
	afterAll,
	beforeAll,
	beforeEach,
	describe,
	expect,
	test,
} from "vitest";
import { createTokens } from "../../src/access/tokens.ts";
import { proveUserToken } from "../../src/access/user-token.ts";
import { type AccessBench, startAccessBench } from "./access-bench.ts";

const admitted = () => undefined;

let bench: AccessBench;
beforeAll(async () => {
	bench = await startAccessBench();
});
beforeEach(async () => {
	// What is counted in a minute is not counted in the next.
	bench.later(60_000);
	await bench.sample.forge.control({ kind: "answer" });
});
afterAll(() => bench.end());

const idOf = async (login: string) =>
	(await bench.sample.as(login).users.getAuthenticated()).data.id;

describe("a user token of this App", () => {
	test("is exchanged for one of ours, which speaks for that account", async () => {
		const subject_token = await bench.userToken("writer");
		const { status, headers, body } = await bench.exchange({ subject_token });
		expect(status).toBe(200);
		expect(headers.get("cache-control")).toBe("no-store");
		expect(body).toEqual({
			access_token: expect.stringMatching(/^eyJ/),
			issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
			token_type: "Bearer",
			expires_in: 3_600,
		});
		expect(await bench.me(`${body.access_token}`)).toEqual({
			status: 200,
			body: { actor: { id: await idOf("writer"), login: "writer" } },
		});
	});

	test("may be bound to an agent", async () => {
		const { body } = await bench.exchange({
			subject_token: await bench.userToken("writer"),
			agent: "backend-1",
		});
		expect((await bench.me(`${body.access_token}`)).body).toMatchObject({
			agent: "backend-1",
		});
	});

	test("gives no token that outlives it", async () => {
		const subject_token = await bench.userToken("writer");
		bench.later(8 * 3_600_000 - 60_000);
		const { body } = await bench.exchange({ subject_token });
		expect(body.expires_in).toBe(60);
		bench.later(60_000);
		expect(await bench.me(`${body.access_token}`)).toMatchObject({
			status: 401,
		});
		expect(await bench.exchange({ subject_token })).toMatchObject({
			status: 400,
			body: { error: "invalid_grant" },
		});
	});
});

describe("while somebody makes up one token after the other", () => {
	const flood = async () => {
		for (let asked = 0; asked < 130; asked++) {
			const subject_token = `ghu_${"a".repeat(30)}${100_000 + asked}`;
			const { status } = await bench.exchange({ subject_token });
			if (status === 429) return;
			expect(status).toBe(400);
		}
		throw new Error("so many tokens were asked about");
	};

	test("whoever was proven of late renews, so often, until GitHub knows the token no more", async () => {
		const subject_token = await bench.userToken("writer");
		const stranger = await bench.userToken("keeper");
		expect((await bench.exchange({ subject_token })).status).toBe(200);
		await flood();
		const renew = () => bench.exchange({ subject_token });
		expect((await bench.exchange({ subject_token: stranger })).status).toBe(
			429,
		);
		for (let asked = 0; asked < 30; asked++)
			expect((await renew()).status).toBe(200);
		expect((await renew()).status).toBe(429);
		bench.later(8 * 3_600_000);
		expect((await renew()).status).toBe(400);
		await flood();
		expect((await renew()).status).toBe(429);
	});
});

describe("it is not exchanged when it is", () => {
	test("a token of another App", async () => {
		const subject_token = await bench.userToken("writer", "ci");
		expect(await bench.exchange({ subject_token })).toMatchObject({
			status: 400,
			body: { error: "invalid_grant" },
		});
	});

	test("made up", async () => {
		const subject_token = `ghu_${"a".repeat(36)}`;
		expect(await bench.exchange({ subject_token })).toMatchObject({
			status: 400,
			body: { error: "invalid_grant" },
		});
	});

	test.each(["ghp_", "gho_", "ghs_", "ghr_", "github_pat_"])(
		"of another kind (%s), which is not even asked about",
		async (prefix) => {
			await bench.sample.forge.control({
				kind: "fail-requests",
				failure: "502-before",
			});
			const subject_token = `${prefix}${"a".repeat(36)}`;
			const { status, body } = await bench.exchange({ subject_token });
			expect(status).toBe(400);
			expect(body.error).toBe("invalid_grant");
			expect(JSON.stringify(body)).not.toContain(subject_token);
		},
	);

	test("one of ours", async () => {
		const own = createTokens(bench.options);
		const subject_token = await own.mint({ actor: { id: 1, login: "a" } }, 60);
		expect(await bench.exchange({ subject_token })).toMatchObject({
			body: { error: "invalid_grant" },
		});
	});
});

describe("while GitHub is of no help", () => {
	test("it says so, and that asking again later may help", async () => {
		const subject_token = await bench.userToken("writer");
		await bench.sample.forge.control({
			kind: "fail-requests",
			failure: "502-before",
			path: "/applications/",
		});
		const { status, headers, body } = await bench.exchange({ subject_token });
		expect(status).toBe(503);
		expect(body.error).toBe("temporarily_unavailable");
		expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
	});

	test("what GitHub says about when to come again is passed on", async () => {
		const subject_token = await bench.userToken("writer");
		await bench.sample.forge.control({
			kind: "fail-requests",
			failure: "secondary-403",
			path: "/applications/",
			afterSeconds: 77,
		});
		const { status, headers } = await bench.exchange({ subject_token });
		expect(status).toBe(503);
		expect(headers.get("retry-after")).toBe("77");
	});

	test("a server that is not there is no reason to throw", async () => {
		const subject_token = await bench.userToken("writer");
		expect(
			await proveUserToken(
				subject_token,
				{ ...bench.options, apiUrl: "http://127.0.0.1:9" },
				admitted,
			),
		).toMatchObject({ ok: false, status: 503 });
	});

	test("whoever runs this hears of a client secret that is wrong", async () => {
		const subject_token = await bench.userToken("writer");
		const heard: unknown[] = [];
		const answer = await proveUserToken(
			subject_token,
			{
				...bench.options,
				clientSecret: "wrong",
				onError: (error) => heard.push(error),
			},
			admitted,
		);
		expect(answer).toMatchObject({ ok: false, status: 503 });
		expect(`${heard}`).toContain("GITHUB_CLIENT_SECRET");
		expect(`${heard}`).not.toContain(subject_token);
	});
});

describe("what GitHub answers is looked at:", () => {
	let answer: Readonly<Record<string, unknown>>;
	const github = createServer((_, response) => {
		response.setHeader("content-type", "application/json");
		response.end(JSON.stringify(answer));
	});
	const whole = () => ({
		app: { client_id: bench.options.clientId },
		user: { id: 7, login: "octocat" },
		expires_at: null,
	});
	const prove = () => {
		const { port } = github.address() as AddressInfo;
		return proveUserToken(
			`ghu_${"a".repeat(36)}`,
			{ ...bench.options, apiUrl: `http://127.0.0.1:${port}` },
			admitted,
		);
	};
	beforeAll(async () => {
		github.listen(0, "127.0.0.1");
		await once(github, "listening");
	});
	afterAll(() => {
		github.close();
		github.closeAllConnections();
	});

	test("a token without an end of its own is good for an hour here", async () => {
		answer = whole();
		expect(await prove()).toEqual({
			ok: true,
			caller: { actor: { id: 7, login: "octocat" } },
			lifeS: 3_600,
		});
	});

	test.each([
		["another App's token", { app: { client_id: "Iv23another" } }],
		["nobody's token", { user: null }],
		["a token that has ended", { expires_at: "2026-11-20T19:29:59Z" }],
		["a token whose end is no time", { expires_at: "soon" }],
	])("%s proves nothing", async (_, changes) => {
		answer = { ...whole(), ...changes };
		expect(await prove()).toMatchObject({
			ok: false,
			error: "invalid_grant",
		});
	});

	test.each([
		["no App", { app: undefined }],
		["an id that is none", { user: { id: "7", login: "octocat" } }],
		["a login that is none", { user: { id: 7, login: "a/../b" } }],
	])("an answer with %s is not understood", async (_, changes) => {
		answer = { ...whole(), ...changes };
		expect(await prove()).toMatchObject({ ok: false, status: 503 });
	});
});
