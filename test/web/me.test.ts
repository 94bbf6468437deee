import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";

let app: AppOnForge;

beforeAll(async () => {
	app = await startAppOnForge();
}, 60_000);

afterAll(() => app.close());

test("on this machine an agent is the account of its name", async () => {
	const me = async (headers: Record<string, string> = {}) => {
		const response = await fetch(`${app.served.url}/api/v1/me`, { headers });
		return { status: response.status, body: await response.json() };
	};
	expect(await me()).toMatchObject({
		status: 200,
		body: { ok: true, actor: { login: "agent-1" }, agent: "agent-1" },
	});
	expect(await me({ "x-baton-agent": "newcomer" })).toMatchObject({
		status: 200,
		body: { actor: { login: "newcomer" } },
	});
	expect(await me({ "x-baton-agent": "-x-" })).toMatchObject({
		status: 401,
		body: { ok: false, code: "UNAUTHENTICATED" },
	});
});
