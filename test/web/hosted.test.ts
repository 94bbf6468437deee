import { afterAll, beforeAll, expect, test } from "vitest";
import { hostedAccess } from "../../src/hosted-access.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { type ApiClient, answerOf, apiClient } from "./api-client.ts";

const PUBLIC_URL = "https://baton.example.com";

let app: AppOnForge;
let api: ApiClient;

beforeAll(async () => {
	app = await startAppOnForge({
		access(forge) {
			const { clientId, privateKey } = forge.apps
				.baton as (typeof forge.apps)[string];
			const access = hostedAccess(
				{
					signIn: { clientId, clientSecret: "unused", publicUrl: PUBLIC_URL },
					privateKey,
					apiUrl: forge.apiUrl,
				},
				() => undefined,
			);
			if (access === undefined) throw new Error("the doors stay closed");
			return access;
		},
	});
	api = apiClient(app);
}, 60_000);

afterAll(() => app.close());

test.each([
	["without a token", {}],
	["with an agent's name alone", { "x-baton-agent": "agent-1" }],
	[
		"with a token of GitHub's",
		{ authorization: "Bearer ghu_16C7e42F292c6912E7" },
	],
	["with any other token", { authorization: "Bearer a.b.c" }],
])(
	"%s nobody gets in, and each is told where to get a token",
	async (_, headers) => {
		for (const path of [
			api.at("ping"),
			api.at("events"),
			`${app.served.url}/api/v1/me`,
			`${app.served.url}/mcp`,
		]) {
			const response = await fetch(path, { method: "POST", headers });
			const answer = await answerOf(response);
			expect([path, answer.status, answer.body.code]).toEqual([
				path,
				401,
				"UNAUTHENTICATED",
			]);
			expect(answer.headers.get("www-authenticate")).toContain(
				`Bearer resource_metadata="${PUBLIC_URL}/.well-known/`,
			);
		}
	},
);

test("what has to be read before one can sign in is open", async () => {
	for (const path of [
		"/.well-known/oauth-protected-resource",
		"/.well-known/oauth-authorization-server",
		"/api/v1/login",
		"/api/v1/openapi.json",
		"/healthz",
	]) {
		const response = await fetch(`${app.served.url}${path}`);
		expect([path, response.status]).toEqual([path, 200]);
	}
});
