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

test("names that were only looked with take nobody's room", async () => {
	await app.served.sweep();
	const opens = async (agent: string) => {
		const response = await fetch(
			`${app.served.url}/api/v1/boards/acme/demo/board/enroll`,
			{
				method: "POST",
				headers: { "x-baton-agent": agent, "content-type": "application/json" },
				body: JSON.stringify({ title: `Of ${agent}` }),
			},
		);
		return response.status;
	};
	expect(await opens("backend-1")).toBe(200);
	for (let n = 1; n <= 60; n++) {
		const headers = { "x-baton-agent": `looker-${n}` };
		const response = await fetch(`${app.served.url}/api/v1/me`, { headers });
		expect([n, response.status]).toEqual([n, 200]);
	}
	expect(await opens("backend-2")).toBe(200);
	expect(await opens("backend-1")).toBe(200);
});
