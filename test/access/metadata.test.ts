import { describe, expect, test } from "vitest";
import { githubHost } from "../../src/access/github-host.ts";
import { publicUrlProblem } from "../../src/access/public-url.ts";
import { appKey, guardedApp, NOW_MS, PUBLIC_URL } from "./access-bench.ts";

const app = guardedApp({
	...{ publicUrl: PUBLIC_URL, privateKey: appKey() },
	...{ clientId: "Iv23liabc", clientSecret: "secret" },
	apiUrl: "https://api.github.com",
	nowMs: () => NOW_MS,
	onError: () => {},
});

async function get(path: string) {
	const response = await app.request(path);
	expect(response.status).toBe(200);
	return (await response.json()) as Record<string, unknown>;
}

test.each(["", "/mcp"])(
	"the challenge leads from the resource %j to where its tokens are made",
	async (path) => {
		const refused = await app.request(path === "" ? "/api/v1/me" : path);
		const said = refused.headers.get("www-authenticate") ?? "";
		const [, found = ""] = /resource_metadata="([^"]+)"/.exec(said) ?? [];
		const resource = await get(found.slice(PUBLIC_URL.length));
		expect(resource).toMatchObject({
			resource: `${PUBLIC_URL}${path}`,
			authorization_servers: [PUBLIC_URL],
			bearer_methods_supported: ["header"],
		});
		const server = await get("/.well-known/oauth-authorization-server");
		expect(server).toMatchObject({
			issuer: PUBLIC_URL,
			token_endpoint: `${PUBLIC_URL}/api/v1/token`,
			grant_types_supported: [
				"urn:ietf:params:oauth:grant-type:token-exchange",
			],
		});
	},
);

test("the client id and GitHub's addresses for signing in are open, the client secret is not", async () => {
	expect(await get("/api/v1/login")).toEqual({
		client_id: "Iv23liabc",
		device_code_url: "https://github.com/login/device/code",
		token_url: "https://github.com/login/oauth/access_token",
	});
});

test("a GitHub Enterprise Server has its own addresses", () => {
	expect(githubHost("https://git.example.com/api/v3")).toEqual({
		webUrl: "https://git.example.com",
		actionsIssuer: "https://git.example.com/_services/token",
	});
	expect(githubHost("https://api.github.com").actionsIssuer).toBe(
		"https://token.actions.githubusercontent.com",
	);
});

describe("an address under which clients reach this server", () => {
	test.each([
		"https://baton.example.com",
		"https://baton.example.com/",
		"https://baton.example.com:8443",
		"http://localhost:3000",
		"http://127.0.0.1:3000",
		"http://[::1]:3000",
	])("may be %s", (address) => {
		expect(publicUrlProblem(address)).toBeUndefined();
	});

	test.each([
		["baton.example.com", "is not an address"],
		["http://baton.example.com", "does not begin with https://"],
		["http://localhost.evil.example", "does not begin with https://"],
		["ftp://localhost", "does not begin with https://"],
		["https://me:pw@baton.example.com", "holds a user or a password"],
		["https://baton.example.com/baton", "has something behind the host"],
		["https://baton.example.com?x=1", "has something behind the host"],
	])("may not be %s: it %s", (address, problem) => {
		expect(publicUrlProblem(address)).toBe(problem);
	});
});
