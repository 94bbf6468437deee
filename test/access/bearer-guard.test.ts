import { describe, expect, test, vi } from "vitest";
import { createTokens } from "../../src/access/tokens.ts";
import { appKey, guardedApp, NOW_MS, PUBLIC_URL } from "./access-bench.ts";

const options = {
	publicUrl: PUBLIC_URL,
	privateKey: appKey(),
	clientId: "Iv23liabc",
	clientSecret: "secret",
	apiUrl: "http://127.0.0.1:9",
	nowMs: () => NOW_MS,
	onError: () => {},
};
const app = guardedApp(options);
const caller = { actor: { id: 583231, login: "octocat" }, agent: "backend-1" };
const bearer = async () =>
	`Bearer ${await createTokens(options).mint(caller, 60)}`;

async function call(headers: Record<string, string>, path = "/api/v1/me") {
	const response = await app.request(path, { headers });
	const body = (await response.json()) as Record<string, unknown>;
	return {
		status: response.status,
		challenge: response.headers.get("www-authenticate"),
		body,
	};
}

test("the bearer of a token of ours is let in, as whom the token names", async () => {
	const authorization = await bearer();
	expect(await call({ authorization })).toMatchObject({
		status: 200,
		body: caller,
	});
	expect(
		await call({ authorization: authorization.replace("Bearer", "bearer ") }),
	).toMatchObject({ status: 200 });
});

describe("whoever brings no token is told where to get one:", () => {
	test("at the API", async () => {
		expect(await call({})).toEqual({
			status: 401,
			challenge: `Bearer resource_metadata="${PUBLIC_URL}/.well-known/oauth-protected-resource"`,
			body: {
				ok: false,
				code: "UNAUTHENTICATED",
				message: expect.stringContaining("token"),
				hint: expect.stringContaining("baton login"),
				retryable: false,
			},
		});
	});

	test.each(["/mcp", "/mcp/more"])("at %s", async (path) => {
		expect((await call({}, path)).challenge).toBe(
			`Bearer resource_metadata="${PUBLIC_URL}/.well-known/oauth-protected-resource/mcp"`,
		);
	});

	test("at a path that only begins like that of MCP", async () => {
		expect((await call({}, "/mcpx")).challenge).not.toContain("resource/mcp");
	});

	test("in the query a token is none", async () => {
		const token = (await bearer()).slice("Bearer ".length);
		expect(await call({}, `/api/v1/me?access_token=${token}`)).toMatchObject({
			status: 401,
		});
	});
});

test.each(["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "Bearer a,b"])(
	"%j is no bearer token",
	async (authorization) => {
		expect(await call({ authorization })).toMatchObject({ status: 401 });
	},
);

test("a token that is not ours is said to be invalid, whatever is wrong with it", async () => {
	const foreign = createTokens({ ...options, publicUrl: "https://a.example" });
	const strange = createTokens({ ...options, privateKey: appKey() });
	const ended = createTokens({ ...options, nowMs: () => NOW_MS - 60_000 });
	const answers = await Promise.all(
		[foreign, strange, ended].map(async (tokens) =>
			call({ authorization: `Bearer ${await tokens.mint(caller, 60)}` }),
		),
	);
	for (const answer of answers) {
		expect(answer).toMatchObject({
			status: 401,
			challenge: expect.stringContaining('error="invalid_token"'),
		});
		expect(answer).toEqual(answers[0]);
	}
});

test.each(["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "GHP_"])(
	"a token of GitHub's (%s) is refused with the way to exchange it, and goes nowhere",
	async (prefix) => {
		const spies = (["log", "error", "warn", "info"] as const).map((name) =>
			vi.spyOn(console, name),
		);
		const asked = vi.spyOn(globalThis, "fetch");
		const token = `${prefix}0123456789abcdefghijABCDEFGHIJ012345`;
		const answer = await call({ authorization: `Bearer ${token}` });
		expect(answer).toMatchObject({
			status: 401,
			challenge: expect.stringContaining('error="invalid_token"'),
			body: { message: expect.stringContaining("POST /api/v1/token") },
		});
		expect(JSON.stringify(answer)).not.toContain(token);
		for (const spy of [...spies, asked]) {
			expect(spy).not.toHaveBeenCalled();
			spy.mockRestore();
		}
	},
);

describe("pages of other origins", () => {
	test.each(["https://evil.example", "null", `${PUBLIC_URL}.evil.example`])(
		"are turned away, even with a good token: %s",
		async (origin) => {
			expect(
				await call({ authorization: await bearer(), origin }),
			).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
		},
	);

	test("are not our own", async () => {
		expect(
			await call({ authorization: await bearer(), origin: PUBLIC_URL }),
		).toMatchObject({ status: 200 });
	});
});
