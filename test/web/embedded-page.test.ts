import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";

let app: AppOnForge;
beforeAll(async () => {
	app = await startAppOnForge();
}, 60_000);
afterAll(() => app.close());

test("the page may speak as everybody of the local GitHub, newcomers too, each with the role there", async () => {
	const { origin } = new URL(app.served.url);
	await fetch(`${origin}/api/v1/me`, {
		headers: { "x-baton-agent": "newcomer" },
	});
	const told = await (await fetch(`${origin}/session`)).json();
	expect(told).toEqual({
		form: "embedded",
		users: [
			{ name: "maintainer", role: "admin" },
			{ name: "alice", role: "write" },
			{ name: "bob", role: "write" },
			{ name: "agent-1", role: "write" },
			{ name: "agent-2", role: "write" },
			{ name: "agent-3", role: "write" },
			{ name: "guest", role: "read" },
			{ name: "newcomer", role: "write" },
		],
		home: { owner: "acme", repo: "demo", board: "board" },
		git: app.forge.url,
	});
});

test("the only board is what / leads to", async () => {
	const led = await fetch(`${app.served.url}/`, { redirect: "manual" });
	expect(led.headers.get("location")).toBe("/boards/acme/demo/board");
});
